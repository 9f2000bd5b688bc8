"""Absences: days away and who stands in. Why somebody is away is asked nowhere."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Absence, User, local_today
from casework.accounts.permissions import check_can_record_absence
from casework.audit.actions import record
from casework.core.errors import Conflict, Refused, worded
from casework.ui.times import short_date


@transaction.atomic
def record_absence(
    *, user: User, starts_on: date, ends_on: date, by: User, deputy: User | None = None
) -> Absence:
    """Days a user is away, both included, and who stands in.

    Raises NotAllowed where `by` may not, Refused where the dates or the deputy do not hold or
    another absence has one of these days.
    """
    check_can_record_absence(by, user)
    if ends_on < starts_on:
        raise Refused("The last day must be the same as or after the first day.")
    if ends_on < local_today():
        raise Refused("The last day must be today or in the future.")
    if deputy is not None:
        _check_deputy(deputy, user)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    there = Absence.objects.to_come().filter(
        user=user, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if (other := there.order_by("starts_on").first()) is not None:
        days = f"{short_date(other.starts_on)} to {short_date(other.ends_on)}"
        raise Refused(f"An absence from {days} is recorded already. End it first.")
    absence = Absence.objects.create(user=user, starts_on=starts_on, ends_on=ends_on, deputy=deputy)
    after = {"from": starts_on, "to": ends_on, "deputy": deputy.pk if deputy else None}
    record(obj=user, verb="absence.recorded", by=by, after=after)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> Absence:
    """They are back, or do not go: from this moment nobody stands in for them.

    What was done today on their behalf stays so for the rest of the day (see `touching`). Raises
    NotAllowed where `by` may not, Conflict where it was ended already, Refused where it is over.
    """
    absence = _locked(absence)
    check_can_record_absence(by, absence.user)
    _check_not_over(absence)
    absence.ended_at, absence.ended_by = timezone.now(), by
    absence.save(update_fields=["ended_at", "ended_by"])
    record(
        obj=absence.user,
        verb="absence.ended",
        by=by,
        before={"from": absence.starts_on, "to": absence.ends_on},
        after={"ended_at": absence.ended_at},
    )
    return absence


@transaction.atomic
def change_deputy(*, absence: Absence, by: User, deputy: User | None, reason: str) -> Absence:
    """Somebody else stands in for the rest of an absence, or nobody; with the reason.

    One whose days have begun is ended and a new one covers the rest, so that it stays known who
    stood in when.
    """
    absence = _locked(absence)
    check_can_record_absence(by, absence.user)
    _check_not_over(absence)
    worded(reason, "Enter the reason.")
    if deputy is not None:
        _check_deputy(deputy, absence.user)
    before = {"deputy": absence.deputy_id, "to": absence.ends_on}
    now, today = timezone.now(), local_today()
    if absence.starts_on <= today:
        absence.ended_at, absence.ended_by = now, by
        absence.save(update_fields=["ended_at", "ended_by"])
        absence = Absence(user=absence.user, starts_on=today, ends_on=absence.ends_on)
    absence.deputy = deputy
    absence.save()
    after = {"deputy": deputy.pk if deputy else None, "from": absence.starts_on}
    record(
        obj=absence.user,
        verb="absence.deputy_changed",
        by=by,
        before=before,
        after=after,
        reason=reason,
    )
    return absence


def _locked(absence: Absence) -> Absence:
    rows = Absence.objects.select_for_update(of=("self",), no_key=True)
    row: Absence = rows.select_related("user").get(pk=absence.pk)
    return row


def _check_not_over(absence: Absence) -> None:
    if absence.ended_at is not None:
        who = absence.ended_by.display_name if absence.ended_by else ""
        raise Conflict("This absence has already been ended.", by=who, at=absence.ended_at)
    if absence.ends_on < local_today():
        raise Refused("This absence is over already.")


def _check_deputy(deputy: User, user: User) -> None:
    if deputy == user:
        raise Refused("Select somebody else to stand in.")
    if not deputy.is_active or deputy.force_id != user.force_id:
        raise Refused("Select a colleague of the same force with an open account.")
