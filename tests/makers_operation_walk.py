"""The moves of an operation for tests: who makes each, when, with which answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine

from casework.operations import actions
from casework.operations.models import CohortMember, Operation
from tests import makers_operations as walk
from tests.makers_cases import people_of
from tests.makers_operations import KICK_OFF, PLANNED_ON, operation_at

Act = Callable[..., Any]
ONE_WAY: dict[str, tuple[str, Act, str]] = {
    "propose": ("PLANNED", actions.propose_cohort, "analyst"),
    "approve": ("COHORT_PROPOSED", actions.approve_cohort, "manager"),
    "brief": ("COHORT_APPROVED", actions.brief_operation, "supervisor"),
    "run": ("BRIEFED", actions.run_operation, "manager"),
    "debrief": ("RUNNING", actions.begin_debrief, "manager"),
    "close": ("DEBRIEF", actions.close_operation, "manager"),
    "take up": ("RESCHEDULED", actions.take_up_again, "manager"),
}
ANSWERS: dict[str, dict[str, Any]] = {
    "approve": {"equality_note": walk.NOTE},
    "close": {"results": "One reached."},
}
WHEN = {
    "run": KICK_OFF - timedelta(days=8),
    "debrief": KICK_OFF + timedelta(days=2),
    "close": KICK_OFF + timedelta(days=3),
}
VERBS = {
    "propose": "cohort_proposed",
    "approve": "cohort_approved",
    "brief": "briefed",
    "run": "running",
    "debrief": "debrief_begun",
    "close": "closed",
    "take up": "taken_up_again",
}
TO = {
    "propose": "COHORT_PROPOSED",
    "approve": "COHORT_APPROVED",
    "brief": "BRIEFED",
    "run": "RUNNING",
    "debrief": "DEBRIEF",
    "close": "CLOSED",
    "take up": "BRIEFED",
}


def ready(move: str) -> tuple[Operation, Any]:
    """An operation on which the move can be made, and the case of its person."""
    with time_machine.travel(PLANNED_ON, tick=True):
        case = walk.with_history()
    operation = operation_at(ONE_WAY[move][0], case)
    with time_machine.travel(PLANNED_ON + timedelta(hours=1), tick=True):
        people = people_of(case)
        if move == "propose":
            actions.add_earlier_event(operation=operation, by=people.analyst, at=walk.LAST_TIME)
            actions.add_person(operation=operation, by=people.analyst, case=case)
        if move == "approve":
            decide(operation.members.get(), people.manager)
        if move == "brief":
            walk.pack(operation.members.get())
    return walk.again(operation), case


def decide(member: CohortMember, by: Any, decision: str = "APPROVED") -> None:
    actions.decide_person(member=member, by=by, decision=decision, reason="Reported each time.")


def at(move: str) -> Any:
    return time_machine.travel(WHEN.get(move, PLANNED_ON + timedelta(hours=3)), tick=True)


def only(operation: Operation) -> CohortMember:
    return CohortMember.objects.select_related("case__team", "operation").get(operation=operation)
