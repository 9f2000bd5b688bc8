"""Warrants and bail for tests, made by walking the real path, and walked through their flows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Rank, Role, User
from casework.cases.models import Case
from casework.enforcement.warrants import actions, rules
from casework.enforcement.warrants.models import (
    OUTCOMES,
    VICTIMS_HEAR_OF,
    Decision,
    Result,
    SubType,
    Warrant,
    WarrantState,
)
from tests import makers
from tests.makers_cases import make_case, people_of

S = WarrantState
Step = Callable[[Warrant], Warrant]
ARREST = {
    "arresting_officer": "PC Dee Vale, 4127",
    "custody_reference": "CU/0417/26",
    "next_steps": "Held for the next court.",
}
COURT = "Eastbrook Magistrates' Court"


def hearing() -> dict[str, Any]:
    """A court date tomorrow."""
    return {"hearing_court": COURT, "hearing_on": timezone.localdate() + timedelta(days=1)}


def superintendent_of(case: Case) -> User:
    """The superintendent of the case's force, the same one at each call."""
    kept = User.objects.filter(force=case.force, rank=Rank.SUPERINTENDENT).order_by("pk").first()
    return kept or makers.make_user(Role.AUTHORISER, force=case.force, rank=Rank.SUPERINTENDENT)


def another_manager(case: Case) -> User:
    return makers.make_user(Role.MANAGER, force=case.force)


# --- a warrant ------------------------------------------------------------------------------------


def start(case: Case | None = None, *, by: User | None = None) -> Warrant:
    """A warrant that has just come in, noted by the owner of the case."""
    case = case or make_case()
    people = people_of(case)
    assert people.colleague
    assert people.supervisor
    assert people.manager
    return actions.start_warrant(case=case, by=by or people.officer)


def grade(warrant: Warrant, **changes: Any) -> Warrant:
    given = {
        "by": people_of(warrant.case).supervisor,
        "kind": "FTA",
        "code": "4576",
        "court": COURT,
        "grade": "A",
        "grade_reason": "Domestic abuse; a victim is at risk.",
    }
    return actions.grade_warrant(warrant=warrant, **given | changes)


def circulate(warrant: Warrant, **changes: Any) -> Warrant:
    given = {
        "by": people_of(warrant.case).officer,
        "system": "LEDS",
        "reference": "LEDS/26/0417",
        "warnings": "Weapons: knife",
    }
    return actions.circulate_warrant(warrant=warrant, **given | changes)


def allocate(warrant: Warrant, **changes: Any) -> Warrant:
    people = people_of(warrant.case)
    given = {
        "by": people.supervisor,
        "officer": people.officer,
        "victim_safety": "The advocate knows the day.",
    }
    return actions.allocate_warrant(warrant=warrant, **given | changes)


def search(warrant: Warrant, result: str = Result.NO_REPLY, **changes: Any) -> Warrant:
    """What came of looking, just now, by the officer."""
    given: dict[str, Any] = {"by": people_of(warrant.case).officer, "result": result}
    if result in Result.values:
        given["place"] = "14 Alder Court, Eastbrook"
    if result == Result.ARRESTED:
        given |= ARREST | hearing()
    elif result in Result.values:
        given["next_action"] = "Try in the evening."
    elif result == S.WITHDRAWN_BY_COURT:
        given["court_reference"] = "2509, EMC 417"
    else:
        given |= hearing()
    return actions.log_search(warrant=warrant, **given | changes)


def review(warrant: Warrant, decision: str = Decision.CARRY_ON, **changes: Any) -> Warrant:
    """Looked at by whoever's turn it is: the supervisor, or the manager once it is overdue."""
    people = people_of(warrant.case)
    ends = decision in (Decision.DEATH, Decision.NOT_WANTED)
    overdue = rules.is_overdue(warrant, timezone.now())
    given: dict[str, Any] = {
        "by": people.manager if ends or overdue else people.supervisor,
        "decision": decision,
        "reason": "Nothing has been heard.",
        "evidence": "Seen: the certificate.",
        "trace_plan": "Benefits, phone, the mother's house.",
        "next_on": timezone.localdate() + timedelta(days=7),
        "force": "The force next door",
        "contact_point": "Insp R. Sample",
        "grade": "B",
    }
    return actions.review_warrant(warrant=warrant, **given | changes)


def answer_force(warrant: Warrant, answer: str = "ACCEPTED", **changes: Any) -> Warrant:
    given = {
        "by": people_of(warrant.case).supervisor,
        "answer": answer,
        "answered_by": "Insp R. Sample" if answer == "ACCEPTED" else "",
        "note": "By phone.",
    }
    return actions.answer_force(warrant=warrant, **given | changes)


def fall_overdue(warrant: Warrant) -> Warrant:
    """A minute after the target date. The clock stands there only for this."""
    with time_machine.travel(rules.target(warrant).due_at + timedelta(minutes=1), tick=False):
        return actions.note_overdue(warrant=warrant)


def cancel(warrant: Warrant, **changes: Any) -> Warrant:
    given = {"by": people_of(warrant.case).officer, "reference": "LEDS/26/0417/C"}
    return actions.cancel_circulation(warrant=warrant, **given | changes)


def tell(warrant: Warrant, **changes: Any) -> Warrant:
    given = {"by": people_of(warrant.case).officer, "how": "ADVOCATE"}
    return actions.record_victims_told(warrant=warrant, **given | changes)


def turn_away(warrant: Warrant) -> Warrant:
    by = people_of(warrant.case).supervisor
    return actions.turn_away(warrant=warrant, by=by, reason="A fine: for the court's officers.")


