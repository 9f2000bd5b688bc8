"""A deadline rule as data: how much of what, by whose authority, ending when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any, Self

MINUTES_A_DAY = 24 * 60


class Kind(StrEnum):
    HOURS = "hours"
    OFFICE_HOURS = "office_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS_BEGINNING_WITH = "months_beginning_with"
    OFFSET_FROM_EVENT = "offset_from_event"
    HOURS_FROM_EVENT = "hours_from_event"


class Source(StrEnum):
    """Who set the period. A `LAW` rule never pauses and is changed by two people."""

    LAW = "law"
    GUIDANCE = "guidance"
    LOCAL = "local"


class Counting(StrEnum):
    """Which day is day one."""

    DAY_AFTER = "day_after"
    BEGINNING_WITH = "beginning_with"


class Ends(StrEnum):
    """When on the last day the period ends, in local time."""

    END_OF_DAY = "end_of_day"  # 23:59:59
    SAME_TIME = "same_time"  # the time of day at which it started


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One deadline rule.

    `amount` is counted in what `kind` says. `counting` and `ends` matter to the two kinds of
    days; hours end to the second, months always begin with the start day and end at the end of a
    day. An offset is in minutes before (negative) or after an event: its whole days are days of
    the calendar, at the event's own time of day, what is left is by the clock. Hours from an event
    are all by the clock, before (negative) or after it. `disregards` is for hours only: the clock
    stands still on Sundays, Christmas Day, Good Friday and bank holidays.
    Office hours run on working days from `opens` until `closes`, local time, and stand still
    otherwise. With a `cut_off`, which is for the two kinds of days, what starts after that time of
    day is taken to have started the next day; in working days, what starts on a day off as well.
    `name` is what the rule is called in the product, and `version` is put up whenever it changes.

    Raises ValueError for a rule that cannot be worked out.
    """

    kind: Kind
    amount: int
    source: Source = Source.LOCAL
    citation: str = ""
    version: int = 1
    counting: Counting = Counting.DAY_AFTER
    ends: Ends = Ends.END_OF_DAY
    disregards: bool = False
    opens: time | None = None
    closes: time | None = None
    cut_off: time | None = None
    name: str = ""

    def __post_init__(self) -> None:
        # Plain strings are welcome ("hours"), unknown ones are not.
        for name, choices in _CHOICES.items():
            object.__setattr__(self, name, choices(getattr(self, name)))
        for name in _TIMES:
            if isinstance(written := getattr(self, name), str):
                object.__setattr__(self, name, time.fromisoformat(written))
        self._check()

    def _check(self) -> None:
        if self.amount < 1 and self.kind not in FROM_AN_EVENT:
            raise ValueError("A deadline rule needs an amount of at least 1.")
        if self.disregards and self.kind != Kind.HOURS:
            raise ValueError("Only a rule in hours can disregard days.")
        if self.cut_off is not None and self.kind not in _IN_DAYS:
            raise ValueError("Only a rule in days can have a cut-off time.")
        if (self.kind == Kind.OFFICE_HOURS) != (self.opens is not None or self.closes is not None):
            raise ValueError("Office hours need opening times, and nothing else has any.")
        if self.kind == Kind.OFFICE_HOURS and not (
            self.opens is not None and self.closes is not None and self.opens < self.closes
        ):
            raise ValueError("An office opens before it closes.")

    @property
    def in_words(self) -> str:
        """Such as "5 working days" or "3 calendar days beginning with the first"."""
        if self.kind == Kind.OFFSET_FROM_EVENT:
            return offset_in_words(self.amount)
        if self.kind == Kind.HOURS_FROM_EVENT:
            return hours_away_in_words(self.amount)
        unit = {
            Kind.HOURS: "hour",
            Kind.OFFICE_HOURS: "office hour",
            Kind.WORKING_DAYS: "working day",
            Kind.CALENDAR_DAYS: "calendar day",
            Kind.MONTHS_BEGINNING_WITH: "month",
        }[self.kind]
        text = f"{self.amount} {unit}{'' if self.amount == 1 else 's'}"
        if self.disregards:
            text += ", not counting Sundays, Christmas Day, Good Friday and bank holidays"
        if self.kind == Kind.MONTHS_BEGINNING_WITH or self._begins_with_start_day:
            text += ", beginning with the first day"
        if self.opens is not None and self.closes is not None:
            text += f", from {clock_time(self.opens)} to {clock_time(self.closes)} on working days"
        if self.cut_off is not None:
            text += f", what comes after {clock_time(self.cut_off)} counted as of the next day"
        return text

    @property
    def _begins_with_start_day(self) -> bool:
        return self.kind in _IN_DAYS and self.counting == Counting.BEGINNING_WITH

    def as_json(self) -> dict[str, Any]:
        """Plain values that `from_json` makes an equal rule of; what is not set is left out."""
        return {
            name: value if isinstance(value, int) else str(value)
            for name, value in vars(self).items()
            if value not in (None, "")
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        return cls(**values)


def clock_time(at: time) -> str:
    """A local time of day in words: "5pm", "7:40pm", "midday", "midnight"."""
    if (at.hour, at.minute) == (0, 0):
        return "midnight"
    if (at.hour, at.minute) == (12, 0):
        return "midday"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def offset_in_words(minutes: int) -> str:
    """Such as "2 days before the event", "1 day and 2 hours after the event starts"."""
    if not minutes:
        return "when the event starts"
    days, rest = divmod(abs(minutes), MINUTES_A_DAY)
    hours_left, minutes_left = divmod(rest, 60)
    counted = ((days, "day"), (hours_left, "hour"), (minutes_left, "minute"))
    parts = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counted if count]
    return (
        f"{' and '.join(parts)} {'before the event' if minutes < 0 else 'after the event starts'}"
    )


