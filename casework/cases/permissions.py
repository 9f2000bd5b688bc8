"""Who may make a move of a case (domain: sections 1.13 and 6), and who may not decide it (I7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from casework.accounts.absence import stands_in_for
from casework.accounts.access import roles_of
from casework.accounts.models import Role, User
from casework.cases.contact_rules import rules_of
from casework.cases.guards import current_assessment, open_proposal
from casework.cases.models import Band, Case, not_kept_from
from casework.core.errors import NotAllowed, NotVisible, Refused, passes

Bar = Callable[[User, Case], None]


@dataclass(frozen=True)
class Who:
    """Who may do something: the roles, and how a sentence names them."""

    words: str
    roles: tuple[Role, ...]
    # An officer counts only as the owner of the case, not as anyone who works on it.
    owner: bool = False


ANALYST = Who("an analyst", (Role.ANALYST,))
SUPERVISOR = Who("a supervisor of the team", (Role.SUPERVISOR,))
MANAGER = Who("a manager (DI)", (Role.MANAGER,))
SUPERVISOR_OR_MANAGER = Who(
    "a supervisor of the team or a manager (DI)", (Role.SUPERVISOR, Role.MANAGER)
)
OWNER = Who(
    "the owner of the case or a supervisor of the team",
    (Role.OFFICER, Role.SUPERVISOR),
    owner=True,
)
WORKING_ON_IT = Who(
    "an officer who works on the case or a supervisor", (Role.OFFICER, Role.SUPERVISOR)
)
NOTES_CHANGES = Who(
    "an officer who works on the case, a supervisor or a manager (DI)",
    (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER),
)
HOLDER = Who("a manager (DI) or an authorising officer", (Role.MANAGER, Role.AUTHORISER))


def is_one_of(user: User, case: Case, who: Who) -> bool:
    """Whether `user` holds one of the roles for this case today."""
    held = roles_of(user, force=case.force, team=case.team) & set(who.roles)
    if held - {Role.OFFICER}:
        return True
    if Role.OFFICER not in who.roles:
        return False
    if who.owner and case.owner_id != user.pk:
        return False
    return Role.OFFICER in roles_of(user, force=case.force)


def check_can_see(user: User, case: Case) -> None:
    """Raise NotVisible, answered as if the case did not exist, unless `user` sees it today."""
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise NotVisible("There is no such case.")


def can_see(user: User, case: Case) -> bool:
    return passes(check_can_see, user, case)


def is_kept_from(user: User, case: Case) -> bool:
    """Whether this user may know nothing of the case, whatever their roles: it is restricted and
    they are not on its list, or they know the person."""
    return not Case.objects.filter(not_kept_from(user, case="pk"), pk=case.pk).exists()


def check_can_read_holds(user: User, case: Case) -> None:
    """What a hold is for is the manager's to know: everyone else reads the same words for all."""
    if not is_one_of(user, case, HOLDER):
        raise NotAllowed("Refer to DI before contact.")


def can_read_holds(user: User, case: Case) -> bool:
    return passes(check_can_read_holds, user, case)


# --- who may not decide, although the role would allow it (I7) --------------------------------


def check_did_not_assess(user: User, case: Case) -> None:
    """Whoever signed the assessment neither countersigns it nor adopts on the strength of it."""
    assessment = current_assessment(case)
    if assessment is not None:
        _refuse_same(user, assessment.signed_by, "signed the risk assessment")


def check_countersigns_this_band(user: User, case: Case) -> None:
    """A very high risk is countersigned by a manager, any other by a supervisor too."""
    assessment = current_assessment(case)
    if assessment is None or assessment.band != Band.VERY_HIGH:
        return
    if not is_one_of(user, case, MANAGER):
        raise NotAllowed("A very high risk is countersigned by a manager (DI).")


def check_did_not_propose(user: User, case: Case) -> None:
    """Whoever proposed the step-down does not decide on it."""
    proposal = open_proposal(case)
    if proposal is not None:
        _refuse_same(user, proposal.proposed_by, "proposed the step-down")


# --- what only some may know of ----------------------------------------------------------------


def check_sees_a_rule(user: User, case: Case) -> None:
    """Whether there is a do-not-contact rule here as far as this user may know."""
    if not rules_of(case, user, timezone.now()).exists():
        raise Refused("There is no do-not-contact rule of yours to lift here.")


def check_nothing_in_the_way(user: User, case: Case) -> None:
    """A case with a live authority is neither closed nor transferred (domain: section 2h).

    Asked of nobody but whoever may make the move; the reason is for those who may read it.
    """
    live = case.authorities.in_the_way(timezone.now())
    if not live.exists():
        return
    if live.visible_to(user).exists():
        raise Refused("A surveillance authority is live on this case. Have it cancelled first.")
    raise Refused("This cannot be done now. Refer to DI.")


def _refuse_same(user: User, author: User, what: str) -> None:
    if user == author:
        raise NotAllowed(f"You {what}, so somebody else has to decide.")
    if stands_in_for(user, author):
        raise NotAllowed(f"You stand in for the person who {what}, so somebody else has to decide.")
