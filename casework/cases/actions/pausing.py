"""Suspending and waking, the lead of MAPPA, and holds on contact."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.actions.shared import (
    begin,
    lapse_open_proposal,
    listed_reason,
    locked,
    moved,
    noted,
)
from casework.cases.guards import holds_to_lift
from casework.cases.models import Case, ContactHold, State
from casework.cases.models.states import FOR_SUSPENDING, OWNED
from casework.cases.numbers import ASSESS_AFTER_RESUMING
from casework.core.errors import Refused, worded


@transaction.atomic
def suspend_case(*, case: Case, by: User, reason_code: str, reason: str, wake_on: date) -> Case:
    """Custody, hospital or abroad: set aside until the local day `wake_on`, or sooner by hand."""
    row = begin(case, "suspend", by=by)
    code = listed_reason(reason_code, FOR_SUSPENDING)
    reason = worded(reason, "Say why the case is suspended.")
    if wake_on <= timezone.localdate():
        raise Refused("The day the case wakes must be in the future.")
    source = str(row.state)
    row.suspend(wake_on=wake_on)
    lapse_open_proposal(row)
    after = {"wake_on": wake_on}
    return moved(row, "suspend", by=by, source=source, reason=reason, reason_code=code, after=after)


@transaction.atomic
def resume_case(*, case: Case, by: User, reason: str) -> Case:
    """Back to where the case was, before its day; one that had an owner is assessed again."""
    row = begin(case, "resume", by=by)
    return _resume(row, by=by, reason=worded(reason, "Say why the case goes on."))


@transaction.atomic
def wake_case(*, case: Case) -> bool:
    """Resume a suspended case whose day has come; whether it did. May be called twice."""
    row = locked(case)
    if row.state != State.SUSPENDED or row.wake_on is None:
        return False
    if row.wake_on > timezone.localdate():
        return False
    _resume(row, by=None, reason="The day it was suspended until has come.")
    return True


def _resume(row: Case, *, by: User | None, reason: str) -> Case:
    source = str(row.state)
    after: dict[str, object] = {}
    limit = None
    if row.returns_to in OWNED:
        limit = ASSESS_AFTER_RESUMING.due(timezone.now(), row.force.nation)
        after = {"assess_by": limit.due_at, "assess_by_proof": limit.proof}
    row.resume(assess_by=limit.due_at if limit else None)
    return moved(row, "resume", by=by, source=source, reason=reason, after=after)


@transaction.atomic
def hand_lead_to_mappa(*, case: Case, by: User, level: str, lead_contact: str, reason: str) -> Case:
    """MAPPA level 2 or 3 leads from now on, and contact is held."""
    row = begin(case, "mappa-leads", by=by)
    reason = worded(reason, "Say why MAPPA leads.")
    if level not in ("2", "3"):
        raise Refused("Select the MAPPA level.")
    contact = worded(lead_contact, "Say who leads there.")
    source = str(row.state)
    row.hand_lead_to_mappa()
    lapse_open_proposal(row)
    ContactHold.objects.create(
        case=row, kind=ContactHold.Kind.MAPPA_LEAD, note=contact, placed_by=by
    )
    details = {"level": level, "lead_contact": contact}
    return moved(
        row, "mappa-leads", by=by, source=source, reason=reason, details=details, after=details
    )


@transaction.atomic
def take_lead_back(*, case: Case, by: User, reason: str) -> Case:
    """MAPPA no longer leads: the case goes back to where it was, and its hold is lifted."""
    row = begin(case, "mappa-ends", by=by)
    reason = worded(reason, "Say why MAPPA no longer leads.")
    source = str(row.state)
    row.take_lead_back()
    row.contact_holds.filter(kind=ContactHold.Kind.MAPPA_LEAD, lifted_at=None).update(
        lifted_by=by, lifted_at=timezone.now()
    )
    return moved(row, "mappa-ends", by=by, source=source, reason=reason)


@transaction.atomic
def place_hold(*, case: Case, by: User, kind: str, note: str) -> ContactHold:
    """Nobody contacts the person without the manager. What it is for is the manager's to know."""
    row = begin(case, "hold", by=by)
    if kind not in ContactHold.Kind.values:
        raise Refused("Select what the hold is for.")
    note = worded(note, "Say why contact is held.")
    hold = ContactHold.objects.create(case=row, kind=kind, note=note, placed_by=by)
    noted(row, "hold", by=by, after={"hold": hold.pk, "kind": kind}, reason=note)
    return hold


@transaction.atomic
def lift_hold(*, case: Case, by: User, hold: ContactHold, reason: str) -> ContactHold:
    """Contact may be made again as far as this hold goes."""
    row = begin(case, "lift-hold", by=by)
    reason = worded(reason, "Say why the hold is lifted.")
    found = holds_to_lift(row).select_for_update(no_key=True).filter(pk=hold.pk).first()
    if found is None:
        raise Refused(
            "This hold is lifted already, or it is lifted by taking the lead back from MAPPA."
        )
    found.lifted_by, found.lifted_at = by, timezone.now()
    found.save()
    noted(row, "lift-hold", by=by, after={"hold": found.pk}, reason=reason)
    return found
