"""An intervention follows its record, whoever moved it, and no branch outgrows the engine."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.core.queue import work_off
from casework.enforcement.flags import actions
from tests.browser.walks import walk
from tests.makers_cases import people_of
from tests.makers_flags import flag_of, live
from tests.makers_work import open_steps
from workflows import jobs, sweep
from workflows.models import Intervention, Task

pytestmark = pytest.mark.django_db


def ask_out(case) -> None:
    actions.request_removal(
        address_flag=flag_of(case),
        by=people_of(case).officer,
        ground="NOT_NEEDED",
        reason="It has to come out.",
    )


def test_an_intervention_follows_in_a_job_of_its_own() -> None:
    case = live()
    ask_out(case)
    assert open_steps(case) == []
    assert work_off() >= 1
    assert open_steps(case) == ["take_out"]


def test_the_job_may_run_twice() -> None:
    case = live()
    ask_out(case)
    pk = Intervention.objects.get(case=case).pk
    assert jobs.look_again(intervention=pk) == 1
    assert jobs.look_again(intervention=pk) == 0
    assert open_steps(case) == ["take_out"]


def test_a_timer_whose_moment_has_not_come_is_left_alone() -> None:
    case = live()
    pk = Intervention.objects.get(case=case).pk
    assert jobs.look_again(intervention=pk) == 0
    assert Task.objects.filter(process=pk, scheduled__isnull=False, finished=None).count() == 1


def test_a_timer_set_to_a_fixed_moment_is_asked_as_well_and_keeps_it() -> None:
    task = walk("order", "consider")
    assert jobs.look_again(intervention=task.process_id) == 0


def test_a_lost_job_is_made_good_by_the_next_moment_of_the_clock() -> None:
    """The red twin: without the job nothing follows until the timer's own moment."""
    case = live()
    ask_out(case)
    assert sweep.fire_due_timers() == 0
    assert open_steps(case) == []
    with time_machine.travel(timezone.now() + timedelta(days=200), tick=True):
        sweep.fire_due_timers()
    assert open_steps(case) == ["incident"]
