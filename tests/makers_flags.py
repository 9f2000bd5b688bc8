"""Address flags for tests, made by walking the real path, each step by its own form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from casework.core.queue import work_off
from casework.enforcement.flags import actions, rules
from casework.enforcement.flags.models import AddressFlag, AddressFlagState
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_visits import make_address
from tests.makers_work import do, open_steps, start
from workflows import sweep

S = AddressFlagState
CONTROL_ROOM = "Control room"


def adviser_of(case: Case) -> User:
    """The control-room adviser of the case's force: of the control room's own team."""
    team = Team.objects.filter(force=case.force, name=CONTROL_ROOM).first()
    team = team or makers.make_team(force=case.force, name=CONTROL_ROOM)
    known = User.objects.filter(grants__team=team, grants__role=Role.ADVISER).first()
    return known or makers.make_user(Role.ADVISER, team=team)


def everyone(case: Case) -> None:
    """Make everyone a flag may need, so that no test is the first to ask for one of them."""
    people = people_of(case)
    assert people.officer
    assert people.supervisor
    assert people.manager
    assert adviser_of(case)


def flag_of(case: Case) -> AddressFlag:
    return AddressFlag.objects.filter(case=case).latest("pk")


def typed(case: Case, **given: Any) -> dict[str, Any]:
    """What an officer types into the proposal: the person's address, for as long as allowed."""
    contact = case.person.contacts.filter(kind="ADDRESS").order_by("pk").last()
    contact = contact or make_address(case.person)
    answers: dict[str, Any] = {
        "place": str(contact.pk),
        "uprn": "100023336956",
        "occupancy_source": "Seen there by the neighbourhood team",
        "protected_person_there": "no",
        "instruction": "Treat calls as domestic. Two officers. Check who is there before leaving.",
        "treat_as_urgent": "no",
        "reason": "Three reports there in a month.",
        "victim_view": "SOUGHT",
        "victim_note": "The advocate agrees.",
    }
    return answers | given


def started(case: Case | None = None) -> Case:
    case = case or make_case()
    everyone(case)
    return start("address_flag", case).case


def proposed(case: Case | None = None, **given: Any) -> Case:
    case = started(case)
    do(case, "propose_flag", by=people_of(case).officer, **typed(case, **given))
    return case


def approved(case: Case | None = None, **given: Any) -> Case:
    case = proposed(case, **given)
    by = people_of(case).manager if flag_of(case).treat_as_urgent else people_of(case).supervisor
    do(case, "approve_flag", by=by, decision="APPROVE")
    return case


def live(case: Case | None = None, **given: Any) -> Case:
    case = approved(case, **given)
    confirm(case)
    return case


def confirm(case: Case) -> None:
    do(case, "confirm", by=adviser_of(case), decision="HELD", cc_reference="CC-4471")
    follow()


def follow() -> None:
    """The queue does what waits: interventions follow what moved their records."""
    work_off()


def at_review(case: Case) -> datetime:
    """The instant just after its review began to be due."""
    return rules.review_from(flag_of(case)) + timedelta(minutes=1)


def after_end(case: Case) -> datetime:
    return rules.ends_at(flag_of(case)) + timedelta(minutes=1)


def sweep_at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=True):
        return sweep.fire_due_timers()


def call(case: Case, reference: str = "INC-1", **given: Any) -> None:
    answers = {"incident_reference": reference, "graded_up": True} | given
    actions.log_hit(address_flag=flag_of(case), by=adviser_of(case), **answers)
    follow()


def ask_out(case: Case, ground: str = "NOT_NEEDED", *, by: User | None = None) -> None:
    actions.request_removal(
        address_flag=flag_of(case),
        by=by or people_of(case).officer,
        ground=ground,
        reason="It has to come out.",
    )
    follow()


def out(case: Case) -> None:
    do(case, "take_out", by=adviser_of(case), reference="CC-4471-OUT")
    follow()


def _refused() -> Case:
    case = proposed()
    do(case, "approve_flag", by=people_of(case).supervisor, decision="REFUSE", reason="Too little.")
    return case


def _not_held() -> Case:
    case = approved()
    do(case, "confirm", by=adviser_of(case), decision="CANNOT", why="The text is too long there.")
    return case


def _hit() -> Case:
    case = live()
    call(case)
    return case


def _review_due() -> Case:
    case = live()
    actions.address_event(case=case, by=None)
    follow()
    return case


def renewed(case: Case) -> None:
    do(
        case,
        "review_flag",
        by=people_of(case).supervisor,
        decision="RENEW",
        occupancy_source="Seen there yesterday",
        expires_on=str(timezone.localdate() + timedelta(days=60)),
        reason="Two more reports since.",
    )


def _renewed() -> Case:
    case = _review_due()
    renewed(case)
    return case


def _removal_requested() -> Case:
    case = live()
    ask_out(case)
    return case


def _expired() -> Case:
    case = live(expires_on=str(timezone.localdate() + timedelta(days=1)))
    with time_machine.travel(after_end(case), tick=True):
        actions.follow_clock(address_flag=flag_of(case))
        follow()
    return case


def _removed() -> Case:
    case = _removal_requested()
    out(case)
    return case


def _withdrawn() -> Case:
    case = approved()
    actions.withdraw_flag(
        address_flag=flag_of(case), by=people_of(case).supervisor, reason="Not needed."
    )
    follow()
    return case


WAY_TO: dict[AddressFlagState, Callable[[], Case]] = {
    S.PROPOSED: proposed,
    S.APPROVED: approved,
    S.REFUSED: _refused,
    S.NOT_HELD: _not_held,
    S.LIVE: live,
    S.HIT: _hit,
    S.REVIEW_DUE: _review_due,
    S.RENEWED: _renewed,
    S.REMOVAL_REQUESTED: _removal_requested,
    S.EXPIRED_UNCONFIRMED: _expired,
    S.REMOVED: _removed,
    S.WITHDRAWN: _withdrawn,
}


def make_flag(state: AddressFlagState | str = S.LIVE) -> AddressFlag:
    """A flag that has come to `state` through the forms of its steps."""
    flag = flag_of(WAY_TO[S(state)]())
    assert flag.state == state, open_steps(flag.case)
    return flag
