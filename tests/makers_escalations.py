"""Tasks whose deadline passes, and what was sent of it, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

import time_machine
from django.db import connection, transaction

from casework.accounts.models import User
from tests.makers_cases import people_of
from tests.makers_work import letter_at
from workflows.models import Escalation, Notice, Rung, Task

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


def a_task() -> Task:
    """An officer's task, whose team has a supervisor and whose force a manager."""
    task = letter_at("check_contact")
    people = people_of(task.case)
    assert len({people.officer, people.supervisor, people.manager}) == 3
    return task


def ladder(task: Task) -> dict[str, Escalation]:
    return {row.rung: row for row in Escalation.objects.filter(task=task)}


def told(task: Task, rung: Rung) -> list[User]:
    notices = Notice.objects.filter(escalation__task=task, escalation__rung=rung)
    return [notice.recipient for notice in notices.order_by("recipient")]


def sql(statement: str, *values: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def at(moment: datetime | None, *, after: timedelta = timedelta()) -> time_machine.travel:
    assert moment is not None
    return time_machine.travel(moment + after, tick=False)
