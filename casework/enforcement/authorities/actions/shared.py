"""What every action on an authority does: lock, refuse in words, write down once."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from casework.core.errors import Refused
from casework.enforcement.authorities import rules
from casework.enforcement.authorities.models import LIVE, Alert, Authority, AuthorityState
from casework.ui.times import local_time


def locked(authority: Authority) -> Authority:
    """The authority as it is now, its row locked until the transaction ends."""
    rows = Authority.objects.select_for_update(of=("self",), no_key=True)
    row: Authority = rows.select_related("case__force", "case__team").get(pk=authority.pk)
    return row


def require_state(authority: Authority, what: str, *states: str) -> None:
    """Raise Refused unless the authority is in one of `states`; `what` is a participle."""
    if authority.state not in states:
        words = AuthorityState(authority.state).label.lower()
        raise Refused(f"This authority is at “{words}”, so it cannot be {what} now.")


def require_running(authority: Authority, what: str, now: datetime, *states: str) -> None:
    """Raise Refused unless it is live and its period has not passed."""
    require_state(authority, what, *(states or LIVE))
    if rules.has_expired(authority, now):
        when = local_time(authority.expires_at) if authority.expires_at else ""
        raise Refused(f"It expired on {when}, so it cannot be {what}. It is an incident now.")


def require_review(authority: Authority, review_on: date, now: datetime) -> None:
    """A review is set for a day from today on, before the period ends."""
    if review_on < timezone.localdate(now):
        raise Refused("The next review must be today or later.")
    if authority.expires_at and review_on > timezone.localdate(authority.expires_at):
        raise Refused("The next review must be before the authority expires.")


def tell(
    authority: Authority, kind: str, *, hours_before: int = 0, end: datetime | None = None
) -> bool:
    """Raise an alert once of each `end` (aware), that of its period unless told; whether it is
    new."""
    assert authority.expires_at is not None  # nothing is told of what was never granted
    _, is_new = Alert.objects.get_or_create(
        authority=authority,
        kind=kind,
        expires_at=end or authority.expires_at,
        hours_before=hours_before,
    )
    return bool(is_new)
