"""What is wrong with this machine or this database, in words, each with what to do.

A check is a function that yields one sentence per problem, and nothing when all is well. Rooms
add theirs with the decorator `register`, in a module that their `AppConfig.ready` imports:

    @register("Every open case has an owner")
    def open_cases_have_owners() -> Iterator[str]:
        ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

Check = Callable[[], Iterable[str]]


class Stage(IntEnum):
    """Checks run in this order; where one stage fails, the later ones have nothing to stand on."""

    MACHINE = 1
    DATABASE = 2
    RECORDS = 3


@dataclass(frozen=True)
class Registered:
    title: str
    check: Check
    stage: Stage


@dataclass(frozen=True)
class Finding:
    """What one check found. `title` says how it should be; `problems` what is not so."""

    title: str
    problems: tuple[str, ...]


_registered: dict[str, Registered] = {}


def register(title: str, *, stage: Stage = Stage.RECORDS) -> Callable[[Check], Check]:
    """Add a check to the doctor's round. `title` states what is so when all is well."""

    def add(check: Check) -> Check:
        _registered[title] = Registered(title, check, stage)
        return check

    return add


def registered() -> list[Registered]:
    """Every check, in the order in which they run."""
    return sorted(_registered.values(), key=lambda one: (one.stage, one.title))


def examine() -> Iterator[Finding]:
    """Make every check. Where the database is not usable, what needs it is left out."""
    database_is_well = True
    for one in registered():
        if one.stage > Stage.DATABASE and not database_is_well:
            continue
        finding = Finding(one.title, _problems(one.check))
        if one.stage == Stage.DATABASE and finding.problems:
            database_is_well = False
        yield finding


def _problems(check: Check) -> tuple[str, ...]:
    try:
        return tuple(check())
    except Exception as error:  # a check that breaks is itself a thing wrong with the machine
        return (f"This could not be checked ({type(error).__name__}): {error}",)
