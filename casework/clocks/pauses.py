"""When a clock stood still: spans of time that are not counted towards a due time.

Only what the force sets itself can stand still, and only where there is time to leave out: a rule
of law or guidance never pauses, and neither months nor the moment of an event can.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Self

from casework.clocks.rules import Kind, Rule, Source

# What can be counted with something left out.
PAUSABLE = (Kind.HOURS, Kind.OFFICE_HOURS, Kind.WORKING_DAYS, Kind.CALENDAR_DAYS)
NOT_LOCAL = "Only a time that the force sets itself can be paused."
NOT_COUNTED = "Months, and times that belong to an event, cannot be paused."


@dataclass(frozen=True)
class Pause:
    """The clock stands still from `begins` until `ends`, both aware; kept in UTC.

    Raises ValueError where either has no time zone, or where it ends no later than it begins.
    """

    begins: datetime
    ends: datetime

    def __post_init__(self) -> None:
        for name in ("begins", "ends"):
            instant: datetime = getattr(self, name)
            if instant.tzinfo is None:
                raise ValueError("A pause is between instants with a time zone.")
            object.__setattr__(self, name, instant.astimezone(UTC))
        if self.ends <= self.begins:
            raise ValueError("A pause ends after it begins.")

    def as_json(self) -> dict[str, str]:
        return {"from": self.begins.isoformat(), "to": self.ends.isoformat()}

    @classmethod
    def from_json(cls, values: dict[str, str]) -> Self:
        begins, ends = (datetime.fromisoformat(values[name]) for name in ("from", "to"))
        return cls(begins, ends)


Pauses = Sequence[Pause]


def why_never_paused(rule: Rule) -> str | None:
    """Why a time by this rule cannot be paused, or None. Source: local (domain: section 2.13)."""
    if rule.source != Source.LOCAL:
        return NOT_LOCAL
    return None if rule.kind in PAUSABLE else NOT_COUNTED


def checked(pauses: Pauses, rule: Rule) -> tuple[Pause, ...]:
    """The pauses that a time by `rule` is counted with.

    Raises ValueError where the rule can have none, or where they overlap or are out of order.
    """
    if pauses and (why_not := why_never_paused(rule)):
        raise ValueError(why_not)
    if any(later.begins < earlier.ends for earlier, later in pairwise(pauses)):
        raise ValueError("Pauses come one after the other and never overlap.")
    return tuple(pauses)


def pauses_in(proof: dict[str, Any]) -> tuple[Pause, ...]:
    """The pauses that a proof was counted with; one from before there were any has none."""
    return tuple(Pause.from_json(each) for each in proof.get("pauses", ()))


def stood_still_until(instant: datetime, pauses: Pauses) -> bool:
    """Whether the clock stood still just before `instant`, so that what ends then did not count."""
    return any(pause.begins < instant <= pause.ends for pause in pauses)


def pieces(
    begins: datetime, ends: datetime, pauses: Pauses
) -> Iterator[tuple[datetime, datetime, bool]]:
    """The time between two instants in UTC, cut where a pause begins or ends: from when, until
    when, and whether the clock stood still in it."""
    at = begins
    for pause in pauses:
        still_from, still_to = max(at, pause.begins), min(ends, pause.ends)
        if still_from >= still_to:
            continue
        if at < still_from:
            yield at, still_from, False
        yield still_from, still_to, True
        at = still_to
    if at < ends:
        yield at, ends, False
