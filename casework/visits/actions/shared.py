"""What every action on a visit does: lock, refuse in words."""

from __future__ import annotations

from casework.core.errors import CaseworkError, Conflict, Refused
from casework.visits.models import Visit, VisitState


def locked(visit: Visit) -> Visit:
    """The visit as it is now, its row locked until the transaction ends."""
    row: Visit = Visit.objects.select_for_update(of=("self",), no_key=True).get(pk=visit.pk)
    return row


def no_such_move(visit: Visit, what: str) -> CaseworkError:
    """Why the visit cannot be `what` (a participle) now: somebody was first, or it is too early."""
    if what == "approved" and visit.state == VisitState.APPROVED and visit.approved_by:
        by, at = visit.approved_by.display_name, visit.approved_at
        return Conflict("This visit has already been approved.", by=by, at=at)
    if what == "reviewed" and visit.reviewed_by and visit.reviewed_at:
        by, at = visit.reviewed_by.display_name, visit.reviewed_at
        return Conflict("This record has already been reviewed.", by=by, at=at)
    state = VisitState(visit.state).label.lower()
    return Refused(f"This visit is at “{state}”, so it cannot be {what} now.")
