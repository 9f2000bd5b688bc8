"""Who may make a move of a case (domain: sections 1.13 and 6), and who may not decide it (I7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import cached_property

from casework.accounts.absence import stands_in_for
from casework.accounts.access import roles_of
from casework.accounts.models import Role, User
from casework.cases.contact_rules import rules_of
from casework.cases.guards import current_assessment, open_proposal
from casework.cases.models import Band, Case, kept_from_anybody, not_kept_from
from casework.core.errors import NotAllowed, NotVisible, Refused, passes

if TYPE_CHECKING:
    from django.db.models import QuerySet

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
    if not sees(user, case.pk):
        raise NotVisible("There is no such case.")


def sees(user: User, case: int) -> bool:
    """Whether `user` sees the case of that key today."""
    return _is_among(_seen_by, user, case)


def can_see(user: User, case: Case) -> bool:
    return passes(check_can_see, user, case)


def is_kept_from(user: User, case: Case) -> bool:
    """Whether this user may know nothing of the case, whatever their roles: it is restricted and
    they are not on its list, or they know the person."""
    asked = _asked.get()
    if asked is not None and case.pk in asked.known_to_everybody:
        return False
    return not _is_among(_not_kept_from, user, case.pk)


def _seen_by(user: User) -> QuerySet[Case]:
    seen: QuerySet[Case] = Case.objects.visible_to(user)
    return seen


def _not_kept_from(user: User) -> QuerySet[Case]:
    known: QuerySet[Case] = Case.objects.filter(not_kept_from(user, case="pk"))
    return known


def _is_among(found_by: Callable[[User], QuerySet[Case]], user: User, case: int) -> bool:
    asked = _asked.get()
    if asked is None or case not in asked.cases:
        return found_by(user).filter(pk=case).exists()
    key = (found_by, user.pk)
    if key not in asked.found:
        found = found_by(user).filter(pk__in=asked.cases).order_by()
        asked.found[key] = set(found.values_list("pk", flat=True))
    return case in asked.found[key]


class _Asked:
    """Cases that are asked about together, and what was found so far."""

    def __init__(self, cases: Iterable[int]) -> None:
        self.cases = frozenset(cases)
        self.found: dict[Any, set[int]] = {}

    @cached_property
    def known_to_everybody(self) -> frozenset[int]:
        """Those of which there is nobody who may not know; nearly always all."""
        kept = kept_from_anybody(Case.objects.filter(pk__in=self.cases))
        return self.cases - set(kept.order_by().values_list("pk", flat=True))


_asked: ContextVar[_Asked | None] = ContextVar("cases_asked_about_together", default=None)


@contextmanager
def asked_together(cases: Iterable[int]) -> Iterator[None]:
    """In here, who sees one of these cases (keys), and who may know of it, is asked of all of them
    at once: a statement for each person instead of one for each case, by the same rule.

    For inside a transaction that changes nothing of who may: an answer holds until the end.
    """
    token = _asked.set(_Asked(cases))
    try:
        yield
    finally:
        _asked.reset(token)


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