def hours_away_in_words(hours: int) -> str:
    """Such as "24 hours by the clock before the event", "when the event starts"."""
    if not hours:
        return offset_in_words(0)
    side = "before the event" if hours < 0 else "after the event starts"
    return f"{abs(hours)} hour{'' if abs(hours) == 1 else 's'} by the clock {side}"


_CHOICES: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "source": Source,
    "counting": Counting,
    "ends": Ends,
}
_TIMES = ("opens", "closes", "cut_off")
_IN_DAYS = (Kind.WORKING_DAYS, Kind.CALENDAR_DAYS)
FROM_AN_EVENT = (Kind.OFFSET_FROM_EVENT, Kind.HOURS_FROM_EVENT)


def hours(amount: int, **more: Any) -> Rule:
    """A rule in clock hours."""
    return Rule(kind=Kind.HOURS, amount=amount, **more)


def office_hours(amount: int, *, opens: time, closes: time, **more: Any) -> Rule:
    """A rule in hours that run only on working days between these local times."""
    return Rule(kind=Kind.OFFICE_HOURS, amount=amount, opens=opens, closes=closes, **more)


def working_days(amount: int, **more: Any) -> Rule:
    """A rule in working days, ending at the end of the last one unless told otherwise."""
    return Rule(kind=Kind.WORKING_DAYS, amount=amount, **more)


def calendar_days(amount: int, **more: Any) -> Rule:
    """A rule in days of any kind, ending at the end of the last one unless told otherwise."""
    return Rule(kind=Kind.CALENDAR_DAYS, amount=amount, **more)


def months_beginning_with(amount: int, **more: Any) -> Rule:
    """A rule in months that begin with the start day: 3 months from 1 January end 31 March."""
    return Rule(kind=Kind.MONTHS_BEGINNING_WITH, amount=amount, **more)


def offset_from_event(minutes: int, **more: Any) -> Rule:
    """A rule in minutes before (negative) or after the start of an event."""
    return Rule(kind=Kind.OFFSET_FROM_EVENT, amount=minutes, **more)


def hours_from_event(amount: int, **more: Any) -> Rule:
    """A rule in hours of the clock before (negative) or after an event."""
    return Rule(kind=Kind.HOURS_FROM_EVENT, amount=amount, **more)
