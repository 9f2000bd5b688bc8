"""Who may do what in an operation (domain: sections 2j and 6). Each rule is a pair: check and can.

A check raises NotVisible for what is not the user's to see, else NotAllowed with the sentence.
"""

from __future__ import annotations

from functools import partial

from casework.accounts.absence import stands_in_for
from casework.accounts.access import has_role, require_role
from casework.accounts.models import Rank, Role, Team, User
from casework.cases.permissions import check_can_see as check_sees_case
from casework.core.errors import NotAllowed, NotVisible, passes
from casework.operations.models import CohortMember, Operation, TimedContact, WindowFlag

DI = "Only a manager (DI) {}."
SERGEANT = "Only a supervisor or a manager (DI) {}."


def check_can_see(user: User, operation: Operation) -> None:
    """Raise NotVisible, answered as if there were none, unless the user sees it today."""
    if not Operation.objects.visible_to(user).filter(pk=operation.pk).exists():
        raise NotVisible("There is no such operation.")


def check_plans(user: User, operation: Operation) -> None:
    """Supervisors, managers and analysts of its team read the whole of it."""
    if not Operation.objects.planned_by(user).filter(pk=operation.pk).exists():
        raise NotVisible("There is no such operation.")


def _only(user: User, operation: Operation, *roles: Role, sentence: str) -> None:
    check_plans(user, operation)
    force, team = operation.force, operation.team
    require_role(user, *roles, force=force, team=team, sentence=sentence)


def check_can_begin(user: User, team: Team) -> None:
    """A manager (DI) plans an operation."""
    sentence = DI.format("plans an operation")
    require_role(user, Role.MANAGER, force=team.force, team=team, sentence=sentence)


def check_proposes(user: User, operation: Operation) -> None:
    """An analyst looks for the people and puts them forward."""
    _only(user, operation, Role.ANALYST, sentence="Only an analyst puts people forward.")


def check_manages(user: User, operation: Operation) -> None:
    """The manager (DI) approves, runs, moves, cancels, debriefs and closes."""
    _only(user, operation, Role.MANAGER, sentence=DI.format("decides this"))


def check_approves_cohort(user: User, operation: Operation) -> None:
    """A manager (DI) who did not put the people forward, nor stands in for who did (I7)."""
    check_manages(user, operation)
    _refuse_own(user, operation.proposed_by, "put these people forward")


def check_decides_on(user: User, member: CohortMember) -> None:
    """A manager (DI) who did not propose this person."""
    check_manages(user, member.operation)
    check_sees_case(user, member.case)
    _refuse_own(user, member.proposed_by, "proposed this person")


def check_prepares(user: User, operation: Operation) -> None:
    """Supervisors and managers write the packages and plan the contacts."""
    sentence = SERGEANT.format("prepares the contacts")
    _only(user, operation, Role.SUPERVISOR, Role.MANAGER, sentence=sentence)


def check_prepares_for(user: User, member: CohortMember) -> None:
    check_prepares(user, member.operation)
    check_sees_case(user, member.case)


def check_approves_contact(user: User, contact: TimedContact) -> None:
    """A supervisor or manager who did not plan it, nor stands in for who did (I7)."""
    check_prepares_for(user, contact.member)
    _refuse_own(user, contact.planned_by, "planned this contact")


def check_briefs(user: User, operation: Operation) -> None:
    """A sergeant or above, as a supervisor or a manager."""
    sentence = SERGEANT.format("briefs an operation")
    _only(user, operation, Role.SUPERVISOR, Role.MANAGER, sentence=sentence)
    if user.seniority < Rank.values.index(Rank.SERGEANT):
        raise NotAllowed("Only a sergeant or above briefs an operation.")


def check_is_desk(user: User, flag: WindowFlag) -> None:
    """A control-room adviser of the force: they work command and control."""
    check_can_see(user, flag.member.operation)
    if not has_role(user, Role.ADVISER, force=flag.member.operation.force):
        raise NotAllowed("Only the control-room adviser does this: they work command and control.")


def _refuse_own(user: User, author: User | None, what: str) -> None:
    if author is None:
        return
    if user == author:
        raise NotAllowed(f"You {what}. Someone else decides.")
    if stands_in_for(user, author):
        raise NotAllowed(f"You stand in for the person who {what}. Someone else decides.")


can_see = partial(passes, check_can_see)
plans = partial(passes, check_plans)
can_begin = partial(passes, check_can_begin)
proposes = partial(passes, check_proposes)
manages = partial(passes, check_manages)
prepares = partial(passes, check_prepares)
is_desk = partial(passes, check_is_desk)
