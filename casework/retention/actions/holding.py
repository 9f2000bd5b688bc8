"""Holds on disposal: placed with a reason, lifted by a person with another."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.core.errors import Conflict, Refused, worded
from casework.retention import permissions
from casework.retention.actions.shared import locked
from casework.retention.models import DisposalHold, HoldKind, Retention


@transaction.atomic
def place_hold(
    *,
    retention: Retention,
    by: User,
    kind: str,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
) -> DisposalHold:
    """The record may not be disposed of from now on, until a local day `ends_on` is over or
    somebody lifts it. `starts_on` is the local day from which it is asked for, today or earlier.

    It stands against a disposal that is proposed or confirmed already as well. Raises NotVisible,
    NotAllowed, Refused.
    """
    row = locked(retention)
    permissions.check_can_place_hold(by, row)
    if kind not in HoldKind.values:
        raise Refused("Select what the hold is for.")
    reason = worded(reason, "Say why the record must stay.")
    today = timezone.localdate()
    if starts_on > today:
        raise Refused("The hold begins today or on an earlier day.")
    if ends_on is not None and ends_on < today:
        raise Refused("The end must be today or later. Leave it empty where it is not known.")
    hold: DisposalHold = DisposalHold.objects.create(
        retention=row,
        kind=kind,
        reason=reason,
        starts_on=starts_on,
        ends_at=_end_of(ends_on) if ends_on else None,
        placed_by=by,
    )
    after = {"hold": hold.pk, "kind": kind, "starts_on": starts_on, "ends_on": ends_on}
    record(obj=row, verb="retention.hold_placed", by=by, after=after, reason=reason)
    return hold


@transaction.atomic
def lift_hold(*, retention: Retention, by: User, hold: DisposalHold, reason: str) -> DisposalHold:
    """The hold no longer stands against a disposal. Raises NotVisible, NotAllowed, Refused,
    Conflict where somebody lifted it already."""
    row = locked(retention)
    permissions.check_can_lift_hold(by, row)
    found = row.holds.select_related("lifted_by").filter(pk=hold.pk).first()
    if found is None:
        raise Refused("There is no such hold on this record.")
    if found.lifted_by is not None:
        raise Conflict(
            "This hold has been lifted already.",
            by=found.lifted_by.display_name,
            at=found.lifted_at,
        )
    found.lifted_by, found.lifted_at = by, timezone.now()
    found.lifted_reason = worded(reason, "Say why the hold is lifted.")
    found.save()
    after = {"hold": found.pk, "kind": found.kind}
    record(obj=row, verb="retention.hold_lifted", by=by, after=after, reason=found.lifted_reason)
    lifted: DisposalHold = found
    return lifted


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
