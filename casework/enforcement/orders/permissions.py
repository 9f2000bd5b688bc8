"""Who may do what with an order (domain: sections 2i and 6). Each rule is a pair: check and can.

A check raises NotVisible for somebody else's case, else NotAllowed with the sentence.
"""

from __future__ import annotations

from functools import partial

from casework.accounts.absence import stands_in_for
from casework.accounts.access import require_role
from casework.accounts.models import Force, Rank, Role, User
from casework.cases.models import Case
from casework.cases.permissions import check_can_see as check_sees_case
from casework.core.errors import NotAllowed, passes
from casework.enforcement.orders.models import Breach, Order, RegimeSwitch
from casework.enforcement.orders.regimes import law

WORKERS = (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER)
SUPERVISORS = (Role.SUPERVISOR, Role.MANAGER)
SWITCHERS = (Role.MANAGER, Role.AUTHORISER)


def _require(user: User, case: Case, *roles: Role, sentence: str) -> None:
    check_sees_case(user, case)
    require_role(user, *roles, force=case.force, team=case.team, sentence=sentence)


def check_can_work(user: User, case: Case) -> None:
    """An officer, a supervisor or a manager of the team prepares, serves and records."""
    sentence = "Only an officer, a supervisor or a manager of this team works on an order."
    _require(user, case, *WORKERS, sentence=sentence)


def check_can_agree(user: User, order: Order) -> None:
    """A supervisor or a manager who did not propose it, nor stands in for who did."""
    sentence = "Only a supervisor or a manager of this team decides whether to seek an order."
    _require(user, order.case, *SUPERVISORS, sentence=sentence)
    _refuse_same(user, order.considered_by, "proposed this order")


def check_can_supervise(user: User, order: Order) -> None:
    """A supervisor or a manager decides what follows where something failed."""
    sentence = "Only a supervisor or a manager of this team decides this."
    _require(user, order.case, *SUPERVISORS, sentence=sentence)


def check_can_authorise_notice(user: User, order: Order) -> None:
    """The rank the law asks for, in the separate role; never who proposed or prepared it, nor
    who stands in for either."""
    sentence = "Only an authorising officer gives a notice."
    _require(user, order.case, Role.AUTHORISER, sentence=sentence)
    rank = law(order.notice).rank
    if rank is not None and user.seniority < Rank.values.index(rank):
        raise NotAllowed(
            f"This notice needs {_an(Rank(rank).label.lower())} or above. You cannot give it."
        )
    _refuse_same(user, order.considered_by, "proposed this order")
    _refuse_same(user, order.prepared_by, "prepared this notice")


def check_can_serve(user: User, order: Order) -> None:
    """A constable of any rank; staff have no power to serve."""
    check_can_work(user, order.case)
    if user.seniority < Rank.values.index(Rank.CONSTABLE):
        raise NotAllowed("Only a constable serves a notice or an order.")


def check_can_report_breach(user: User, order: Order) -> None:
    """Anyone who sees the case."""
    check_sees_case(user, order.case)


def check_can_decide_no_arrest(user: User, breach: Breach) -> None:
    """A supervisor or a manager who neither recorded the breach nor stands in for who did."""
    sentence = "Only a supervisor or a manager of this team decides that nobody is arrested."
    _require(user, breach.order.case, *SUPERVISORS, sentence=sentence)
    _refuse_same(user, breach.recorded_by, "recorded this breach")


def check_can_read_switches(user: User, force: Force) -> None:
    """A manager or an authorising officer of the force."""
    require_role(
        user,
        *SWITCHERS,
        force=force,
        sentence="Only a manager or an authorising officer sets which orders are in use.",
    )


def check_can_enter_switch(user: User, force: Force) -> None:
    """Whoever may read them enters one; somebody else confirms it."""
    check_can_read_switches(user, force)


def check_can_confirm_switch(user: User, switch: RegimeSwitch) -> None:
    """The second of the two people, never the first one or their deputy."""
    check_can_read_switches(user, switch.force)
    _refuse_same(user, switch.entered_by, "entered this")


def _refuse_same(user: User, author: User | None, what: str) -> None:
    if author is None:
        return
    if user.pk == author.pk:
        raise NotAllowed(f"You {what}, so somebody else has to decide.")
    if stands_in_for(user, author):
        raise NotAllowed(f"You stand in for the person who {what}, so somebody else has to decide.")


def _an(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


can_work = partial(passes, check_can_work)
can_agree = partial(passes, check_can_agree)
can_supervise = partial(passes, check_can_supervise)
can_authorise_notice = partial(passes, check_can_authorise_notice)
can_serve = partial(passes, check_can_serve)
can_report_breach = partial(passes, check_can_report_breach)
can_decide_no_arrest = partial(passes, check_can_decide_no_arrest)
can_read_switches = partial(passes, check_can_read_switches)
can_enter_switch = partial(passes, check_can_enter_switch)
can_confirm_switch = partial(passes, check_can_confirm_switch)
