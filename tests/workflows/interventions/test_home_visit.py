"""The home visit, every way through it: each end reached by the forms of its steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.models import Case, Change
from casework.core.errors import NotAllowed, Refused
from casework.core.queue import work_off
from casework.people.models import Contact
from casework.visits.models import Outcome, Visit
from casework.visits.rules import attempts_used_up
from letters.pdf import Fault, RenderError
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_visits import local, make_address, make_marker, next_time, plan_typed
from tests.makers_work import (
    check_contact_again,
    do,
    open_steps,
    open_task,
    safe_contact,
    visit_at,
)
from workflows import actions, sweep
from workflows.interventions import home_visit
from workflows.models import Intervention, Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """How the record becomes a PDF is tested where it is made."""
    monkeypatch.setattr(home_visit, "render_visit_record", lambda *, visit_id: None)


def ended(case: Case) -> tuple[str, str]:
    """The outcome of the one intervention of the case, and the state its visit was left in."""
    assert open_steps(case) == []
    row = Intervention.objects.get(case=case)
    assert row.finished is not None
    assert not Task.objects.filter(process=row, finished=None).exists()
    return row.outcome, visit_of(case).state


def visit_of(case: Case) -> Visit:
    return Visit.objects.get(case=case)


def officer_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).officer, **typed)


def supervisor_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).supervisor, **typed)


def plan(case: Case, **typed: Any) -> None:
    officer_does(case, "plan", **plan_typed(visit_of(case), **typed))


def approved(case: Case | None = None, **typed: Any) -> Case:
    """A visit that is approved and waits for its two officers."""
    case = visit_at("plan", case).case
    plan(case, **typed)
    supervisor_does(case, "approve", decision="APPROVE")
    return case


def at_the_door(case: Case, outcome: str = Outcome.COMPLETED) -> None:
    custody = {"custody_reference": "CU/0417/26"} if outcome == Outcome.ARREST_MADE else {}
    officer_does(
        case, "visit_home", outcome=outcome, said="What was seen.", worried="no", **custody
    )


def write_record(case: Case) -> None:
    officer_does(
        case,
        "write_record",
        announced="no",
        present="The person, alone",
        facts="He opened.",
        risk_trigger="no",
    )
    work_off()


def read_record(case: Case, **typed: Any) -> None:
    given = {"decision": "CLOSE", "risk_answer": "NO_CHANGE"} | typed
    supervisor_does(case, "review", **given)


def write_and_close(case: Case) -> None:
    write_record(case)
    read_record(case)


def nobody_answers_at(case: Case, when: datetime) -> None:
    """Planned and approved two hours before `when` (aware), then tried at that time."""
    with time_machine.travel(when - timedelta(hours=2), tick=True):
        check_contact_again(case, by=people_of(case).officer)
        plan(case, planned_for=local(when))
        supervisor_does(case, "approve", decision="APPROVE")
    with time_machine.travel(when, tick=True):
        at_the_door(case, Outcome.NO_REPLY)


def nobody_ever_answers(case: Case) -> datetime:
    """Tried until a supervisor has to decide; the instant of the last attempt."""
    at = timezone.now()
    while not attempts_used_up(visit_of(case)):
        with time_machine.travel(at, tick=False):
            at = next_time(visit_of(case))
        nobody_answers_at(case, at)
    return at


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
    assert open_task(case, "approve").role == Role.AUTHORISER
    with pytest.raises(NotAllowed):
        supervisor_does(case, "approve", decision="APPROVE")
    do(case, "approve", by=people_of(case).authoriser, decision="APPROVE")
    assert open_steps(case) == ["visit_home"]


@pytest.mark.parametrize("waiting", ["approve", "visit_home"])
def test_checks_that_run_out_lead_back_to_the_plan(waiting: str) -> None:
    case = visit_at("plan").case
    plan(case)
    if waiting == "visit_home":
        supervisor_does(case, "approve", decision="APPROVE")
    until = visit_of(case).checks_valid_until
    assert until is not None
    with time_machine.travel(until - timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 0
    assert open_steps(case) == [waiting]
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


# --- they no longer live there --------------------------------------------------------------------


def moved_away() -> Case:
    case = make_case()
    address = make_address(case.person)
    visit_at("plan", case)
    check_contact_again(case, by=people_of(case).officer)
    plan(case, place=str(address.pk), elsewhere="")
    supervisor_does(case, "approve", decision="APPROVE")
    at_the_door(case, Outcome.NOT_AT_ADDRESS)
    return case


def test_a_person_who_moved_is_looked_for_while_the_record_is_written() -> None:
    case = moved_away()
    assert sorted(open_steps(case)) == ["locate", "write_record"]
    assert Contact.objects.get(person=case.person).doubtful_since == timezone.localdate()


@pytest.mark.parametrize("first", ["the record", "the search"])
def test_it_ends_once_both_are_done_whichever_came_first(first: str) -> None:
    case = moved_away()
    if first == "the record":
        write_and_close(case)
        officer_does(case, "locate", found="no", note="Asked the landlord.")
    else:
        officer_does(case, "locate", found="no", note="Asked the landlord.")
        write_and_close(case)
    assert ended(case)[1] == "CLOSED"


def test_whoever_was_found_closes_the_contact_gate_until_it_is_checked_again() -> None:
    case = moved_away()
    officer_does(case, "locate", found="yes", note="At a brother's.")
    assert case.changes.filter(kind=Change.Kind.ADDRESS).exists()


# --- the record -----------------------------------------------------------------------------------


def test_a_returned_record_is_written_again() -> None:
    case = approved()
    at_the_door(case)
    write_record(case)
    read_record(case, decision="RETURN", reason="Say who was there.", risk_answer="")
    assert open_steps(case) == ["write_record"]
    write_and_close(case)
    assert visit_of(case).records.count() == 2
    assert ended(case) == ("Visited and recorded", "CLOSED")


def test_a_record_that_could_not_be_made_is_put_right_and_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = approved()
    at_the_door(case)

    def fail(*, visit_id: int) -> None:
        raise RenderError(Fault.BROKEN)

    with monkeypatch.context() as broken:
        broken.setattr(home_visit, "render_visit_record", fail)
        with pytest.raises(RenderError):
            write_record(case)
    assert open_steps(case) == ["mend"]
    supervisor_does(case, "mend", reason="The font is back.")
    work_off()
    read_record(case)
    assert ended(case) == ("Visited and recorded", "CLOSED")


# --- stopping it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["check_contact", "plan", "approve", "visit_home"])
def test_it_can_be_stopped_at_any_step_before_somebody_was_seen(step: str) -> None:
    if step == "check_contact":
        case = visit_at(step).case
    else:
        case = visit_at("plan").case
        if step != "plan":
            plan(case)
        if step == "visit_home":
            supervisor_does(case, "approve", decision="APPROVE")
    assert open_steps(case) == [step]
    stop(case)
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def stop(case: Case) -> None:
    row = Intervention.objects.get(case=case)
    actions.cancel(intervention=row, by=people_of(case).supervisor, reason="Arrested meanwhile.")


def test_it_can_be_stopped_while_nobody_answers() -> None:
    case = approved()
    at_the_door(case, Outcome.NO_REPLY)
    stop(case)
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def test_a_visit_that_was_made_ends_with_its_record_and_not_otherwise() -> None:
    case = approved()
    at_the_door(case)
    with pytest.raises(Refused, match="ends with its record"):
        stop(case)
    assert open_steps(case) == ["write_record"]


def test_a_person_who_moved_does_not_let_the_visit_be_stopped() -> None:
    case = moved_away()
    with pytest.raises(Refused, match="ends with its record"):
        stop(case)
    assert sorted(open_steps(case)) == ["locate", "write_record"]


# --- people who leave -----------------------------------------------------------------------------


def gone(user: Any, how: str) -> None:
    if how == "left":
        user.is_active = False
        user.save()
    else:
        user.grants.update(ends_on=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize("how", ["left", "moved to another team"])
def test_the_second_officer_writes_the_record_of_a_lead_who_is_gone(how: str) -> None:
    case = approved()
    people = people_of(case)
    at_the_door(case)
    gone(people.officer, how)
    task = open_task(case, "write_record")
    actions.assign(task=task, to=people.colleague, by=people.supervisor)
    write_as(case, people.colleague)
    assert open_steps(case) == ["review"]


def test_another_officer_writes_the_record_where_both_are_gone() -> None:
    case = approved()
    people = people_of(case)
    at_the_door(case)
    other = makers.make_user(Role.OFFICER, team=case.team)
    actions.assign(task=open_task(case, "write_record"), to=other, by=people.supervisor)
    with pytest.raises(NotAllowed, match="Only the officer who led the visit"):
        write_as(case, other)
    gone(people.officer, "left")
    gone(people.colleague, "left")
    write_as(case, other)
    assert open_steps(case) == ["review"]


def write_as(case: Case, by: Any) -> None:
    do(
        case,
        "write_record",
        by=type(by).objects.get(pk=by.pk),
        announced="no",
        present="The person, alone",
        facts="He opened.",
        risk_trigger="no",
    )
    work_off()
