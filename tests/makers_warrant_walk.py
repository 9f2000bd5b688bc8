"""Walking warrants and bail through their flows, each step by its own form, as who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.models import User
from casework.cases.models import Case
from casework.enforcement.warrants.models import Result, Warrant, WarrantState
from tests.makers_cases import make_case, people_of
from tests.makers_warrants import ARREST, COURT, superintendent_of
from tests.makers_work import do, intervention_of, open_steps, start
from workflows.models import Task


def warrant_of(case: Case) -> Warrant:
    return Warrant.objects.get(case=case)


def ended(case: Case) -> tuple[str, str]:
    """The outcome of the one intervention of the case, and the state its warrant was left in."""
    assert open_steps(case) == []
    row = intervention_of(case)
    assert row.finished is not None
    assert not Task.objects.filter(process=row, finished=None).exists()
    return row.outcome, warrant_of(case).state


def who_does(case: Case, step: str) -> User:
    """Whoever the step is for."""
    people = people_of(case)
    if step in ("grade", "allocate", "review", "hear_force", "agree", "decide_end"):
        return people.supervisor
    if step in ("manager_review", "later_review"):
        return people.manager
    return superintendent_of(case) if step == "superintendent_review" else people.officer


def tomorrow(days: int = 1) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def typed(case: Case, step: str) -> dict[str, Any]:
    """What is typed where nothing else is told."""
    today = timezone.localdate()
    return {
        "grade": {
            "kind": "FTA",
            "code": "4576",
            "court": COURT,
            "grade_reason": "Domestic abuse.",
        },
        "circulate": {"reference": "LEDS/26/0417"},
        "allocate": {"victim_safety": "The advocate knows the day."},
        "search": {"result": Result.NO_REPLY, "place": "ELSEWHERE", "elsewhere": "14 Alder Court"}
        | {"next_action": "Try in the evening."},
        "review": {"decision": "CARRY_ON", "reason": "Nothing new."},
        "hear_force": {"answer": "ACCEPTED", "answered_by": "Insp R. Sample", "note": "Phone."},
        "cancel_circulation": {"reference": "LEDS/26/0417/C"},
        "tell_victims": {"how": "ADVOCATE"},
        "enter": {
            "bail_kind": "PRE_CHARGE",
            "bail_authority": "CUSTODY_OFFICER",
            "bail_from": today.isoformat(),
            "bail_until": tomorrow(60),
            "conditions": "Not to go to Mill Lane\nTo live at 14 Alder Court",
            "check_method": "A call in the evening",
        },
        "check": {"result": "KEPT", "found": "He was at home."},
        "act_on_breach": {
            "decision": "yes",
            "place": "Mill Lane",
            "custody_reference": "CU/0417/26",
        },
        "agree": {"decision": "yes", "reason": "A mistake."},
        "decide_end": {"decision": "ENDED", "way": "CHARGED", "reason": "Charged."},
    }.get(
        step,
        {
            "decision": "CARRY_ON",
            "reason": "Nothing new.",
            "trace_plan": "Benefits and phone.",
            "next_on": tomorrow(7),
        },
    )


def act(case: Case, step: str, **given: Any) -> None:
    """Do the open step, with what is usually typed and `given` instead."""
    do(case, step, by=who_does(case, step), **typed(case, step) | given)


def warrant_at(step: str, case: Case | None = None, **grade: Any) -> Case:
    """A case with a warrant whose search has come to `step`; its review is open beside it."""
    case = start("warrant", case or make_case()).case
    for name in ("grade", "circulate", "allocate"):
        if name == step:
            break
        act(case, name, **(grade if name == "grade" else {}))
    assert step in open_steps(case)
    return case


def arrested(case: Case) -> None:
    act(
        case,
        "search",
        result=Result.ARRESTED,
        custody_reference=ARREST["custody_reference"],
        next_steps=ARREST["next_steps"],
        arrest_court=COURT,
        arrest_hearing_on=tomorrow(),
    )


def surrendered(case: Case) -> None:
    act(
        case,
        "search",
        result=WarrantState.SURRENDERED,
        surrender_court=COURT,
        surrender_hearing_on=tomorrow(),
    )


def bail_at(step: str, case: Case | None = None) -> Case:
    """A case with bail that has come to `step`; what follows its end is open beside it."""
    case = start("bail_check", case or make_case()).case
    if step == "enter":
        return case
    act(case, "enter")
    if step in ("act_on_breach", "agree"):
        condition = warrant_of(case).conditions.first()
        assert condition
        act(case, "check", result="BREACHED", condition=condition.pk)
    if step == "agree":
        act(case, "act_on_breach", decision="no", reason="Seen once, by mistake.")
    assert step in open_steps(case)
    return case