def finish(warrant: Warrant) -> Warrant:
    """Whatever is left after an outcome, and closed."""
    if warrant.is_circulated:
        warrant = cancel(warrant)
    if warrant.outcome in VICTIMS_HEAR_OF:
        warrant = tell(warrant)
    return actions.close_warrant(warrant=warrant)


def _searching(result: str) -> Step:
    return lambda warrant: search(warrant, result)


def _deciding(decision: str) -> Step:
    return lambda warrant: review(warrant, decision)


_TO_SEARCH: list[Step] = [grade, circulate, allocate]
# How a warrant comes to each of its states.
PATH_TO: dict[WarrantState, list[Step]] = {
    S.RECEIVED: [],
    S.GRADED: [grade],
    S.CIRCULATED: [grade, circulate],
    S.ALLOCATED: _TO_SEARCH,
    S.ATTEMPTED: [*_TO_SEARCH, search],
    S.REVIEW: [*_TO_SEARCH, search, fall_overdue],
    S.EXECUTED: [*_TO_SEARCH, _searching(Result.ARRESTED)],
    S.SURRENDERED: [*_TO_SEARCH, _searching(S.SURRENDERED)],
    S.BACKED_BAIL_SERVED: [
        lambda warrant: grade(warrant, code="4575"),
        circulate,
        allocate,
        _searching(S.BACKED_BAIL_SERVED),
    ],
    S.WITHDRAWN_BY_COURT: [*_TO_SEARCH, _searching(S.WITHDRAWN_BY_COURT)],
    S.OTHER_FORCE: [*_TO_SEARCH, _deciding(Decision.ASK_FORCE), answer_force],
    S.CLOSED_DEATH: [*_TO_SEARCH, _deciding(Decision.DEATH)],
    S.CLOSED_NOT_WANTED: [*_TO_SEARCH, _deciding(Decision.NOT_WANTED)],
    S.CLOSED: [*_TO_SEARCH, _searching(Result.ARRESTED), finish],
    S.NOT_TAKEN_ON: [turn_away],
}


# --- bail -----------------------------------------------------------------------------------------


def start_bail(case: Case | None = None) -> Warrant:
    case = case or make_case()
    people = people_of(case)
    assert people.colleague
    assert people.supervisor
    return actions.start_bail(case=case, by=people.officer)


def conditions(bail: Warrant, **changes: Any) -> Warrant:
    """Pre-charge bail since today, for two months, with two conditions."""
    today = timezone.localdate()
    given = {
        "by": people_of(bail.case).officer,
        "bail_kind": "PRE_CHARGE",
        "bail_authority": "CUSTODY_OFFICER",
        "bail_from": today,
        "bail_until": today + timedelta(days=60),
        "conditions": ["Not to go to Mill Lane", "To live at 14 Alder Court"],
        "check_every_days": 7,
        "check_method": "A call at the address in the evening",
    }
    return actions.set_conditions(warrant=bail, **given | changes)


def check(bail: Warrant, result: str = "KEPT", **changes: Any) -> Warrant:
    given: dict[str, Any] = {
        "by": people_of(bail.case).officer,
        "result": result,
        "found": "He was at home.",
        "condition": bail.conditions.first() if result == "BREACHED" else None,
    }
    return actions.check_bail(warrant=bail, **given | changes)


def breach(bail: Warrant) -> Warrant:
    return check(bail, "BREACHED", found="He was seen in Mill Lane.")


def answer_breach(bail: Warrant, *, arrested: bool = True, **changes: Any) -> Warrant:
    facts = {name: ARREST[name] for name in ("arresting_officer", "custody_reference")}
    given: dict[str, Any] = {"by": people_of(bail.case).officer}
    given |= facts | {"place": "Mill Lane"} if arrested else {"reason": "Seen once, by mistake."}
    return actions.answer_breach(warrant=bail, arrested=arrested, **given | changes)


def agree(bail: Warrant, *, agreed: bool = True, **changes: Any) -> Warrant:
    given = {"by": people_of(bail.case).supervisor, "reason": "The report was mistaken."}
    return actions.agree_no_arrest(warrant=bail, agreed=agreed, **given | changes)


def end_bail(bail: Warrant, **changes: Any) -> Warrant:
    given = {
        "by": people_of(bail.case).supervisor,
        "decision": "ENDED",
        "way": "CHARGED",
        "reason": "Charged today.",
    }
    return actions.decide_bail_end(warrant=bail, **given | changes)


BAIL_PATH_TO: dict[WarrantState, list[Step]] = {
    S.RECEIVED: [],
    S.CHECKING: [conditions],
    S.BREACHED: [conditions, breach],
    S.EXECUTED: [conditions, breach, answer_breach],
    S.BAIL_ENDED: [conditions, end_bail],
    S.CLOSED: [conditions, end_bail, finish],
    S.NOT_TAKEN_ON: [turn_away],
}


def make_warrant(
    *, state: WarrantState | str = S.CLOSED, case: Case | None = None, sub_type: str = ""
) -> Warrant:
    """A warrant, or bail, that has come to `state` through the real actions, now."""
    bail = sub_type == SubType.BAIL
    made = start_bail(case) if bail else start(case)
    for step in (BAIL_PATH_TO if bail else PATH_TO)[WarrantState(state)]:
        made = step(made)
    return Warrant.objects.get(pk=made.pk)


ALL_STATES = [
    *((SubType.WARRANT, state) for state in PATH_TO),
    *((SubType.BAIL, state) for state in BAIL_PATH_TO),
]
assert set(OUTCOMES) <= {state for _, state in ALL_STATES}
