"""The only writers of the log: `record` for a change, `look` for a page that showed something.

Both append to a chain whose head row stays locked until the transaction ends, so an event and
what it tells of are kept or lost together. Two streams in one transaction are locked in sorted
order: call `lock_streams` first, or write them `together`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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
MOVE_HEAD = "UPDATE audit_stream SET length = %s, head = %s WHERE name = %s"


class _Waiting:
    """An event with its words, not yet in its chain."""

    def __init__(
        self,
        *,
        stream: str,
        verb: str,
        ref: str,
        by: Model | AbstractBaseUser | None,
        force: Any,
        body: dict[str, Any],
    ) -> None:
        self.stream = stream
        # As text at once: an event tells what was so when it was recorded, whatever comes after.
        self._text = canonical(body)
        self._salt = new_salt()
        self.row = Event(
            actor_id=by.pk if by is not None else None,
            force_id=force,
            verb=verb,
            object=ref,
            request_id=current_request_id.get(),
            commitment=commit_to(self._salt, self._text),
        )

    def kept(self) -> None:
        """Stands in the transaction's own list for as long as no savepoint took the event back."""

    def follow(self, head: Stream) -> None:
        """Give the event the place after `head` in its chain, and move `head` on to it."""
        row = self.row
        row.stream, row.seq, row.at, row.prev = head, head.length + 1, timezone.now(), head.head
        link = Link(
            prev=row.prev,
            stream=head.name,
            seq=row.seq,
            at=row.at,
            actor=row.actor_id,
            force=row.force_id,
            verb=row.verb,
            object=row.object,
            request_id=row.request_id,
            commitment=row.commitment,
        )
        row.hash = link_hash(link)
        head.length, head.head = row.seq, row.hash

    def payload(self) -> Payload:
        """Its words, once the row has its key."""
        return Payload(event=self.row, salt=self._salt, body=json.loads(self._text))


_waiting: ContextVar[list[_Waiting] | None] = ContextVar("events_written_together", default=None)


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
    Inside `together` the event gets its key and its place in the chain when that ends.
    """
    _refuse_outside_a_transaction()
    event = _Waiting(
        stream=stream or stream_of(obj),
        verb=verb,
        ref=object_ref(obj),
        by=by,
        force=force_of(obj, by),
        body={"before": before or {}, "after": after or {}, "reason": reason},
    )
    waiting = _waiting.get()
    if waiting is None:
        _append([event])
    else:
        # Of all the transaction keeps, only this list forgets what a savepoint took back.
        transaction.on_commit(event.kept)
        waiting.append(event)
    return event.row


@contextmanager
def together() -> Iterator[None]:
    """Write the events recorded in here when it ends, all at once, each stream in its order.

    Inside the transaction they tell of. One lock of a chain's head and one write of each table
    then serve them all, and the head is held for less time. An event recorded in a savepoint
    that was rolled back is not written, nor is any where an error leaves. May be nested: the
    outermost writes.
    """
    _refuse_outside_a_transaction()
    if _waiting.get() is not None:
        yield
        return
    waiting: list[_Waiting] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _append(_still_kept(waiting))


def _still_kept(waiting: list[_Waiting]) -> list[_Waiting]:
    """Those that no savepoint took back since they were recorded."""
    kept = {each[1] for each in connection.run_on_commit}
    return [event for event in waiting if event.kept in kept]


def look(*, by: Model | AbstractBaseUser, page: str, objects: Iterable[Model]) -> None:
    """Write that `by` is about to be shown `objects` on `page` (a URL name); one event a page.

    Call it in the view before the answer is made: it commits (unless a transaction is already
    under way), and where it fails the page fails. Nothing is written for an empty page.
    """
    refs = sorted({object_ref(obj) for obj in objects})
    if not refs:
        return
    with transaction.atomic():
        event = _Waiting(
            stream=own_stream(by),
            verb=LOOKED,
            ref=refs[0] if len(refs) == 1 else f"page:{page}"[:80],
            by=by,
            force=getattr(by, "force_id", None),
            body={"page": page, "objects": refs},
        )
        _append([event])
        if len(refs) > 1:
            Mention.objects.bulk_create(Mention(event=event.row, object=ref) for ref in refs)


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
    _locked(set(names))


def _refuse_outside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("An event is written inside the transaction it tells of.")


def _locked(names: set[str]) -> dict[str, Stream]:
    """The rows of these streams by name, made if need be, locked until the transaction ends.

    In the database's order, always the same. On SQLite the immediate transaction already holds
    the one write lock.
    """
    rows = Stream.objects.filter(pk__in=names).order_by("pk")
    if len(names) > 1:
        # Made before any is locked, or one that is new would be locked out of its order.
        there = set(rows.values_list("pk", flat=True))
        _make(names - there)
    locked = rows.select_for_update(no_key=True)
    found = {stream.name: stream for stream in locked}
    if len(found) < len(names):
        _make(names - set(found))
        found = {stream.name: stream for stream in locked.all()}
    return found


def _make(names: set[str]) -> None:
    """Someone may be making the same rows; the second waits here and then finds them."""
    new = [Stream(name=name) for name in sorted(names)]
    Stream.objects.bulk_create(new, ignore_conflicts=True)


def _append(events: list[_Waiting]) -> None:
    """Write events to their chains, each in its order: one write of each table for all of them."""
    heads = _locked({event.stream for event in events})
    for event in events:
        event.follow(heads[event.stream])
    Event.objects.bulk_create([event.row for event in events])
    Payload.objects.bulk_create([event.payload() for event in events])
    with connection.cursor() as cursor:
        # Not `bulk_update`: to word its one CASE for each row takes longer than all else here.
        cursor.executemany(MOVE_HEAD, [(h.length, h.head, h.name) for h in heads.values()])
