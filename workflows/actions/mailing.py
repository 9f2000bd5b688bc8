"""E-mail that waits, is tried, goes out or is given up; notices that are read; tasks opened."""

from __future__ import annotations

from datetime import date, datetime
from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from workflows import mailing as words
from workflows.models import Mailing, Notice, Opening, Task


def mail_notices(users: list[User], *, now: datetime) -> None:
    """Let a message wait for each of these who has an address and for whom none waits yet.

    Inside the transaction that made the notices, at the instant `now` of theirs.
    """
    if not words.is_on():
        return
    Mailing.objects.bulk_create(
        [
            Mailing(user=user, kind=Mailing.Kind.NOTICES, made_at=now, try_at=now)
            # In one order, so that two sweeps at once never wait for each other crosswise.
            for user in sorted(users, key=attrgetter("pk"))
            if user.email
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def make_digest(*, user: User, day: date, overdue: int, soon: int, unopened: int) -> bool:
    """Let the digest of a local date wait for its user; whether it was made now. Once a day."""
    now = timezone.now()
    figures = {"overdue": overdue, "soon": soon, "unopened": unopened}
    _, made = Mailing.objects.get_or_create(
        user=user,
        kind=Mailing.Kind.DIGEST,
        day=day,
        defaults={"made_at": now, "try_at": now, **figures},
    )
    return made


@transaction.atomic
def claim_mailing(*, mailing: int) -> Mailing | None:
    """Count one more try and say when the next would be; None where it is not its turn.

    Committed before the message goes out, so that one which kills its worker every time is tried
    a few times and not for ever. Given up where it was tried often enough, or where its user has
    left or has no address any more.
    """
    now = timezone.now()
    waiting = Mailing.objects.next(now).filter(pk=mailing).select_related("user")
    row = waiting.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if row is None:
        return None
    if row.tries >= words.MOST_TRIES.value or not (row.user.is_active and row.user.email):
        row.given_up_at = now
        row.save(update_fields=["given_up_at"])
        return None
    row.tries += 1
    row.try_at = words.next_try(row.tries, now)
    row.save(update_fields=["tries", "try_at"])
    return row


@transaction.atomic
def note_mailed(*, mailing: Mailing) -> None:
    """Note that the message went out."""
    mailing.sent_at, mailing.failure = timezone.now(), ""
    mailing.save(update_fields=["sent_at", "failure"])


@transaction.atomic
def note_not_mailed(*, mailing: Mailing, failure: str) -> None:
    """Note what kind of failure a try met; given up after the last."""
    mailing.failure = failure[:80]
    if mailing.tries >= words.MOST_TRIES.value:
        mailing.given_up_at = timezone.now()
    mailing.save(update_fields=["failure", "given_up_at"])


@transaction.atomic
def read_notices(*, by: User) -> int:
    """Mark as read what is new to this user and they may see; how many notices that were."""
    rows = Notice.objects.unread().visible_to(by).values("pk")
    unread = Notice.objects.filter(pk__in=rows, read_at=None)
    return unread.update(read_at=timezone.now())


@transaction.atomic
def open_page(*, task: Task, by: User) -> None:
    """Note that this user opened the page of a task: the first time where it is theirs to do, and
    what they were told of it as read."""
    if by.pk in (task.owner_id, task.also_for_id):
        Opening.objects.get_or_create(task=task, user=by, defaults={"at": timezone.now()})
    told = Notice.objects.unread().filter(recipient=by, task=task)
    if told.exists():
        Notice.objects.filter(pk__in=told.values("pk"), read_at=None).update(read_at=timezone.now())
