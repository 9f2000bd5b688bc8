"""What the site looks at before it starts, and what the doctor finds among interventions."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db.models import F
from django.utils import timezone
from viewflow.workflow.lock import no_lock
from viewflow.workflow.status import STATUS

from tests.makers_work import letter_at
from workflows import checks, checkup
from workflows.interventions.warning_letter import WarningLetterFlow
from workflows.models import Intervention, Task

pytestmark = pytest.mark.django_db


def test_every_flow_locks_its_process() -> None:
    assert checks.every_flow_is_locked() == []


def test_a_flow_without_its_lock_stops_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WarningLetterFlow, "lock_impl", no_lock)
    (error,) = checks.every_flow_is_locked()
    assert (error.id, "warning_letter" in error.msg) == ("workflows.E001", True)


def test_a_running_intervention_is_well() -> None:
    letter_at("authorise")
    assert list(checkup.open_interventions_have_a_next_step()) == []
    assert list(checkup.ended_interventions_have_no_open_task()) == []
    assert list(checkup.failed_jobs_are_seen()) == []
    assert list(checkup.timers_fire()) == []


def test_an_open_intervention_with_nothing_to_do_is_named() -> None:
    task = letter_at("check_contact")
    Task.objects.filter(process=task.process_id, finished=None).update(finished=F("created"))
    (problem,) = checkup.open_interventions_have_a_next_step()
    assert task.case.ref in problem


def test_a_task_left_open_after_the_end_is_named() -> None:
    task = letter_at("check_contact")
    Intervention.objects.filter(pk=task.process_id).update(finished=timezone.now())
    (problem,) = checkup.ended_interventions_have_no_open_task()
    assert task.case.ref in problem


def test_a_failed_step_that_leads_nowhere_is_named() -> None:
    task = letter_at("check_contact")
    Task.objects.filter(pk=task.pk).update(status=STATUS.ERROR)
    (problem,) = checkup.failed_jobs_are_seen()
    assert task.case.ref in problem


def test_timers_past_their_moment_are_counted() -> None:
    letter = letter_at("issue").process.letter
    with time_machine.travel(letter.authority_lapses_at + timedelta(minutes=6), tick=True):
        (problem,) = checkup.timers_fire()
    assert problem.startswith("Timers are past their moment, 1 in all")
