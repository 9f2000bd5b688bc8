"""What working out a due time with its proof costs of one step, and what storing it does.

Size counts cases, as in `step`: in each round every side completes one task of each, which leads to
another one with a due time and its ladder. The base finds its due time ready and stores no proof.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bench.measure import Comparison, Side, compare
from bench.place import settled
from bench.step import Ring
from casework.clocks import Deadline, Nation, Rule
from casework.clocks.calendars import NOTHING, Noted, why_not_working
from casework.clocks.deadlines import _work_out
from casework.deadlines import rules
from workflows.models import Task

DATABASES = ("sqlite", "postgres")
SIZE = 12
GOAL = "goal: a proof costs under 10% of a step"

Due = Callable[..., Deadline]


def run(*, size: int, rounds: int) -> list[Comparison]:
    ring = Ring(size)
    settled()
    ways = {"due time ready": _ready, "worked out, no proof": _no_proof, "as it is": rules.due}
    sides = [Side(name, _each(ring, way), ring.turn) for name, way in ways.items()]
    measured = compare(f"One step of each of {size:,} cases", sides, rounds=rounds)
    measured.notes = [GOAL, _told()]
    return [measured]


def _each(ring: Ring, due: Due) -> Callable[[], str]:
    def act() -> str:
        with _due_by(due):
            for place in ring.places:
                ring.complete(place)
        return f"{len(ring.places):,} steps"

    return act


@contextmanager
def _due_by(due: Due) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "due", due)
        yield


def _ready(start: datetime, *_: Any) -> Deadline:
    return Deadline(start + timedelta(days=5), {})


def _no_proof(
    start: datetime, rule: Rule, nation: Nation, noted: Noted = NOTHING, *_: Any
) -> Deadline:
    def why_not(day: date) -> str | None:
        return why_not_working(day, nation, noted)

    due_at, _ = _work_out(start.astimezone(UTC), rule, why_not, ())
    return Deadline(due_at, {})


def _told() -> str:
    """How long the proof of the newest task is, as it is stored."""
    proof = Task.objects.filter(due_at__isnull=False).exclude(due_proof={}).latest("pk").due_proof
    return f"a proof is {len(json.dumps(proof)):,} bytes of JSON"
