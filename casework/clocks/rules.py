"""A deadline rule as data: how much of what, by whose authority, ending when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class Kind(StrEnum):
    HOURS = "hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS_BEGINNING_WITH = "months_beginning_with"


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
    day. `disregards` is for hours only: the clock stands still on Sundays, Christmas Day, Good
    Friday and bank holidays. `version` is put up whenever the rule is changed.

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

    def __post_init__(self) -> None:
        # Plain strings are welcome ("hours"), unknown ones are not.
        for name, choices in _CHOICES.items():
            object.__setattr__(self, name, choices(getattr(self, name)))
        if self.amount < 1:
            raise ValueError("A deadline rule needs an amount of at least 1.")
        if self.disregards and self.kind != Kind.HOURS:
            raise ValueError("Only a rule in hours can disregard days.")

    @property
    def in_words(self) -> str:
        """Such as "5 working days" or "3 calendar days beginning with the first"."""
        unit = {
            Kind.HOURS: "hour",
            Kind.WORKING_DAYS: "working day",
            Kind.CALENDAR_DAYS: "calendar day",
            Kind.MONTHS_BEGINNING_WITH: "month",
        }[self.kind]
        text = f"{self.amount} {unit}{'' if self.amount == 1 else 's'}"
        if self.disregards:
            text += ", not counting Sundays, Christmas Day, Good Friday and bank holidays"
        if self.kind == Kind.MONTHS_BEGINNING_WITH or self._begins_with_start_day:
            text += ", beginning with the first day"
        return text

    @property
    def _begins_with_start_day(self) -> bool:
        counts_days = self.kind in (Kind.WORKING_DAYS, Kind.CALENDAR_DAYS)
        return counts_days and self.counting == Counting.BEGINNING_WITH

    def as_json(self) -> dict[str, Any]:
        """Plain values that `from_json` turns back into an equal rule."""
        return {
            name: str(value) if isinstance(value, StrEnum) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        return cls(**values)


_CHOICES: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "source": Source,
    "counting": Counting,
    "ends": Ends,
}


def hours(amount: int, **more: Any) -> Rule:
    """A rule in clock hours."""
    return Rule(kind=Kind.HOURS, amount=amount, **more)


def working_days(amount: int, **more: Any) -> Rule:
    """A rule in working days, ending at the end of the last one unless told otherwise."""
    return Rule(kind=Kind.WORKING_DAYS, amount=amount, **more)


def calendar_days(amount: int, **more: Any) -> Rule:
    """A rule in days of any kind, ending at the end of the last one unless told otherwise."""
    return Rule(kind=Kind.CALENDAR_DAYS, amount=amount, **more)


def months_beginning_with(amount: int, **more: Any) -> Rule:
    """A rule in months that begin with the start day: 3 months from 1 January end 31 March."""
    return Rule(kind=Kind.MONTHS_BEGINNING_WITH, amount=amount, **more)
