"""Who may do what with a briefing (domain: sections 2f and 6). Pairs of check and can.

A check raises NotVisible for what is not theirs to see, else NotAllowed with the sentence.
"""

from __future__ import annotations

from casework.accounts.absence import stands_in_for
from casework.accounts.access import has_role, require_role
from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from casework.cases.permissions import check_can_see as check_sees_case
from casework.core.errors import NotAllowed, NotVisible, passes
from casework.enforcement.briefings.models import Briefing

WRITERS = (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER)
SERGEANTS = (Role.SUPERVISOR, Role.MANAGER)


def check_can_see(user: User, briefing: Briefing) -> None:
    if not Briefing.objects.visible_to(user).filter(pk=briefing.pk).exists():
        raise NotVisible("There is no such briefing.")


def check_can_write(user: User, case: Case) -> None:
    """Whoever works on the case: its officers, their supervisor or a manager."""
    check_sees_case(user, case)
    require_role(
        user,
        *WRITERS,
        force=case.force,
        team=case.team,
        sentence="Only an officer, a supervisor or a manager of this team writes a briefing.",
    )


def can_write(user: User, case: Case) -> bool:
    return passes(check_can_write, user, case)


def check_can_authorise(user: User, briefing: Briefing) -> None:
    """A sergeant or a manager who did not write it, nor stands in for who did."""
    case = briefing.case
    check_sees_case(user, case)
    require_role(
        user,
        *SERGEANTS,
        force=case.force,
        team=case.team,
        sentence="Only a supervisor or a manager of this team authorises a briefing.",
    )
    if user.pk == briefing.author_id:
        raise NotAllowed("You wrote this briefing. Someone else authorises it.")
    if briefing.author and stands_in_for(user, briefing.author):
        raise NotAllowed("You stand in for who wrote this briefing. Someone else authorises it.")


def can_authorise(user: User, briefing: Briefing) -> bool:
    return passes(check_can_authorise, user, briefing)


def check_can_publish(user: User, briefing: Briefing) -> None:
    """The owner of the case, or the intelligence desk."""
    case = briefing.case
    check_sees_case(user, case)
    if case.owner_id == user.pk or has_role(user, Role.ANALYST, force=case.force, team=case.team):
        return
    require_role(
        user,
        *SERGEANTS,
        force=case.force,
        team=case.team,
        sentence="The owner of the case or an analyst publishes a briefing.",
    )


def can_publish(user: User, briefing: Briefing) -> bool:
    return passes(check_can_publish, user, briefing)


def check_supervises(user: User, briefing: Briefing, team: Team) -> None:
    """A supervisor of a team the briefing was published to."""
    if not briefing.audience.filter(team=team).exists():
        raise NotVisible("There is no such briefing.")
    require_role(
        user,
        *SERGEANTS,
        force=team.force,
        team=team,
        sentence="Only a supervisor of the team says that its shift was briefed.",
    )


def supervises(user: User, briefing: Briefing, team: Team) -> bool:
    return passes(check_supervises, user, briefing, team)


def check_is_inspector(user: User, briefing: Briefing, team: Team) -> None:
    """An inspector of the team that did not read it."""
    if not briefing.audience.filter(team=team).exists():
        raise NotVisible("There is no such briefing.")
    require_role(
        user,
        Role.AUTHORISER,
        force=team.force,
        team=team,
        sentence="Only an inspector asks why a team was not briefed.",
    )


def is_inspector(user: User, briefing: Briefing, team: Team) -> bool:
    return passes(check_is_inspector, user, briefing, team)


def check_can_read(user: User, briefing: Briefing) -> None:
    """Officers of the named teams, while it is out."""
    if not Briefing.objects.sent_to(user).filter(pk=briefing.pk).exists():
        raise NotVisible("There is no such briefing.")


def can_read(user: User, briefing: Briefing) -> bool:
    return passes(check_can_read, user, briefing)


def check_can_recall(user: User, briefing: Briefing) -> None:
    """A sergeant of the case's team, or of a team that has it, recalls; so does a manager."""
    check_can_see(user, briefing)
    case = briefing.case
    teams = [case.team, *(row.team for row in briefing.audience.select_related("team"))]
    if any(has_role(user, role, force=t.force, team=t) for role in SERGEANTS for t in teams):
        return
    raise NotAllowed("A supervisor recalls a briefing. Tell yours at once.")


def can_recall(user: User, briefing: Briefing) -> bool:
    return passes(check_can_recall, user, briefing)


def check_is_manager(user: User, briefing: Briefing) -> None:
    case = briefing.case
    check_sees_case(user, case)
    require_role(
        user,
        Role.MANAGER,
        force=case.force,
        team=case.team,
        sentence="Only a manager (DI) decides this.",
    )


def can_manage(user: User, briefing: Briefing) -> bool:
    return passes(check_is_manager, user, briefing)
