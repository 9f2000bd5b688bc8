"""Absences: days away and who stands in."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from casework.accounts.models import Absence, User
from casework.accounts.permissions import check_can_record_absence
from casework.audit.actions import record
from casework.core.errors import Refused


@transaction.atomic
def record_absence(
    *, user: User, starts_on: date, ends_on: date, by: User, deputy: User | None = None
) -> Absence:
    """Days a user is away, both included, and who stands in.

    Raises NotAllowed where `by` may not, Refused where the dates or the deputy do not hold.
    """
    check_can_record_absence(by, user)
    if ends_on < starts_on:
        raise Refused("The last day must be the same as or after the first day.")
    if deputy is not None:
        _check_deputy(deputy, user)
    absence = Absence.objects.create(user=user, starts_on=starts_on, ends_on=ends_on, deputy=deputy)
    after = {"from": starts_on, "to": ends_on, "deputy": deputy.pk if deputy else None}
    record(obj=user, verb="absence.recorded", by=by, after=after)
    return absence


def _check_deputy(deputy: User, user: User) -> None:
    if deputy == user:
        raise Refused("Select somebody else to stand in.")
    if not deputy.is_active or deputy.force_id != user.force_id:
        raise Refused("Select a colleague of the same force with an open account.")
