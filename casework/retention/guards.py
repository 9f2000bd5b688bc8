"""What must be so before a record is to go. Each refuses with a sentence that says what to do."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from casework.core.errors import Refused
from casework.retention import rules
from casework.retention.models import Group, HoldKind, Retention
from casework.ui.times import latest, short_date


def is_not_held(row: Retention, at: datetime) -> None:
    """Whatever a review says, a hold stands against disposal (domain: sections 5.5, 5.9)."""
    held = [
        f"{HoldKind(hold.kind).label}, since {short_date(hold.starts_on)}"
        for hold in row.holds.running(at)
    ]
    if held:
        raise Refused(f"Disposal is on hold: {'; '.join(held)}. A manager (DI) lifts the hold.")


def has_no_open_case(row: Retention, _at: datetime) -> None:
    """What is known of the person is needed while somebody works with them."""
    later = row.case.person.cases.open().first()
    if later is not None:
        raise Refused(f"The person has an open case: {later.ref}. The record is kept meanwhile.")


def is_not_kept_for_life(row: Retention, at: datetime) -> None:
    """Group 1 is kept until the person would be a hundred (domain: section 5.5)."""
    if row.group != Group.PUBLIC_PROTECTION:
        return
    until = rules.kept_until(row.case.person)
    if until is None:
        raise Refused(
            "Group 1 is kept by the age of the person, and no date of birth is known. "
            "Keep the record, or change its group with a reason."
        )
    if timezone.localdate(at) < until:
        raise Refused(
            f"Group 1 is kept until {short_date(until)}. "
            "Keep the record, or change its group with a reason."
        )


def is_told_of(row: Retention, at: datetime) -> None:
    """A review can decide on disposal from when the register tells of it."""
    since = rules.told_from(row)
    if at < since:
        raise Refused(f"Disposal can be proposed from {short_date(since)} on.")


def is_over(row: Retention, at: datetime) -> None:
    """Nothing is confirmed before the time for which it is kept has ended."""
    if at < row.review_due_at:
        raise Refused(f"The record is kept until {latest(row.review_due_at)}. Confirm it then.")


PROPOSING = (is_not_held, has_no_open_case, is_not_kept_for_life, is_told_of)
CONFIRMING = (is_not_held, has_no_open_case, is_not_kept_for_life, is_over)
