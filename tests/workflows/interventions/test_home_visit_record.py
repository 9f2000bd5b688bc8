"""The home visit from the door on: every end, each reached by the forms of its steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.models import Case, Change
from casework.core.errors import NotAllowed, Refused
from casework.core.queue import work_off
from casework.people.models import Contact
from casework.visits.models import Outcome
from letters.pdf import Fault, RenderError
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_visit_walk import (
    approved,
    at_the_door,
    ended,
    officer_does,
    plan,
    read_record,
    supervisor_does,
    visit_of,
    write_and_close,
    write_record,
)
from tests.makers_visits import make_address
from tests.makers_work import (
    check_contact_again,
    do,
    intervention_of,
    open_steps,
    open_task,
    visit_at,
)
from workflows import actions
from workflows.interventions import home_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_paper")]


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
def test_it_ends_with_one_outcome_once_both_are_done_whichever_came_first(first: str) -> None:
    case = moved_away()
    if first == "the record":
        write_and_close(case)
        officer_does(case, "locate", found="no", note="Asked the landlord.")
    else:
        officer_does(case, "locate", found="no", note="Asked the landlord.")
        write_and_close(case)
    assert ended(case) == ("Visited and recorded", "CLOSED")


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


def test_a_returned_record_has_as_long_as_the_first_one_had() -> None:
    case = approved()
    at_the_door(case)
    write_record(case)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=True):
        read_record(case, decision="RETURN", reason="Say who was there.", risk_answer="")
        due_at = open_task(case, "write_record").due_at
        assert due_at is not None
        assert timedelta(hours=23) < due_at - timezone.now() <= timedelta(hours=24)


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
    row = intervention_of(case)
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
