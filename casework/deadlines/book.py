"""Which versions of rules hold and which days are noted, read from their rows once a minute.

A version holds no sooner than ten minutes after it was confirmed, so what was read a minute ago
says the same as the rows. A day that was noted counts a minute later at the latest; what was
worked out before that is found when the running deadlines are looked through.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic

from casework.clocks import NOTHING, Noted
from casework.deadlines.models import NotedDay, RuleVersion

READ_EVERY = 60.0  # seconds
# From confirming a version to the first moment at which it may hold.
NOTICE = timedelta(minutes=10)

Key = tuple[str, str]


@dataclass(frozen=True)
class Book:
    """What the rows say: versions of each rule and nation by when they hold, days by nation."""

    versions: Mapping[Key, list[RuleVersion]] = field(default_factory=dict)
    noted: Mapping[str, Noted] = field(default_factory=dict)


def version_at(name: str, nation: str, at: datetime) -> RuleVersion | None:
    """The version of the rule that holds at the aware instant `at`; None for the first."""
    versions = _open().versions.get((name, nation), [])
    place = bisect_right(versions, at, key=lambda each: each.in_force_from)
    return versions[place - 1] if place else None


def amounts(name: str) -> set[int]:
    """The amounts of every version of a rule that was confirmed."""
    versions = _open().versions
    return {row.amount for (rule, _), rows in versions.items() if rule == name for row in rows}


def noted_in(nation: str) -> Noted:
    """The days that were noted for a nation."""
    return _open().noted.get(nation, NOTHING)


def read() -> Book:
    """What the rows say now."""
    versions = RuleVersion.objects.confirmed().order_by(
        "name", "nation", "in_force_from", "version"
    )
    days = NotedDay.objects.confirmed().order_by("nation", "confirmed_at", "pk")
    return Book(
        {key: list(rows) for key, rows in groupby(versions, lambda row: (row.name, row.nation))},
        {nation: _noted(list(rows)) for nation, rows in groupby(days, lambda row: row.nation)},
    )


def forget() -> None:
    """Read the rows again when next asked."""
    global _read_at
    _read_at = None


_book = Book()
_read_at: float | None = None


def take_as_declared() -> None:
    """For a minute, answer as if nobody had entered anything: where no table can say otherwise."""
    global _book, _read_at
    _book, _read_at = Book(), monotonic()


def _open() -> Book:
    global _book, _read_at
    if _read_at is None or not 0 <= monotonic() - _read_at < READ_EVERY:
        _book, _read_at = read(), monotonic()
    return _book


def _noted(rows: list[NotedDay]) -> Noted:
    """The latest row of each day; every row that is confirmed is another version."""
    return Noted({row.day: row.holiday or None for row in rows}, str(len(rows)))
