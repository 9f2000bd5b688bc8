"""Made-up histories for the forecast, in which the truth is known, and rows of one for its page."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import exp

from viewflow.workflow.status import STATUS

from casework.clocks import LONDON
from workflows.caseload.forecast.history import Lived, Record
from workflows.models import Task

NOW = datetime(2026, 11, 23, 9, tzinfo=LONDON)
DAY = timedelta(days=1)
# Steps whose ends come as by chance, after so many days on average; due so many days after.
MEANS = {("visit", "quick"): 4.0, ("visit", "slow"): 20.0, ("letter", "slow"): 12.0}
DUE_AFTER = 12


def a_step(pk: int, created: datetime, days: float | None, **fields: object) -> Lived:
    """One step that took so many days, or is open still."""
    finished = None if days is None else created + days * DAY
    given = {"step": ("visit", "slow"), "due": created + DUE_AFTER * DAY} | fields
    return Lived(pk=pk, created=created, finished=finished, done=finished is not None, **given)  # type: ignore[arg-type]


def world(seed: int, *, steps: int = 1500) -> Record:
    """A year of steps whose ends come by chance alone, up to NOW."""
    chance, found = random.Random(seed), []
    for pk in range(steps):
        step = chance.choice(sorted(MEANS))
        created = NOW - chance.uniform(0, 360) * DAY
        days = chance.expovariate(1 / MEANS[step])
        owner = chance.choice([None, 1, 2, 3])
        one = a_step(pk, created, days, step=step, owner=owner, since=created if owner else None)
        found.append(one if one.finished <= NOW else replace(one, finished=None, done=False))
    return Record(found, holds=[], away=[])


def truth(task: Lived, moment: datetime) -> float:
    """The chance that it is late, as only whoever made this world knows it."""
    return exp(-((task.due - moment) / DAY) / MEANS[task.step])


def cut(record: Record, moment: datetime) -> Record:
    """The record as it would have been written at that moment, whatever comes later."""
    tasks = []
    for task in record.tasks:
        if task.created <= moment:
            if task.finished and task.finished > moment:
                task = replace(task, finished=None, done=False)
            if task.since and task.since > moment:
                task = replace(task, owner=None, since=None)
            tasks.append(task)
    return Record(tasks, holds=[], away=[])


def copies(
    task: Task,
    number: int,
    *,
    created: datetime,
    finished: datetime | None = None,
    due_at: datetime | None = None,
) -> None:
    """So many more rows of a step, all made then; done, if they were, at a later instant."""
    rows: Iterable[Task] = Task.objects.bulk_create(
        Task(
            process_id=task.process_id,
            case_id=task.case_id,
            flow_task=task.flow_task,
            flow_task_type=task.flow_task_type,
            kind=task.kind,
            role=task.role,
            team_id=task.team_id,
            owner_id=task.owner_id,
            due_at=due_at or task.due_at,
            due_proof=task.due_proof,
            token=task.token,
            assigned=created,
            finished=finished,
            status=STATUS.DONE if finished else task.status,
        )
        for _ in range(number)
    )
    Task.objects.filter(pk__in=[row.pk for row in rows]).update(created=created)
