"""What a change of a rule would do: three starts, and when each is due before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from casework.clocks import LONDON, Deadline, Nation, Noted, bank_holidays, due, is_working_day
from casework.deadlines import book
from casework.deadlines.rules import DeadlineRule

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Example:
    """One start, why it was chosen, and its due time with the rule of today and as entered."""

    why: str
    start: datetime
    now: Deadline
    then: Deadline


def worked_examples(rule: DeadlineRule, amount: int, nation: str, *, today: date) -> list[Example]:
    """An ordinary day, a late hour before the next bank holiday, the night the clocks change.

    All after the local date `today`. Raises OverflowError, ValueError where an amount ends in no
    year that can be counted.
    """
    noted = book.noted_in(nation)
    before, after = rule.of(rule.amount_in(nation)), rule.of(amount)
    return [
        Example(
            why,
            start,
            due(start, before, Nation(nation), noted),
            due(start, after, Nation(nation), noted),
        )
        for why, start in starts(Nation(nation), noted, today)
    ]


def reaches_too_far(rule: DeadlineRule, amount: int, nation: str) -> bool:
    """Whether so much of it ends in no year that can be counted."""
    try:
        due(datetime(2026, 1, 1, tzinfo=LONDON), rule.of(amount), Nation(nation))
    except (OverflowError, ValueError):
        return True
    return False


def starts(nation: Nation, noted: Noted, today: date) -> list[tuple[str, datetime]]:
    """Three starts after a local date that show what a rule does, each with why."""
    tuesday = next(
        day
        for day in _days_after(today)
        if day.weekday() == 1 and is_working_day(day, nation, noted)
    )
    eve, name = _eve_of_holiday(nation, noted, today)
    changes = next(day for day in _days_after(today) if _clocks_change(day))
    return [
        ("An ordinary Tuesday", _at(tuesday, 10)),
        (f"The last working day before {name}", _at(eve, 16)),
        ("The night before the clocks change", _at(changes - _DAY, 22)),
    ]


def _days_after(day: date) -> list[date]:
    return [day + timedelta(days=each) for each in range(1, 400)]


def _eve_of_holiday(nation: Nation, noted: Noted, today: date) -> tuple[date, str]:
    """The last working day before the next bank holiday, and the name of that."""
    names = bank_holidays(nation, today.year, noted) | bank_holidays(nation, today.year + 1, noted)
    eve = None
    for day in _days_after(today):
        if is_working_day(day, nation, noted):
            eve = day
        elif eve is not None and day in names:
            return eve, names[day]
    raise LookupError("A year has no bank holiday.")


def _clocks_change(day: date) -> bool:
    return _at(day, 0).utcoffset() != _at(day, 12).utcoffset()


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LONDON)
