"""What a hand-over pack names as coming by itself: times, and no timer that waits for none."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.makers_work import letter_at
from workflows.models import Task
from workflows.waking import LONG
from workflows.worklist import pack

pytestmark = pytest.mark.django_db


def told(task: Task) -> list[str]:
    return [words for words, _ in pack._clocks(task.case, [task])]


def test_a_timer_is_named_with_the_task_that_it_belongs_to() -> None:
    task = letter_at("serve")
    assert f"Warning letter, {task.title}: Authority lapses" in told(task)


def test_a_timer_that_only_waits_for_its_record_to_move_is_left_out() -> None:
    """Its time is so far off that the pack would give a date in ten years or later."""
    task = letter_at("serve")
    timers = Task.objects.filter(case=task.case, finished=None, scheduled__isnull=False)
    assert timers.update(scheduled=timezone.now() + LONG) > 0
    assert not [words for words in told(task) if "Authority lapses" in words]
