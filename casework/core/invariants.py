"""What must hold in the records at any time, whoever did what (assurance: section 3).

An invariant is a function that yields the name of each row that breaks it, such as "task 17", and
nothing when it holds. It reads rows alone, trusts no log of what was done, and gives no personal
data. Rooms declare theirs in an `invariants.py` that their `AppConfig.ready` imports:

    @must_hold("I6", "No task was done twice")
    def no_task_was_done_twice() -> Iterator[str]:
        ...

`manage.py check_invariants` asks all of them, a nightly job asks them too, and tests do after
whatever they let people try. What no query can see (I4, I16 to I20: what a page, a letter or a copy
shows to whom) is held by tests of pages, letters and erasure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Rows = Callable[[], Iterable[str]]


class PromiseBroken(Exception):
    """Something that must hold does not. Names the invariants and counts, and nobody."""


@dataclass(frozen=True)
class Invariant:
    """One promise: its number in the assurance case, what is so, and which rows break it."""

    number: str
    promise: str
    broken: Rows


@dataclass(frozen=True)
class Outcome:
    """What asking one invariant found: `rows` is empty where it holds."""

    number: str
    promise: str
    rows: tuple[str, ...]


_declared: dict[str, Invariant] = {}


def must_hold(number: str, promise: str) -> Callable[[Rows], Rows]:
    """Declare an invariant. `promise` states what is so while it holds."""

    def add(broken: Rows) -> Rows:
        _declared[promise] = Invariant(number, promise, broken)
        return broken

    return add


def declared() -> list[Invariant]:
    """Every invariant, by number."""
    return sorted(_declared.values(), key=lambda one: (int(one.number[1:]), one.promise))


def outcomes() -> Iterator[Outcome]:
    """Ask every invariant, one after the other."""
    for one in declared():
        yield Outcome(one.number, one.promise, tuple(one.broken()))


def require_all() -> None:
    """Raise PromiseBroken with numbers and counts where anything that must hold does not."""
    broken = [found for found in outcomes() if found.rows]
    if broken:
        counts = ", ".join(f"{found.number} ({len(found.rows)} rows)" for found in broken)
        raise PromiseBroken(f"Broken: {counts}. See which rows: python manage.py check_invariants")
