"""The home visit where somebody may not be safe, or officers were threatened."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from casework.cases.models import Case
from casework.core.errors import Refused
from casework.core.queue import work_off
from casework.people.models import Marker
from casework.visits import rules
from casework.visits.models import Outcome
from tests import makers_flags
from tests.makers_cases import people_of
from tests.makers_flags import flag_of
from tests.makers_visit_walk import (
    approved,
    at_the_door,
    ended,
    officer_does,
    plan,
    read_record,
    supervisor_does,
    visit_of,
    write_record,
)
from tests.makers_visits import local
from tests.makers_work import check_contact_again, open_steps, open_task, visit_at
from workflows.interventions.home_visit import HomeVisitFlow
from workflows.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_paper")]


def worried() -> Case:
    """Two officers were at the door and were worried about somebody."""
    case = approved()
    officer_does(
        case, "visit_home", outcome=Outcome.COMPLETED, said="A child was alone.", worried="yes"
    )
    return case


def safeguard(case: Case, **typed: Any) -> None:
    given = {"done": "CHILDREN", "children_ref": "CSC-1", "concern": "Mia, 4, alone upstairs."}
    officer_does(case, "safeguard", **given | {"at": local(timezone.now())} | typed)


def test_a_worry_makes_a_task_for_the_same_day_beside_the_record() -> None:
    case = worried()
    assert sorted(open_steps(case)) == ["safeguard", "write_record"]
    task = open_task(case, "safeguard")
    assert task.due_at is not None
    assert timezone.localtime(task.due_at).date() == timezone.localdate()
    people = people_of(case)
    assert (task.owner, task.also_for) == (people.officer, people.colleague)


def test_the_visit_is_closed_once_it_is_written_down() -> None:
    case = worried()
    write_record(case)
    with pytest.raises(Refused, match="worried about somebody"):
        read_record(case)
    with pytest.raises(ValueError, match="Enter the reference"):
        safeguard(case, children_ref="")
    safeguard(case)
    read_record(case)
    assert ended(case) == ("Visited and recorded", "CLOSED")


@pytest.mark.usefixtures("begun_under_another_flow")
def test_a_visit_that_was_open_before_this_was_a_step_is_closed_as_it_was() -> None:
    case = worried()
    write_record(case)
    step = HomeVisitFlow.instance.node("safeguard")
    task = Task.objects.get(process__case=case, flow_task=step)
    with task.activation() as activation:
        activation.cancel()
    Task.objects.filter(pk=task.pk).update(flow_task=HomeVisitFlow.instance.node("locate"))
    read_record(case)
    assert visit_of(case).state == "CLOSED"


def test_without_that_check_it_would_be_closed_with_the_task_still_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = worried()
    write_record(case)
    monkeypatch.setattr(rules, "awaits_safeguarding", lambda _: False)
    read_record(case)
    assert (visit_of(case).state, open_steps(case)) == ("CLOSED", ["safeguard"])


def proposed() -> Case:
    """The record proposes a warning."""
    case = approved()
    at_the_door(case)
    officer_does(
        case,
        "write_record",
        announced="no",
        present="The person, alone",
        facts="He opened.",
        risk_trigger="no",
        marker_kind="WEAPONS",
        marker_note="A machete behind the door.",
    )
    work_off()
    return case


def test_a_supervisor_places_the_warning_with_the_record() -> None:
    case = proposed()
    pk = visit_of(case).marker_proposals.get().pk
    with pytest.raises(ValueError, match="Select whether the warning is placed"):
        read_record(case)
    read_record(case, **{f"marker_{pk}": "PLACE"})
    assert ended(case) == ("Visited and recorded", "CLOSED")
    assert Marker.objects.live().get(person=case.person).note == "A machete behind the door."


def test_or_declines_it_with_a_reason() -> None:
    case = proposed()
    pk = visit_of(case).marker_proposals.get().pk
    with pytest.raises(ValueError, match="Enter why it is not placed"):
        read_record(case, **{f"marker_{pk}": "DECLINE"})
    read_record(case, **{f"marker_{pk}": "DECLINE", f"why_{pk}": "It was a garden tool."})
    assert not Marker.objects.exists()


def test_who_is_not_at_a_flagged_address_has_its_flag_taken_out() -> None:
    case = makers_flags.live()
    address = flag_of(case).contact
    assert address is not None
    visit_at("plan", case)
    check_contact_again(case, by=people_of(case).officer)
    plan(case, place=str(address.pk), elsewhere="")
    supervisor_does(case, "approve", decision="APPROVE")
    at_the_door(case, Outcome.NOT_AT_ADDRESS)
    makers_flags.follow()
    assert flag_of(case).removal_ground == "OCCUPANT_MOVED"
    assert "take_out" in open_steps(case)
