"""After the outcome: the circulation is cancelled, the victims are told, and it is closed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.enforcement.warrants import permissions
from casework.enforcement.warrants.actions.shared import (
    in_the_past,
    locked,
    no_such_move,
    not_before,
)
from casework.enforcement.warrants.models import (
    OUTCOMES,
    VICTIMS_HEAR_OF,
    ToldBy,
    Warrant,
    WarrantState,
)


@transaction.atomic
def cancel_circulation(
    *, warrant: Warrant, by: User, reference: str, at: datetime | None = None
) -> Warrant:
    """The person no longer stands as wanted for this force in the national system.

    Only after an outcome; `at` is aware, now unless told. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_work_desk(by, warrant.case)
    if warrant.state not in OUTCOMES:
        raise no_such_move(warrant, "taken off the national system")
    if not warrant.is_circulated:
        raise Refused("There is no circulation to cancel.")
    at = in_the_past(at, "The time of the cancellation must be now or in the past.")
    not_before(at, warrant.circulated_at, "It was circulated after that time.")
    before = {"circulated": True}
    warrant.cancel_reference = worded(reference, "Enter the reference of the cancellation.")
    warrant.cancelled_at = max(at, warrant.circulated_at or at)
    warrant.cancelled_by = by
    warrant.save()
    after = {"circulated": False, "at": warrant.cancelled_at}
    record(obj=warrant, verb="warrant.circulation_cancelled", by=by, before=before, after=after)
    return warrant


@transaction.atomic
def record_victims_told(
    *, warrant: Warrant, by: User, how: str, reason: str = "", at: datetime | None = None
) -> Warrant:
    """That those who were harmed heard of the outcome, by whom, or why they did not.

    Nothing is sent from here, and what a victim said is not written here: `reason` goes into
    the log and is asked only where they were not told. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_work_desk(by, warrant.case)
    if warrant.outcome not in VICTIMS_HEAR_OF or warrant.state not in OUTCOMES:
        raise no_such_move(warrant, "told to anybody")
    if how not in ToldBy.values:
        raise Refused("Select how they heard.")
    if how == ToldBy.NOT_TOLD:
        reason = worded(reason, "Say why they were not told, without their own words.")
    at = in_the_past(at, "The time they were told must be now or in the past.")
    not_before(at, warrant.outcome_at, "It happened after that time.")
    before = {"victims_told": warrant.victims_told_how}
    warrant.victims_told_at, warrant.victims_told_by = at, by
    warrant.victims_told_how = how
    warrant.save()
    after = {"victims_told": how, "at": at}
    record(
        obj=warrant,
        verb="warrant.victims_told",
        by=by,
        before=before,
        after=after,
        reason=reason.strip(),
    )
    return warrant


@transaction.atomic
def close_warrant(*, warrant: Warrant, by: User | None = None) -> Warrant:
    """Close it once nothing is left: by the flow itself, when the last of the rest is done.

    Raises Refused while the person still stands as wanted (a stale marker means an unlawful
    arrest) or those who were harmed have not been thought of.
    """
    warrant = locked(warrant)
    if warrant.state not in OUTCOMES:
        raise no_such_move(warrant, "closed")
    if warrant.is_circulated:
        raise Refused(
            f"The person still stands as wanted on {warrant.circulation_system}. Cancel the "
            "circulation first: somebody could be arrested unlawfully."
        )
    if warrant.outcome in VICTIMS_HEAR_OF and warrant.victims_told_at is None:
        raise Refused("Record first that those who were harmed were told, or why they were not.")
    before = str(warrant.state)
    warrant.shut()
    return kept(warrant, "warrant.closed", by=by, before=before, outcome=warrant.outcome)


@transaction.atomic
def turn_away(*, warrant: Warrant, by: User, reason: str) -> Warrant:
    """It is not for this team, before anybody was circulated. Raises NotAllowed, Refused.

    Afterwards only the court, an arrest or a manager's evidence ends it (domain: section 2.0,
    cancelling is possible before the step that cannot be taken back).
    """
    warrant = locked(warrant)
    permissions.check_can_supervise(by, warrant)
    reason = worded(reason, "Say why it is not taken on.")
    if warrant.state not in (WarrantState.RECEIVED, WarrantState.GRADED):
        raise Refused("The person is circulated or the bail is being checked. It ends otherwise.")
    before = str(warrant.state)
    warrant.turn_away()
    return kept(warrant, "warrant.not_taken_on", by=by, before=before, reason=reason)
