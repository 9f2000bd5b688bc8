"""What happened in every intervention, step by step, as logs of processes tell it.

A case of the log is an intervention, known by its number; an activity is a step, known by its
name. No person, officer, team or text that somebody typed is in it, so it may be given to whoever
studies how the work goes. What is said is read from the rows the engine itself moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from viewflow.workflow import nodes
from viewflow.workflow.status import STATUS

from casework.cases.models import Restriction
from workflows.flow import Job, Step
from workflows.history.shape import is_boundary
from workflows.models import Intervention, Task

# Rows held in memory at a time, however long the log is.
CHUNK = 2000
# The words of the XES standard for what becomes of a step.
SCHEDULE, COMPLETE, WITHDRAW = "schedule", "complete", "withdraw"
# What somebody or something waits for; all else is passed at once and only completes.
WAITED_FOR = (Step, Job, nodes.Timer)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of the log: what became of a step, and when (UTC). `role` is asked for by a step
    of people and empty otherwise; `task` is the number of the row.
    """

    step: str
    lifecycle: str
    at: datetime
    role: str
    node: str
    task: int


@dataclass(frozen=True, kw_only=True)
class Story:
    """One intervention: its number, its kind, how it ended (empty while it goes on), its events."""

    number: int
    kind: str
    outcome: str
    finished: bool
    happenings: list[Happening]


def stories() -> Iterator[Story]:
    """Every intervention with what happened in it, in the order in which they were started.

    Read in chunks by the intervention's number; only one intervention is ever held whole.
    """
    # Nobody says who reads the log, so what only named people may know of is left out.
    hidden = Restriction.objects.standing().values("case__person")
    tasks = Task.objects.exclude(case__person__in=hidden)
    tasks = tasks.select_related("process").order_by("process_id", "pk")
    for _, of_one in groupby(tasks.iterator(chunk_size=CHUNK), key=lambda task: task.process_id):
        rows = list(of_one)
        told = [each for row in rows for each in happenings(row)]
        process: Intervention = rows[0].process
        yield Story(
            number=process.pk,
            kind=process.kind,
            outcome=process.outcome,
            finished=process.finished is not None,
            happenings=sorted(told, key=in_order),
        )


def in_order(happening: Happening) -> tuple[datetime, int, int]:
    """By time; of what happened at the same moment, a row's beginning before its end."""
    return happening.at, happening.task, happening.lifecycle != SCHEDULE


def happenings(row: Task) -> Iterator[Happening]:
    """What became of one row. A timer on a step's border is told only where it went off."""
    node = row.flow_task
    if node is None:  # of a kind that has since been retired
        return
    about: dict[str, Any] = {"step": node.name, "role": row.role, "task": row.pk}
    about["node"] = type(node).__name__
    waits = isinstance(node, WAITED_FOR) and not is_boundary(node)
    if waits:
        yield Happening(lifecycle=SCHEDULE, at=row.created.astimezone(UTC), **about)
    if row.finished is None:
        return
    at = row.finished.astimezone(UTC)
    if row.status == STATUS.DONE:
        yield Happening(lifecycle=COMPLETE, at=at, **about)
    elif waits:
        yield Happening(lifecycle=WITHDRAW, at=at, **about)
