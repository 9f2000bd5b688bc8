"""Pauses of the clock of a task, for tests: on Monday 7 September 2026, unless told otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from casework.accounts.models import User
from casework.clocks import LONDON
from casework.core.invariants import declared
from tests.makers_cases import people_of
from workflows import actions
from workflows.models import Pause, Task

WHY = "The landlord is in hospital."
# A task that asks for 3 working days is due at the end of Thursday.
A_MONDAY = datetime(2026, 9, 7, 10, tzinfo=LONDON)
A_DAY = timedelta(days=1)


def pause(task: Task, *, by: User | None = None, **changes: Any) -> Pause:
    by = by or people_of(task.case).supervisor
    return actions.pause_clock(task=task, by=by, **{"days": 3, "reason": WHY} | changes)


def end(task: Task, *, by: User | None = None, **changes: Any) -> Pause:
    by = by or people_of(task.case).supervisor
    return actions.end_pause(task=task, by=by, **{"reason": "He is home again."} | changes)


def as_it_is(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def due_on(task: Task) -> str:
    due_at = as_it_is(task).due_at
    assert due_at is not None
    return f"{due_at.astimezone(LONDON):%a %d %H:%M:%S}"


def minutes_from(task: Task, expected: datetime) -> int:
    due_at = as_it_is(task).due_at
    assert due_at is not None
    return round((due_at - expected) / timedelta(minutes=1))


def broken() -> dict[str, list[str]]:
    found = {each.promise: list(each.broken()) for each in declared() if each.number == "I10"}
    return {promise: rows for promise, rows in found.items() if rows}
