"""The home visit up to the door: every way, each reached by the forms of its steps."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.models import Case
from casework.core.errors import NotAllowed, Refused
from casework.visits.models import Outcome
from tests.makers_cases import make_case, people_of
from tests.makers_visit_walk import (
    approved,
    at_the_door,
    ended,
    nobody_answers_at,
    nobody_ever_answers,
    officer_does,
    plan,
    supervisor_does,
    visit_of,
    write_and_close,
)
from tests.makers_visits import local, make_marker, next_time, plan_typed
from tests.makers_work import check_contact_again, do, open_steps, open_task, safe_contact, visit_at
from workflows import actions, sweep
from workflows.interventions import home_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_paper")]


# --- is contact safe ------------------------------------------------------------------------------


def not_cleared() -> Case:
    case = visit_at("check_contact").case
    unsafe = {"victim_1": "UNSAFE", "victim_1_unsafe": "She asks for time."}
    officer_does(case, "check_contact", **safe_contact(case) | unsafe)
    assert open_steps(case) == ["stopped"]
    return case


def test_a_supervisor_has_contact_checked_again() -> None:
    case = not_cleared()
    supervisor_does(case, "stopped", decision="AGAIN", reason="She has been spoken to.")
    officer_does(case, "check_contact", **safe_contact(case))
    assert open_steps(case) == ["plan"]


def test_a_supervisor_stops_a_visit_that_nobody_can_clear() -> None:
    case = not_cleared()
    supervisor_does(case, "stopped", decision="STOP", reason="She does not want it.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


@pytest.mark.parametrize("step", ["plan", "approve"])
def test_a_contact_check_that_ran_out_is_made_again_without_leaving_the_step(step: str) -> None:
    case = visit_at("plan").case
    # Checked three days before: the check runs out between the plan and its approval.
    later = timezone.now() + timedelta(hours=71 if step == "approve" else 73)
    with time_machine.travel(later, tick=True):
        if step == "approve":
            plan(case, planned_for=local(timezone.now() + timedelta(hours=10)))
    with time_machine.travel(later + timedelta(hours=2), tick=True):
        given = plan_typed(visit_of(case)) if step == "plan" else {"decision": "APPROVE"}
        people = people_of(case)
        by = people.officer if step == "plan" else people.supervisor
        with pytest.raises(Refused, match="contact check ran out"):
            do(case, step, by=by, **given)
        assert open_steps(case) == [step]
        check_contact_again(case, by=people.officer)
        do(case, step, by=by, **given)
        assert open_steps(case) == (["approve"] if step == "plan" else ["visit_home"])


# --- approval -------------------------------------------------------------------------------------


def test_a_visit_sent_back_is_planned_again() -> None:
    case = visit_at("plan").case
    plan(case)
    supervisor_does(case, "approve", decision="SEND_BACK", reason="Go in the evening.")
    assert open_steps(case) == ["plan"]


def test_where_weapons_are_marked_an_inspector_is_asked() -> None:
    case = make_case()
    make_marker(case.person)
    visit_at("plan", case)
    plan(case)
    assert open_task(case, "approve").role == Role.MANAGER
    with pytest.raises(NotAllowed):
        supervisor_does(case, "approve", decision="APPROVE")
    do(case, "approve", by=people_of(case).manager, decision="APPROVE")
    assert open_steps(case) == ["visit_home"]


def test_checks_that_run_out_before_the_approval_lead_back_to_the_plan() -> None:
    case = visit_at("plan").case
    plan(case)
    until = visit_of(case).checks_valid_until
    assert until is not None
    with time_machine.travel(until - timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 0
    assert open_steps(case) == ["approve"]
    with time_machine.travel(until + timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 1
        assert open_steps(case) == ["plan"]
        plan(case)
        supervisor_does(case, "approve", decision="APPROVE")
        assert open_steps(case) == ["visit_home"]


# --- at the door ----------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", home_visit.SEEN)
def test_every_outcome_at_the_door_ends_with_a_record_that_was_read(outcome: str) -> None:
    case = approved()
    at_the_door(case, outcome)
    assert open_steps(case) == ["write_record"]
    write_and_close(case)
    assert ended(case) == ("Visited and recorded", "CLOSED")


def test_the_second_officer_writes_down_what_happened_once_the_task_is_theirs() -> None:
    case = approved()
    people = people_of(case)
    actions.put_back(task=open_task(case, "visit_home"), by=people.officer, reason="Ill.")
    do(
        case,
        "visit_home",
        by=people.colleague,
        outcome=Outcome.COMPLETED,
        said="What was seen.",
        worried="no",
    )
    assert open_steps(case) == ["write_record"]


def test_nobody_at_home_leads_to_another_attempt_within_days() -> None:
    case = approved()
    at_the_door(case, Outcome.NO_REPLY)
    task = open_task(case, "plan")
    assert task.due_at is not None
    assert task.due_at < timezone.now() + timedelta(days=7)


def test_after_the_last_attempt_a_supervisor_ends_it_and_the_record_is_written() -> None:
    case = visit_at("plan").case
    last = nobody_ever_answers(case)
    assert visit_of(case).attempts.count() >= 3
    with time_machine.travel(last + timedelta(hours=1), tick=True):
        supervisor_does(case, "review_no_reply", decision="END", reason="Moved on, it seems.")
        write_and_close(case)
    assert ended(case) == ("Visited and recorded", "CLOSED")


def test_after_the_last_attempt_a_supervisor_sends_them_out_again() -> None:
    case = visit_at("plan").case
    last = nobody_ever_answers(case)
    with time_machine.travel(last + timedelta(hours=1), tick=True):
        supervisor_does(case, "review_no_reply", decision="AGAIN", reason="A car was seen.")
        assert open_steps(case) == ["plan"]
        again = next_time(visit_of(case))
    nobody_answers_at(case, again)
    # One attempt of the new round: not yet for a supervisor.
    assert open_steps(case) == ["plan"]
