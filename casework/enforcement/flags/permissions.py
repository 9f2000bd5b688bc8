"""Who may do what with an address flag (domain: sections 2g and 6). Pairs of check and can.

A check raises NotVisible for what is not theirs to see, else NotAllowed with the sentence.
"""

from __future__ import annotations

from casework.accounts.absence import stands_in_for
from casework.accounts.access import has_role, require_role
from casework.accounts.models import Role, User
from casework.cases.models import Case
from casework.cases.permissions import check_can_see as check_sees_case
from casework.core.errors import NotAllowed, NotVisible, passes
from casework.enforcement.flags.models import AddressFlag

PROPOSERS = (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER, Role.ANALYST)
APPROVERS = (Role.SUPERVISOR, Role.MANAGER)


def check_can_see(user: User, flag: AddressFlag) -> None:
    if not AddressFlag.objects.visible_to(user).filter(pk=flag.pk).exists():
        raise NotVisible("There is no such flag.")


def check_can_propose(user: User, case: Case) -> None:
    """An officer, a supervisor, a manager or an analyst who sees the case proposes."""
    check_sees_case(user, case)
    require_role(
        user,
        *PROPOSERS,
        force=case.force,
        team=case.team,
        sentence="Only an officer, a supervisor, a manager or an analyst proposes an address flag.",
    )


def can_propose(user: User, case: Case) -> bool:
    return passes(check_can_propose, user, case)


def approver_role(flag: AddressFlag) -> Role:
    """A sergeant decides; a manager (DI) where calls are to be treated as urgent."""
    return Role.MANAGER if flag.treat_as_urgent else Role.SUPERVISOR


def check_can_decide(user: User, flag: AddressFlag) -> None:
    """A supervisor or a manager who did not propose it, nor stands in for who did; only a
    manager where calls are to be treated as urgent (four eyes, domain: section 6)."""
    case = flag.case
    check_sees_case(user, case)
    urgent = flag.treat_as_urgent
    require_role(
        user,
        *((Role.MANAGER,) if urgent else APPROVERS),
        force=case.force,
        team=case.team,
        sentence="Calls are to be treated as urgent. Only a manager (DI) decides on this flag."
        if urgent
        else "Only a supervisor or a manager of this team decides on an address flag.",
    )
    if user.pk == flag.proposed_by_id:
        raise NotAllowed("You proposed this flag. Someone else decides on it.")
    if flag.proposed_by and stands_in_for(user, flag.proposed_by):
        raise NotAllowed("You stand in for who proposed this flag. Someone else decides on it.")


def can_decide(user: User, flag: AddressFlag) -> bool:
    return passes(check_can_decide, user, flag)


def check_is_desk(user: User, flag: AddressFlag) -> None:
    """A control-room adviser of the desk that has this flag."""
    if not has_role(user, Role.ADVISER, force=flag.case.force, team=flag.desk):
        check_can_see(user, flag)
        raise NotAllowed("Only the control-room adviser does this: they work command and control.")


def is_desk(user: User, flag: AddressFlag) -> bool:
    return passes(check_is_desk, user, flag)


def check_is_manager(user: User, flag: AddressFlag) -> None:
    case = flag.case
    check_sees_case(user, case)
    require_role(
        user,
        Role.MANAGER,
        force=case.force,
        team=case.team,
        sentence="Only a manager (DI) decides this.",
    )


def can_manage(user: User, flag: AddressFlag) -> bool:
    return passes(check_is_manager, user, flag)


def check_can_request_removal(user: User, flag: AddressFlag) -> None:
    """Anyone who sees the flag may ask for it to come out (domain: section 2g)."""
    check_can_see(user, flag)


def can_request_removal(user: User, flag: AddressFlag) -> bool:
    return passes(check_can_request_removal, user, flag)


def check_works_on_case(user: User, flag: AddressFlag) -> None:
    """Whoever works on the case: its officers, their supervisor or a manager."""
    case = flag.case
    check_sees_case(user, case)
    require_role(
        user,
        Role.OFFICER,
        Role.SUPERVISOR,
        Role.MANAGER,
        force=case.force,
        team=case.team,
        sentence="Only those who work on the case do this.",
    )


def can_work_on_case(user: User, flag: AddressFlag) -> bool:
    return passes(check_works_on_case, user, flag)


def check_can_withdraw(user: User, flag: AddressFlag) -> None:
    """Whoever may propose a flag may take it back before it is live."""
    check_can_propose(user, flag.case)


def can_withdraw(user: User, flag: AddressFlag) -> bool:
    return passes(check_can_withdraw, user, flag)
