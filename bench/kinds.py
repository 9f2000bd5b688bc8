"""A step of each kind of intervention against the raw statements of one step.

Size counts kinds, in alphabetical order: all there are, unless fewer are asked for. In each round
every kind is walked once on a new case, as its tests walk it, and what is timed are the steps
alone: the mean of `actions.complete`, each with task and user read anew, as a request does. The
floor is that of `step`: four statements that do a task and lead to the next. No paper is made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

import pytest
from django.db import connection

from bench.measure import Comparison, Side, compare
from bench.place import settled
from bench.raw_step import RawStep
from bench.step import TURNS, Ring
from casework.accounts.models import User
from tests.makers_history import WALKS
from tests.makers_paper import one_paper
from workflows import actions
from workflows.models import Task
from workflows.registry import kinds

DATABASES = ("sqlite", "postgres")
SIZE = 1_000
RAW_STEPS = 12
GOAL = "goal for the engine's own part of a step: 1.5 of the raw one, 6 statements and then 4"


def run(*, size: int, rounds: int) -> list[Comparison]:
    ring, raw, spent = Ring(RAW_STEPS), RawStep(), Spent()
    chosen = list(kinds())[:size]
    with pytest.MonkeyPatch.context() as patch:
        one_paper(patch)
        told = {kind: _statements(kind) for kind in chosen}
        settled()
        floor = Side("raw, four statements", lambda: _raw(ring, raw, spent), ring.turn)
        sides = [Side(kind, _walk(kind, spent, told[kind])) for kind in chosen]
        title = f"The mean step of each of {len(chosen)} kinds"
        return [compare(title, [floor, *sides], rounds=rounds, clock=spent, notes=[GOAL])]


class Spent:
    """A clock that stands still but for what is put on it."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def __call__(self) -> float:
        return self._seconds

    def put(self, seconds: float) -> None:
        self._seconds += seconds


def _raw(ring: Ring, raw: RawStep, spent: Spent) -> str:
    begun = time.perf_counter()
    for place in ring.places:
        raw.four(place)
    spent.put((time.perf_counter() - begun) / len(ring.places))
    return f"{len(ring.places)} steps"


def _walk(kind: str, spent: Spent, told: str) -> Callable[[], str]:
    def act() -> str:
        taken: list[float] = []
        with _steps_done_by(lambda step: taken.append(_timed(step))):
            WALKS[kind]()
        spent.put(mean(taken))
        return told

    return act


def _timed(step: Callable[[], object]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


@contextmanager
def _steps_done_by(do: Callable[[Callable[[], object]], object]) -> Iterator[None]:
    """Inside, every step of every walk is handed to `do` instead of being done at once."""
    complete = actions.complete

    def handed(*, task: Task, by: User, answers: dict[str, Any]) -> Task:
        done: list[Task] = []

        def step() -> None:
            known, user = Task.objects.get(pk=task.pk), User.objects.get(pk=by.pk)
            done.append(complete(task=known, by=user, answers=answers))

        do(step)
        return done[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "complete", handed)
        yield


@dataclass(slots=True)
class Sent:
    """What one step sent: how many statements read and write, how long the database took."""

    reads: int = 0
    writes: int = 0
    seconds: float = 0.0
    whole: float = field(default=0.0)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - begun
            if not sql.startswith(TURNS):
                is_read = sql.startswith("SELECT")
                self.reads += is_read
                self.writes += not is_read


def _statements(kind: str) -> str:
    """What the steps of a kind send, those that begin and end a transaction left out."""
    steps: list[Sent] = []

    def counted(step: Callable[[], object]) -> None:
        sent = Sent()
        with connection.execute_wrapper(sent):
            sent.whole = _timed(step)
        steps.append(sent)

    with _steps_done_by(counted):
        WALKS[kind]()
    dearest = max(steps, key=lambda sent: sent.reads + sent.writes)
    in_database = sum(sent.seconds for sent in steps) / sum(sent.whole for sent in steps)
    return (
        f"{len(steps):2} steps; {mean(sent.reads + sent.writes for sent in steps):.1f} statements, "
        f"{mean(sent.writes for sent in steps):.1f} write; at most {dearest.reads} + "
        f"{dearest.writes}; {in_database:.0%} in the database"
    )
