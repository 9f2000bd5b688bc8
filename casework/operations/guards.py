"""What must be so before an operation makes a move. Each raises Refused with what to do first."""

from __future__ import annotations

from django.utils import timezone

from casework.core.errors import Refused
from casework.operations import queries, rules
from casework.operations.models import (
    LIVE,
    UNSTARTED,
    ContactState,
    Operation,
    OperationState,
)
from casework.ui.times import local_time

S = OperationState


def require_state(operation: Operation, *states: str) -> None:
    """Raise Refused, naming where it is, unless the operation is in one of the states."""
    if operation.state not in states:
        at = S(operation.state).label.lower()
        raise Refused(f"This operation is at \u201c{at}\u201d, so this cannot be done now.")


def can_be_proposed(operation: Operation) -> None:
    """Somebody is on the list, each with grounds."""
    require_state(operation, S.PLANNED)
    if not operation.members.exists():
        raise Refused("Add at least one person first.")
    if operation.members.filter(grounds=None).exists():
        raise Refused("Somebody on the list has no ground. Each person needs one.")


def can_be_approved(operation: Operation) -> None:
    """Each person is decided on, and somebody is in."""
    require_state(operation, S.COHORT_PROPOSED)
    if left := operation.members.filter(decision="").count():
        people = "1 person waits" if left == 1 else f"{left} people wait"
        raise Refused(f"{people} for your decision. Decide on each one first.")
    if not queries.in_cohort(operation).exists():
        raise Refused("Nobody is approved. Cancel the operation if nobody is to be contacted.")


def can_be_briefed(operation: Operation) -> None:
    """Packages are complete, and those who were harmed are told first."""
    require_state(operation, S.COHORT_APPROVED)
    members = list(queries.in_cohort(operation))
    if not members:
        raise Refused("Nobody is left to contact. Cancel the operation.")
    waiting = [lacks for each in members if (lacks := queries.unready(each))]
    if waiting:
        packages = "1 package is" if len(waiting) == 1 else f"{len(waiting)} packages are"
        raise Refused(f"{packages} not complete. {waiting[0][0]}")


def can_be_run(operation: Operation) -> None:
    """The clock of the event has come to the first wave, and the event is not over."""
    require_state(operation, S.BRIEFED)
    now, opens = timezone.now(), rules.opens_at(operation)
    if now < opens:
        raise Refused(f"Contacts can start from {local_time(opens)}.")
    if now > rules.over_at(operation):
        raise Refused("The event is over. Cancel the operation, or move the event.")


def can_be_debriefed(operation: Operation) -> None:
    """The event is over, and no contact is still to come."""
    require_state(operation, S.RUNNING)
    now, over = timezone.now(), rules.over_at(operation)
    if now < over:
        raise Refused(f"The debrief begins once the event is over, from {local_time(over)}.")
    waiting = queries.contacts_of(operation).filter(state__in=UNSTARTED)
    to_come = [at for each in waiting if (at := rules.due_at(each)) > now]
    if to_come:
        last = local_time(max(to_come))
        raise Refused(f"A contact is still to come, the last on {last}. Drop it, or wait.")


def can_be_closed(operation: Operation, *, late_because: str = "") -> None:
    """Each contact that was started has its outcome; results that are late say why."""
    require_state(operation, S.DEBRIEF)
    started = queries.contacts_of(operation).filter(state=ContactState.STARTED)
    if left := started.filter(result_at=None).count():
        contacts = "1 contact has" if left == 1 else f"{left} contacts have"
        raise Refused(f"{contacts} no outcome yet. Write down what came of each first.")
    due = rules.results_due(operation).due_at
    if timezone.now() > due and not late_because.strip():
        raise Refused(f"The results were due on {local_time(due)}. Say why they are late.")


def can_be_moved(operation: Operation) -> None:
    """The event may move until the debrief."""
    require_state(operation, *LIVE, S.RESCHEDULED)


def can_be_taken_up(operation: Operation) -> None:
    """Those who were told of the old time are told of the new one."""
    require_state(operation, S.RESCHEDULED)
    if operation.resumes_to not in (S.BRIEFED, S.RUNNING):
        return
    if waiting := len(queries.not_told(operation)):
        people = "1 person" if waiting == 1 else f"{waiting} people"
        raise Refused(f"Tell the advocates of those harmed by {people} of the new time first.")


def can_be_cancelled(operation: Operation) -> None:
    """It may be cancelled until the debrief."""
    require_state(operation, *LIVE, S.RESCHEDULED)
