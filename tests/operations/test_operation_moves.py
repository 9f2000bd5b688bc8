"""The moves of an operation, taken from the running code, against the table of the domain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from casework.accounts.models import Role
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.operations import actions
from casework.operations.models import Operation, OperationState
from casework.operations.presenters.words import COLOURS
from tests import makers_operations as walk
from tests.makers import assert_one_event, make_user
from tests.makers_cases import people_of
from tests.makers_operation_walk import ANSWERS, ONE_WAY, TO, at, ready
from tests.makers_operations import KICK_OFF, PLANNED_ON, operation_at

pytestmark = pytest.mark.django_db
S = OperationState
BEFORE_DEBRIEF = ("PLANNED", "COHORT_PROPOSED", "COHORT_APPROVED", "BRIEFED", "RUNNING")

# Source: domain, section 2j, as (from, to, who). "Any" is any state before the debrief: then the
# event is over. A moved operation goes back to where it stood once advocates know the new time.
TABLE: set[tuple[str, str, str]] = {
    ("PLANNED", "COHORT_PROPOSED", "analyst"),
    ("COHORT_PROPOSED", "COHORT_APPROVED", "DI"),
    ("COHORT_APPROVED", "BRIEFED", "sergeant"),
    ("BRIEFED", "RUNNING", "DI"),
    ("RUNNING", "DEBRIEF", "DI"),
    ("DEBRIEF", "CLOSED", "DI"),
    *((state, "RESCHEDULED", "DI") for state in (*BEFORE_DEBRIEF, "RESCHEDULED")),
    *(("RESCHEDULED", state, "DI") for state in BEFORE_DEBRIEF),
    *((state, "CANCELLED", "DI") for state in (*BEFORE_DEBRIEF, "RESCHEDULED")),
}


def targets(move: Any) -> set[str]:
    many = getattr(move.target, "allowed_states", None)
    return {str(state) for state in (many or [move.target])}


def test_the_code_has_exactly_the_moves_of_the_table() -> None:
    moves = Operation().get_all_state_transitions()
    found = {(str(move.source), target) for move in moves for target in targets(move)}
    assert found == {(source, target) for source, target, _ in TABLE}


def test_the_database_knows_the_same_moves() -> None:
    from casework.operations.models.states import EDGES

    moved_again = {("RESCHEDULED", "RESCHEDULED")}
    edges = {(str(source), str(target)) for source, target in EDGES}
    assert edges == {(source, target) for source, target, _ in TABLE} - moved_again


def test_every_state_has_a_colour() -> None:
    assert set(COLOURS) == set(S)


# --- each move is taken, by who may, and refused to everybody else --------------------------------


@pytest.mark.parametrize("move", ONE_WAY)
def test_each_move_is_taken_by_who_may_and_written_down_once(move: str) -> None:
    operation, case = ready(move)
    _, act, who = ONE_WAY[move]
    verbs = {
        "take up": "taken_up_again",
        "propose": "cohort_proposed",
        "approve": "cohort_approved",
    }
    verbs |= {"brief": "briefed", "run": "running", "debrief": "debrief_begun", "close": "closed"}
    with at(move), assert_one_event(f"operation.{verbs[move]}"):
        act(operation=operation, by=getattr(people_of(case), who), **ANSWERS.get(move, {}))
    assert walk.again(operation).state == TO[move]


@pytest.mark.parametrize("move", ONE_WAY)
def test_nobody_else_makes_a_move(move: str) -> None:
    operation, case = ready(move)
    _, act, who = ONE_WAY[move]
    people = people_of(case)
    others = {"officer", "analyst", "supervisor", "manager", "auditor"} - {who}
    # A manager may do what a sergeant does.
    others -= {"manager"} if who == "supervisor" else set()
    for other in sorted(others):
        with at(move), pytest.raises((NotAllowed, NotVisible)):
            act(operation=operation, by=getattr(people, other), **ANSWERS.get(move, {}))
    stranger = make_user(Role.MANAGER, Role.ANALYST, Role.SUPERVISOR)
    with at(move), pytest.raises(NotVisible):
        act(operation=operation, by=stranger, **ANSWERS.get(move, {}))
    assert walk.again(operation).state == ONE_WAY[move][0]


@pytest.mark.parametrize("move", ONE_WAY)
@pytest.mark.parametrize("state", ["PLANNED", "RUNNING", "CLOSED", "CANCELLED"])
def test_no_move_is_made_from_elsewhere(move: str, state: str) -> None:
    if state == ONE_WAY[move][0]:
        return
    with time_machine.travel(PLANNED_ON, tick=True):
        case = walk.with_history()
    operation = operation_at(state, case)
    who = getattr(people_of(case), ONE_WAY[move][2])
    with time_machine.travel(KICK_OFF + timedelta(days=6), tick=True), pytest.raises(Refused):
        ONE_WAY[move][1](operation=operation, by=who, **ANSWERS.get(move, {}))


@pytest.mark.parametrize("state", [*BEFORE_DEBRIEF, "RESCHEDULED"])
def test_the_event_moves_and_is_called_off_from_any_state_before_the_debrief(state: str) -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        case = walk.with_history()
    operation, manager = operation_at(state, case), people_of(case).manager
    with time_machine.travel(KICK_OFF - timedelta(days=9), tick=True):
        with assert_one_event("operation.event_moved"):
            moved = actions.move_event(
                operation=operation,
                by=manager,
                event_at=KICK_OFF + timedelta(hours=2),
                reason="Later.",
            )
        back = "BRIEFED" if state == "RESCHEDULED" else state
        assert (moved.state, moved.resumes_to) == ("RESCHEDULED", back)
        with assert_one_event("operation.taken_up_again"):
            actions.take_up_again(operation=operation, by=manager)
        assert walk.again(operation).state == back
        with assert_one_event("operation.cancelled"):
            actions.cancel_operation(operation=operation, by=manager, reason="No police.")
    assert walk.again(operation).state == "CANCELLED"


@pytest.mark.parametrize("state", ["DEBRIEF", "CLOSED", "CANCELLED"])
def test_an_event_that_is_over_neither_moves_nor_is_called_off(state: str) -> None:
    with time_machine.travel(PLANNED_ON, tick=True):
        case = walk.with_history()
    operation, manager = operation_at(state, case), people_of(case).manager
    with time_machine.travel(KICK_OFF + timedelta(days=6), tick=True):
        later = KICK_OFF + timedelta(days=40)
        with pytest.raises(Refused):
            actions.move_event(operation=operation, by=manager, event_at=later, reason="Later.")
        with pytest.raises(Refused):
            actions.cancel_operation(operation=operation, by=manager, reason="No police.")
