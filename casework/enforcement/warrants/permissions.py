"""Who may do what with a warrant or bail (domain: sections 2c and 6). Pairs of check and can.

A check raises NotVisible for somebody else's case, else NotAllowed with the sentence. A force
whose warrants desk is no team of its own has its work in the queue of the case's team, so the
desk is any officer or supervisor of that team.
"""

from __future__ import annotations

from django.utils import timezone

from casework.accounts.absence import stands_in_for
from casework.accounts.access import has_role, require_role
from casework.accounts.models import Rank, Role, User
from casework.cases.models import Case
from casework.cases.permissions import check_can_see
from casework.core.errors import NotAllowed, passes
from casework.enforcement.warrants import rules
from casework.enforcement.warrants.models import ReviewLevel, Warrant

DESK = (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER)
SEARCHERS = (Role.OFFICER, Role.SUPERVISOR)
SERGEANTS = (Role.SUPERVISOR, Role.MANAGER)


def _check(user: User, case: Case, *roles: Role, sentence: str) -> None:
    check_can_see(user, case)
    require_role(user, *roles, force=case.force, team=case.team, sentence=sentence)


def check_can_work_desk(user: User, case: Case) -> None:
    """Receives, circulates, cancels, notes what the court says: the warrants desk."""
    _check(
        user,
        case,
        *DESK,
        sentence="Only an officer, a supervisor or a manager of this team keeps its warrants.",
    )


def can_work_desk(user: User, case: Case) -> bool:
    return passes(check_can_work_desk, user, case)


def check_can_grade(user: User, warrant: Warrant) -> None:
    """A sergeant or a manager grades, and changes the grade (domain: section 6)."""
    _check(
        user,
        warrant.case,
        *SERGEANTS,
        sentence="Only a supervisor or a manager (DI) of this team grades a warrant.",
    )


def can_grade(user: User, warrant: Warrant) -> bool:
    return passes(check_can_grade, user, warrant)


def check_can_supervise(user: User, warrant: Warrant) -> None:
    """Allocates, asks another force, looks at what is outstanding, ends bail."""
    _check(
        user,
        warrant.case,
        *SERGEANTS,
        sentence="Only a supervisor or a manager (DI) of this team decides this.",
    )


def can_supervise(user: User, warrant: Warrant) -> bool:
    return passes(check_can_supervise, user, warrant)


def check_can_search(user: User, warrant: Warrant) -> None:
    """Any officer or supervisor of the team tries, arrests and checks bail, whoever has it."""
    _check(
        user,
        warrant.case,
        *SEARCHERS,
        sentence="Only an officer or a supervisor of this team executes a warrant.",
    )


def can_search(user: User, warrant: Warrant) -> bool:
    return passes(check_can_search, user, warrant)


def level_of(user: User, case: Case) -> ReviewLevel | None:
    """The highest level at which this user looks at the warrants of the case; None for none."""
    manages = has_role(user, Role.MANAGER, force=case.force, team=case.team)
    authorises = has_role(user, Role.AUTHORISER, force=case.force, team=case.team)
    if user.seniority >= Rank.values.index(Rank.SUPERINTENDENT) and (manages or authorises):
        return ReviewLevel.SUPERINTENDENT
    if manages:
        return ReviewLevel.INSPECTOR
    if has_role(user, Role.SUPERVISOR, force=case.force, team=case.team):
        return ReviewLevel.SERGEANT
    return None


def check_can_review(user: User, warrant: Warrant) -> None:
    """A supervisor until the target date, from then on a manager (DI) or a superintendent."""
    check_can_see(user, warrant.case)
    level = level_of(user, warrant.case)
    if level is None:
        raise NotAllowed("Only a supervisor or a manager (DI) of this team reviews a warrant.")
    if level == ReviewLevel.SERGEANT and rules.is_overdue(warrant, timezone.now()):
        raise NotAllowed("The target date has passed. A manager (DI) reviews this warrant.")


def can_review(user: User, warrant: Warrant) -> bool:
    return passes(check_can_review, user, warrant)


def check_is_superintendent(user: User, warrant: Warrant) -> None:
    """At twice the target somebody looks who answers for the manager too."""
    check_can_see(user, warrant.case)
    if level_of(user, warrant.case) != ReviewLevel.SUPERINTENDENT:
        raise NotAllowed("It is past twice its target date. A superintendent reviews it.")


def is_superintendent(user: User, warrant: Warrant) -> bool:
    return passes(check_is_superintendent, user, warrant)


def check_can_end(user: User, warrant: Warrant) -> None:
    """A manager ends a warrant on evidence, and never one that they entered or were given."""
    check_can_see(user, warrant.case)
    if level_of(user, warrant.case) in (None, ReviewLevel.SERGEANT):
        raise NotAllowed("Only a manager (DI) ends a warrant because somebody died or is cleared.")
    for own in (warrant.received_by, warrant.allocated_to):
        if own is not None and (user == own or stands_in_for(user, own)):
            raise NotAllowed(
                "You, or somebody you stand in for, have this warrant. Another manager ends it."
            )


def can_end(user: User, warrant: Warrant) -> bool:
    return passes(check_can_end, user, warrant)


def check_can_agree_no_arrest(user: User, warrant: Warrant) -> None:
    """A supervisor or manager other than whoever proposed it, and not standing in for them."""
    check_can_supervise(user, warrant)
    proposer = warrant.no_arrest_by
    if proposer is not None and user == proposer:
        raise NotAllowed("You proposed that nobody is arrested. Someone else agrees or not.")
    if proposer is not None and stands_in_for(user, proposer):
        raise NotAllowed("You stand in for whoever proposed it. Someone else agrees or not.")


def can_agree_no_arrest(user: User, warrant: Warrant) -> bool:
    return passes(check_can_agree_no_arrest, user, warrant)
