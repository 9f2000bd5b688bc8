"""Another officer goes on a visit that is still to be made."""

from __future__ import annotations

from django.db import transaction

from casework.accounts.models import User
from casework.audit.actions import record
from casework.core.errors import Refused, worded
from casework.visits import permissions
from casework.visits.actions.shared import locked
from casework.visits.models import Visit, VisitState
from casework.visits.models.visit import STILL_TO_MAKE

# What was made is history: who went stays as it was. Where the checks ran out nobody has said yet
# whether it was made, so its officers are still open, though it does not count as to come.
TO_COME = (*STILL_TO_MAKE, VisitState.CHECKS_EXPIRED)


@transaction.atomic
def replace_officer(
    *, visit: Visit, leaving: User, to: User, by: User | None, reason: str
) -> Visit:
    """`to` goes in the place of `leaving`; place, time, checks and approval stay.

    For a supervisor or a manager, since nothing is approved again; None is the clock. Raises
    NotAllowed, Refused where the visit was made, nobody of that name goes, or `to` may not go.
    """
    visit = locked(visit)
    if by is not None:
        permissions.check_can_replace_officer(by, visit)
    if visit.state not in TO_COME:
        raise Refused("This visit has been made or called off. Who went stays as it was.")
    worded(reason, "Say why another officer goes.")
    check_may_go_instead(visit, leaving, to)
    place = _place_of(visit, leaving)
    setattr(visit, place, to)
    visit.save(update_fields=[place])
    record(
        obj=visit,
        verb="visit.officer_replaced",
        by=by,
        before={place: leaving.pk},
        after={place: to.pk},
        reason=reason,
    )
    return visit


def check_may_go_instead(visit: Visit, leaving: User, to: User) -> None:
    """Raise Refused unless `to` may go on the visit in the place of `leaving`, one of its two."""
    leads = _place_of(visit, leaving) == "lead_officer"
    named = permissions.leading_officers if leads else permissions.visiting_officers
    if not named(visit.case).filter(pk=to.pk).exists():
        raise Refused("That person cannot go on a visit of this team.")
    if to.pk in (visit.lead_officer_id, visit.second_officer_id):
        raise Refused("That person goes on this visit already. Two different officers go.")
    if to.pk == visit.approved_by_id:
        raise Refused("That person approved this visit, so somebody else goes.")


def _place_of(visit: Visit, officer: User) -> str:
    for place in ("lead_officer", "second_officer"):
        if getattr(visit, f"{place}_id") == officer.pk:
            return place
    raise Refused("They are not one of the two officers of this visit.")
