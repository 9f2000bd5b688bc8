"""The only writers of the log: `record` for a change, `look` for a page that showed something.

Both append to a chain whose head row stays locked until the transaction ends, so an event and
what it tells of are kept or lost together. Two streams in one transaction are locked in sorted
order: call `lock_streams` first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Model
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from casework.audit.chain import Link, commit_to, link_hash, new_salt
from casework.audit.fields import canonical
from casework.audit.models import Event, Mention, Payload, Stream
from casework.audit.refs import force_of, object_ref, stream_of
from casework.core.requests import current_request_id

LOOKED = "looked"


def record(
    *,
    obj: Model,
    verb: str,
    by: Model | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    stream: str | None = None,
) -> Event:
    """Write one event about `obj` into the transaction under way and return it.

    `by` is the user who acts, None for a job of the system. `before` and `after` hold the
    changed values (dates, instants with a zone, decimals and UUIDs are kept as text). The chain
    is `obj.audit_stream` or the system's, unless `stream` names one. Raises
    TransactionManagementError outside a transaction: what happened and its event must not part.
    """
    _refuse_outside_a_transaction()
    body: dict[str, Any] = {"before": before or {}, "after": after or {}, "reason": reason}
    return _append(
        stream=stream or stream_of(obj),
        verb=verb,
        ref=object_ref(obj),
        by=by,
        force=force_of(obj, by),
        body=body,
    )


def look(*, by: Model | AbstractBaseUser, page: str, objects: Iterable[Model]) -> None:
    """Write that `by` is about to be shown `objects` on `page` (a URL name); one event a page.

    Call it in the view before the answer is made: it commits (unless a transaction is already
    under way), and where it fails the page fails. Nothing is written for an empty page.
    """
    refs = sorted({object_ref(obj) for obj in objects})
    if not refs:
        return
    with transaction.atomic():
        event = _append(
            stream=own_stream(by),
            verb=LOOKED,
            ref=refs[0] if len(refs) == 1 else f"page:{page}"[:80],
            by=by,
            force=getattr(by, "force_id", None),
            body={"page": page, "objects": refs},
        )
        if len(refs) > 1:
            Mention.objects.bulk_create(Mention(event=event, object=ref) for ref in refs)


def own_stream(user: Model) -> str:
    """The chain of one user's looks and sign-ins on today's local date."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    return f"user:{user.pk}:{today.isoformat()}"


def lock_streams(*names: str) -> None:
    """Lock the heads of several chains in sorted order, before writing to any of them.

    Two transactions that touch the same two streams then wait for each other instead of
    locking each other out.
    """
    _refuse_outside_a_transaction()
    for name in sorted(set(names)):
        _locked(name)


def _refuse_outside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("An event is written inside the transaction it tells of.")


def _locked(name: str) -> Stream:
    """The stream's row, made if need be, locked until the transaction ends.

    On SQLite the immediate transaction already holds the one write lock.
    """
    stream = Stream.objects.select_for_update().filter(pk=name).first()
    if stream is None:
        # Someone may be making the same row; the second waits here and then finds it.
        Stream.objects.bulk_create([Stream(name=name)], ignore_conflicts=True)
        stream = Stream.objects.select_for_update().get(pk=name)
    return stream


def _append(
    *, stream: str, verb: str, ref: str, by: Model | None, force: Any, body: dict[str, Any]
) -> Event:
    head = _locked(stream)
    salt = new_salt()
    link = Link(
        prev=head.head,
        stream=head.name,
        seq=head.length + 1,
        at=timezone.now(),
        actor=by.pk if by is not None else None,
        force=force,
        verb=verb,
        object=ref,
        request_id=current_request_id.get(),
        commitment=commit_to(salt, canonical(body)),
    )
    event = Event.objects.create(
        stream=head,
        seq=link.seq,
        at=link.at,
        actor_id=link.actor,
        force_id=link.force,
        verb=verb,
        object=ref,
        request_id=link.request_id,
        commitment=link.commitment,
        prev=link.prev,
        hash=link_hash(link),
    )
    Payload.objects.create(event=event, salt=salt, body=body)
    Stream.objects.filter(pk=head.pk).update(length=link.seq, head=event.hash)
    return event
