"""Every change asks for an assessment in its time (domain: section 3.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.cases import actions as cases
from casework.cases.models import ChangeKind, State
from casework.cases.numbers import ASSESS_AFTER_CHANGE, assess_due
from casework.core.errors import Refused
from casework.core.queue import work_off
from tests.makers_cases import assess, make_case, people_of, suspend
from tests.makers_reassessment import (
    a_day_late,
    assesses,
    at,
    does,
    late_and_assessed,
    something_changes,
    steps,
    waiting,
)
from tests.makers_work import start
from workflows import actions
from workflows.interventions import reassessment
from workflows.models import Intervention

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ChangeKind.values)
def test_each_kind_of_change_makes_its_task_in_its_own_time(kind: str) -> None:
    case = make_case()
    change = something_changes(case, kind)
    (task,) = waiting(case)
    assert task.due_at == assess_due(change).due_at
    assert ASSESS_AFTER_CHANGE[ChangeKind(kind)].name == task.due_proof["rule"]["name"]
    assert task.owner == people_of(case).officer


def test_what_another_room_found_makes_a_task_under_the_owners_name() -> None:
    case = make_case()
    cases.hear_of_change(case=case, by=None, kind=ChangeKind.RECALLED, note="Recalled to prison.")
    (task,) = waiting(case)
    assert task.process.started_by == people_of(case).officer


def test_a_case_that_nobody_answers_for_yet_makes_none() -> None:
    case = make_case(state=State.TRIAGE)
    cases.hear_of_change(case=case, by=None, kind=ChangeKind.REPORT, note="A report came.")
    assert waiting(case) == []


def test_a_later_change_that_leaves_more_time_is_answered_by_the_task_that_is_open() -> None:
    case = make_case()
    something_changes(case, ChangeKind.RELEASED)
    something_changes(case, ChangeKind.ADDRESS)
    assert steps(case) == ["assess"]


def test_one_that_leaves_less_time_makes_its_own_and_moves_no_due_time() -> None:
    case = make_case()
    something_changes(case, ChangeKind.ADDRESS)
    (first,) = waiting(case)
    something_changes(case, ChangeKind.RELEASED)
    sooner, later = waiting(case)
    assert later.due_at == first.due_at
    assert sooner.due_at < first.due_at


def test_without_looking_for_an_open_one_each_change_would_make_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reassessment, "is_covered", lambda *_: False)
    with pytest.raises(AssertionError):
        test_a_later_change_that_leaves_more_time_is_answered_by_the_task_that_is_open()


def test_signing_it_is_the_end_and_sets_the_next_review() -> None:
    case = make_case()
    something_changes(case)
    assesses(case, "HIGH")
    work_off()
    case.refresh_from_db()
    assert case.assess_by is None
    assert case.assessments.latest("pk").band == "HIGH"
    assert waiting(case) == []
    assert Intervention.objects.get(case=case).outcome == "Assessed"


def test_an_assessment_signed_on_the_page_of_the_case_ends_all_of_them() -> None:
    case = make_case()
    something_changes(case, ChangeKind.ADDRESS)
    something_changes(case, ChangeKind.RELEASED)
    assess(case)
    work_off()
    assert waiting(case) == []
    assert {each.outcome for each in Intervention.objects.filter(case=case)} == {"Assessed"}


def test_one_signed_before_the_change_ends_nothing() -> None:
    case = make_case()
    assess(case)
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=True):
        something_changes(case)
        work_off()
        at(timezone.now() + timedelta(hours=1))
        assert steps(case) == ["assess"]


def test_a_late_one_is_the_supervisors_at_once_and_the_managers_a_day_later() -> None:
    case = make_case()
    limit = assess_due(something_changes(case)).due_at
    at(limit - timedelta(minutes=1))
    assert steps(case) == ["assess"]
    at(limit + timedelta(minutes=1))
    assert sorted(steps(case)) == ["assess", "chase"]
    at(limit + timedelta(hours=24, minutes=1))
    roles = {task.flow_task.name: task.role for task in waiting(case)}
    assert roles == {"assess": "OFFICER", "chase": "SUPERVISOR", "chase_again": "MANAGER"}


def test_the_leads_say_what_was_done_and_the_assessment_stays_open() -> None:
    case = make_case()
    something_changes(case)
    a_day_late(case)
    does(case, "chase", by=people_of(case).supervisor, reason="It is to be done today.")
    assert sorted(steps(case)) == ["assess", "chase_again"]


def test_once_assessed_nobody_is_asked_any_more_why_it_is_late() -> None:
    case = make_case()
    something_changes(case)
    a_day_late(case)
    assesses(case)
    assert waiting(case) == []


def test_the_whole_of_a_late_one_ends_assessed() -> None:
    late_and_assessed()
    assert Intervention.objects.get().outcome == "Assessed"


def test_nobody_starts_one_and_nobody_stops_it_while_the_case_is_under_way() -> None:
    case = make_case()
    with pytest.raises(Refused, match="on the page of the case"):
        start("reassessment", case)
    something_changes(case)
    (task,) = waiting(case)
    with pytest.raises(Refused, match="has to be assessed"):
        actions.cancel(intervention=task.process, by=people_of(case).supervisor, reason="No time.")
    suspend(case)
    actions.cancel(intervention=task.process, by=people_of(case).supervisor, reason="In prison.")
    assert waiting(case) == []


def test_a_change_within_a_step_is_kept_with_it_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case()

    def fails(**_: object) -> None:
        raise RuntimeError("no more room")

    monkeypatch.setattr(actions, "start_reassessment", fails)
    with pytest.raises(RuntimeError):
        something_changes(case)
    assert not case.changes.exists()


def test_whoever_assesses_or_chases_reads_what_changed_and_what_was_thought_before(
    client: Client,
) -> None:
    case = make_case()
    people = people_of(case)
    assess(case, "MEDIUM")
    something_changes(case)
    a_day_late(case)
    whose = {
        "assess": people.officer,
        "chase": people.supervisor,
        "chase_again": people.manager,
    }
    for task in waiting(case):
        client.force_login(whose[task.flow_task.name])
        page = client.get(reverse("workflows:task", args=[task.pk])).content.decode()
        assert "Released from custody" in page
        assert "Told by the custody desk." in page
        assert "The assessment before" in page
    client.force_login(people.officer)
    page = client.get(reverse("cases:risk", args=[case.slug])).content.decode()
    assert "Told by the custody desk." in page
    assesses(case)
    page = client.get(reverse("cases:risk", args=[case.slug])).content.decode()
    assert "Told by the custody desk." not in page
