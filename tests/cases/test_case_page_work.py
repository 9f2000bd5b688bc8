"""What the case page says of its work: open ones first, what has ended in brief, what waits why."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from casework.cases import guards
from casework.cases.models import Case, State
from casework.cases.presenters.history import Entries
from casework.cases.presenters.overview import Overview
from casework.core.errors import Refused
from tests import makers_work
from tests.makers_cases import make_case, open_gate, people_of
from tests.makers_reassessment import something_changes as change
from workflows import actions
from workflows.models import Task

pytestmark = pytest.mark.django_db


def overview(case: Case) -> Overview:
    case = Case.objects.get(pk=case.pk)
    return Overview.of(case, people_of(case).manager, timezone.now())


def line(case: Case, title: str) -> dict[str, Any]:
    return next(row for row in overview(case).next if row["title"] == title)


def stopped(case: Case, kind: str) -> None:
    running = makers_work.start(kind, case)
    actions.cancel(intervention=running, by=people_of(case).manager, reason="No longer needed.")


def test_an_ended_intervention_stands_apart_with_the_last_to_end_first() -> None:
    case = make_case()
    stopped(case, "home_visit")
    stopped(case, "warning_letter")
    running = makers_work.start("home_visit", case)
    shown = overview(case)
    assert [row["title"] for row in shown.plan] == [running.title]
    assert [row["title"] for row in shown.past] == ["Warning letter", "Home visit"]
    assert shown.past_heading == "Ended interventions (2)"
    assert all(row["href"] and row["tag"]["colour"] == "grey" for row in shown.past)


def test_a_step_that_makes_contact_waits_while_contact_is_not_cleared() -> None:
    task = makers_work.letter_at("serve")
    tag = line(task.case, str(task.title))["tag"]
    assert tag["text"] == "Not started"
    change(task.case)
    assert line(task.case, str(task.title))["tag"]["text"] == "No contact now"


def test_with_contact_cleared_again_the_step_can_be_started() -> None:
    task = makers_work.letter_at("serve")
    change(task.case)
    open_gate(task.case)
    assert line(task.case, str(task.title))["tag"]["text"] == "Not started"


def test_a_task_on_hold_says_so() -> None:
    task = makers_work.visit_at("plan")
    people = people_of(task.case)
    actions.hold_task(task=task, by=people.officer, reason="The landlord first.", days=2)
    assert line(task.case, str(task.title))["tag"]["text"] == "On hold"


def test_an_assessment_that_a_task_asks_for_is_not_listed_twice() -> None:
    case = make_case()
    makers_work.start("home_visit", case)
    change(case)
    titles = [row["title"] for row in overview(case).next]
    assert [title for title in titles if title.startswith("Assess")] == ["Assess the risk again"]


def test_an_assessment_that_is_due_before_the_task_of_it_is_listed_too() -> None:
    case = make_case()
    change(case)
    task = Task.objects.open().get(case=case)
    assert task.due_at
    Case.objects.filter(pk=case.pk).update(assess_by=timezone.now())
    assert "Assess the risk" in [row["title"] for row in overview(case).next]


def test_the_timeline_names_the_kind_that_began_and_ended() -> None:
    case = make_case()
    stopped(case, "home_visit")
    told = Entries(case, people_of(case).manager, show="decisions")[:20]
    titles = [entry["title"] for entry in told]
    assert "Home visit started" in titles
    assert "Home visit stopped" in titles
    assert not [title for title in titles if title.startswith("Intervention")]


def test_the_stage_of_a_case_led_elsewhere_keeps_the_capitals_of_a_name() -> None:
    names = [stage["name"] for stage in overview(make_case(state=State.LED_BY_MAPPA)).stages]
    assert "Under way: led by MAPPA" in names


def test_what_is_still_open_is_counted_in_tasks_that_somebody_does() -> None:
    """A timer of an intervention is nothing that anybody could finish."""
    task = makers_work.letter_at("serve")
    assert Task.objects.filter(case=task.case, finished=None, scheduled__isnull=False).exists()
    with pytest.raises(Refused, match=r"Still open: 1 task, 1 letter and 1 intervention\."):
        guards.no_open_work(task.case, timezone.now())
