"""The clock: authority lapses and checks run out by themselves, once, however late the sweep."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from viewflow.workflow.status import STATUS

from tests.makers_cases import people_of
from tests.makers_work import letter_at, open_steps
from workflows import sweep
from workflows.models import Intervention, Task

pytestmark = pytest.mark.django_db


def timers_of(task: Task) -> list[Task]:
    return list(Task.objects.filter(process=task.process_id, scheduled__isnull=False))


def test_an_authority_nobody_used_lapses_and_the_intervention_ends() -> None:
    task = letter_at("issue")
    lapses_at = task.process.letter.authority_lapses_at
    with time_machine.travel(lapses_at + timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 1
    ended = Intervention.objects.get(pk=task.process_id)
    assert (ended.outcome, ended.letter.state) == ("Authority lapsed", "LAPSED")
    assert open_steps(task.case) == []


def test_nothing_lapses_a_minute_early() -> None:
    task = letter_at("issue")
    lapses_at = task.process.letter.authority_lapses_at
    with time_machine.travel(lapses_at - timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 0
    assert open_steps(task.case) == ["issue"]


def test_a_sweep_that_was_down_for_a_week_acts_late_and_loses_nothing() -> None:
    task = letter_at("issue")
    lapses_at = task.process.letter.authority_lapses_at
    with time_machine.travel(lapses_at + timedelta(days=7), tick=True):
        assert sweep.fire_due_timers() == 1
        assert sweep.fire_due_timers() == 0


def test_a_step_done_in_time_takes_its_timer_with_it() -> None:
    task = letter_at("serve")
    issue = next(each for each in timers_of(task) if each.flow_task.name == "issue__timeout")
    assert issue.finished is not None
    assert issue.status == STATUS.CANCELED


def test_each_step_after_the_authority_carries_the_timer_of_its_end() -> None:
    task = letter_at("serve")
    waiting = [each for each in timers_of(task) if each.finished is None]
    # What was served in the last hour may be written down for a day more.
    ends = task.process.letter.authority_lapses_at + timedelta(hours=24)
    assert [each.scheduled for each in waiting] == [ends]


def test_one_timer_that_fails_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = letter_at("issue"), letter_at("issue")
    fire = sweep._fire

    def fail_for_one(task: Task) -> int:
        if task.process_id == one.process_id:
            raise RuntimeError("1 Mill Lane")
        return fire(task)

    monkeypatch.setattr(sweep, "_fire", fail_for_one)
    later = max(each.process.letter.authority_lapses_at for each in (one, other))
    with time_machine.travel(later + timedelta(minutes=1), tick=True):
        assert sweep.fire_due_timers() == 1
    assert open_steps(other.case) == []
    assert open_steps(one.case) == ["issue"]
    assert "RuntimeError" in caplog.text
    assert "Mill Lane" not in caplog.text


def test_a_timer_fires_once_though_two_sweeps_saw_it() -> None:
    """Each looks again under the lock before it fires."""
    task = letter_at("issue")
    timer = next(each for each in timers_of(task) if each.finished is None)
    lapses_at = task.process.letter.authority_lapses_at
    with time_machine.travel(lapses_at + timedelta(minutes=1), tick=True):
        assert sweep._fire(Task.objects.get(pk=timer.pk)) == 1
        assert sweep._fire(timer) == 0


def test_overdue_is_read_from_the_due_time_whether_or_not_a_sweep_runs() -> None:
    task = letter_at("check_contact")
    assert task.due_at is not None
    officer = people_of(task.case).officer
    with time_machine.travel(task.due_at + timedelta(minutes=1), tick=True):
        late = Task.objects.open().filter(owner=officer, due_at__lt=timezone.now())
        assert [each.pk for each in late] == [task.pk]
