"""Notices of somebody whose task is overdue, and a calendar feed, for the browser tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from tests.makers_cases import People
from workflows import actions
from workflows.models import Escalation, Task


def pages(sample: Callable[..., Any], people: People) -> dict[str, list[Any]]:
    """What to visit of each route."""
    officer = people.officer
    task = Task.objects.open().filter(owner=officer).order_by("due_at", "pk")[0]
    assert task.due_at is not None
    with time_machine.travel(task.due_at + timedelta(hours=1), tick=False):
        late = Escalation.objects.late(timezone.now()).filter(task=task)
        actions.escalate(escalations=list(late.values_list("pk", flat=True)))
    feed = {"token": actions.make_feed(by=officer)}
    return {
        "workflows:notices": [sample(about="some new", user=officer)],
        "workflows:calendar": [sample(about="with a feed", user=officer)],
        "workflows:feed": [sample(arguments=feed)],
    }
