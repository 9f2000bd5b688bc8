"""Warrants and bail for the browser: how each step is come to, and a record in every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine

from casework.accounts.models import Team
from casework.cases.models import Case
from casework.enforcement.warrants import rules
from casework.enforcement.warrants.models import Warrant
from tests.browser.timers import fire_those_of
from tests.makers_cases import make_case
from tests.makers_warrant_walk import act, arrested, warrant_of
from tests.makers_warrants import ALL_STATES, make_warrant

Move = Callable[[Case], object]


def step(name: str, **given: Any) -> Move:
    return lambda case: act(case, name, **given)


def target_passes(case: Case) -> None:
    _time_passes(case, times=1)


def far_target_passes(case: Case) -> None:
    _time_passes(case, times=rules.SUPERINTENDENT_AT.value)


def _time_passes(case: Case, *, times: int) -> None:
    """The timers of this case alone fire, as if its target had passed so many times."""
    warrant = warrant_of(case)
    since = (rules.target(warrant).due_at - warrant.received_at) * times
    with time_machine.travel(warrant.received_at + since + timedelta(hours=2), tick=False):
        fire_those_of(case)


def superintendent_looks(case: Case) -> None:
    """At the time at which it was their turn."""
    warrant = warrant_of(case)
    since = (rules.superintendent_due(warrant).due_at - warrant.received_at) + timedelta(hours=3)
    with time_machine.travel(warrant.received_at + since, tick=False):
        act(case, "superintendent_review")


def breached(case: Case) -> None:
    condition = warrant_of(case).conditions.first()
    assert condition
    act(case, "check", result="BREACHED", condition=condition.pk, found="Seen in Mill Lane.")


TO_SEARCH: list[Move] = [step("grade"), step("circulate"), step("allocate")]
ASKED = step(
    "review", decision="ASK_FORCE", force="The force next door", contact_point="Insp R. Sample"
)
ENTERED = step("enter")

WALKS: dict[str, dict[str, list[Move]]] = {
    "warrant": {
        "grade": [],
        "review": [],
        "circulate": TO_SEARCH[:1],
        "allocate": TO_SEARCH[:2],
        "search": [*TO_SEARCH, step("search"), step("review")],
        "manager_review": [*TO_SEARCH, step("search"), target_passes],
        "superintendent_review": [*TO_SEARCH, step("search"), far_target_passes],
        "later_review": [*TO_SEARCH, step("search"), far_target_passes, superintendent_looks],
        "hear_force": [*TO_SEARCH, ASKED],
        "cancel_circulation": [*TO_SEARCH, arrested],
        "tell_victims": [*TO_SEARCH, arrested],
    },
    "bail_check": {
        "enter": [],
        "check": [ENTERED, step("check")],
        "decide_end": [ENTERED],
        "act_on_breach": [ENTERED, breached],
        "agree": [
            ENTERED,
            breached,
            step("act_on_breach", decision="no", reason="Seen once, by mistake."),
        ],
        "tell_victims": [ENTERED, breached, step("act_on_breach")],
    },
}


def records(team: Team) -> list[dict[str, Any]]:
    """The arguments of the page of a warrant, or bail, in every state."""
    made: list[Warrant] = [
        make_warrant(state=state, sub_type=sub_type, case=make_case(team=team))
        for sub_type, state in ALL_STATES
    ]
    return [{"pk": each.pk} for each in made]
