"""A second opinion about due times, made in another way: every minute of twenty-one years in a row.

Nothing here is shared with the product: neither its arithmetic nor its holidays, not even the time
zone library. What counts is a row of marks, one for each minute; a due time is read off where
enough of them have gone by.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np

FIRST, LAST = 2023, 2043
ORIGIN = datetime(FIRST, 1, 1, tzinfo=UTC)
MINUTES = int((datetime(LAST + 1, 1, 1, tzinfo=UTC) - ORIGIN).total_seconds()) // 60
DAY, HOUR = 24 * 60, 60
# Proclaimed for one year only.
ONCE = {
    ("E", "2023-05-08"),
    ("S", "2023-05-08"),
    ("N", "2023-05-08"),
    ("S", "2026-06-15"),
}


def minute_of(instant: datetime) -> int:
    return int((instant - ORIGIN).total_seconds()) // 60


def instant_of(minute: int, *, seconds: int = 0) -> datetime:
    return ORIGIN + timedelta(minutes=int(minute), seconds=seconds)


# --- days -----------------------------------------------------------------------------------------


def easter(year: int) -> date:
    """Easter Sunday by the rule of 1876."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    (i, k), m = divmod(c, 4), (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def nth_monday(year: int, month: int, which: int) -> date:
    mondays = [date(year, month, day) for day in range(1, 32) if _is_monday(year, month, day)]
    return mondays[which]


def _is_monday(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).weekday() == 0
    except ValueError:
        return False


def fixed_days(nation: str, year: int) -> list[date]:
    """The dated holidays of a nation, in the order in which they take the next free weekday."""
    every = [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)]
    own = {
        "E": [],
        "S": [date(year, 1, 2), date(year, 11, 30)],
        "N": [date(year, 3, 17), date(year, 7, 12)],
    }
    return sorted(every + own[nation])


def moving_days(nation: str, year: int) -> set[date]:
    days = {
        easter(year) - timedelta(days=2),
        nth_monday(year, 5, 0),
        nth_monday(year, 5, -1),
        nth_monday(year, 8, 0 if nation == "S" else -1),
    }
    if nation != "S":
        days.add(easter(year) + timedelta(days=1))
    once = {date.fromisoformat(day) for where, day in ONCE if where == nation}
    return days | {day for day in once if day.year == year}


@cache
def days_off_on_weekdays(nation: str, year: int) -> set[date]:
    """The bank holidays of Monday to Friday: in place of one on a weekend the next free weekday."""
    fixed, off = fixed_days(nation, year), moving_days(nation, year)
    off |= {day for day in fixed if day.weekday() < 5}
    for day in fixed:
        if day.weekday() >= 5:
            while day.weekday() >= 5 or day in off:
                day += timedelta(days=1)
            off.add(day)
    return off


# A Saturday that the law itself names, so that a clock of law stands still on it.
SATURDAYS = {
    "E": {(12, 25), (12, 26)},
    "S": {(1, 1), (1, 2), (12, 25)},
    "N": {(3, 17), (12, 25), (12, 26)},
}


def disregarded(nation: str, day: date) -> bool:
    named = day.weekday() == 5 and (day.month, day.day) in SATURDAYS[nation]
    return day.weekday() == 6 or named or day in days_off_on_weekdays(nation, day.year)


def working(nation: str, day: date) -> bool:
    return day.weekday() < 5 and day not in days_off_on_weekdays(nation, day.year)


# --- minutes --------------------------------------------------------------------------------------


def last_sunday(year: int, month: int) -> datetime:
    day = datetime(year, month, 31 if month in (3, 10) else 30, 1, tzinfo=UTC)
    return day - timedelta(days=(day.weekday() + 1) % 7)


@cache
def local_minutes() -> np.ndarray:
    """The local time of every minute, in minutes of a clock that began with the origin."""
    local = np.arange(MINUTES, dtype=np.int64)
    for year in range(FIRST, LAST + 1):
        summer = slice(minute_of(last_sunday(year, 3)), minute_of(last_sunday(year, 10)))
        local[summer] += HOUR
    return local


@cache
def local_days() -> np.ndarray:
    return local_minutes() // DAY


def day_number(day: date) -> int:
    return (day - ORIGIN.date()).days


@cache
def day_marks(nation: str, kind: str) -> np.ndarray:
    """For each day since the origin whether it counts."""
    counts = {
        "working": lambda day: working(nation, day),
        "law": lambda day: not disregarded(nation, day),
        "any": lambda day: True,
    }[kind]
    days = int(local_days()[-1]) + 1
    return np.array([counts(ORIGIN.date() + timedelta(days=each)) for each in range(days)])


@cache
def gone_by(nation: str, kind: str, from_hour: int = 0, to_hour: int = 24) -> np.ndarray:
    """How many minutes that count have gone by at the end of each."""
    of_day = local_minutes() % DAY
    counts = day_marks(nation, kind)[local_days()]
    counts = counts & (of_day >= from_hour * HOUR) & (of_day < to_hour * HOUR)
    return np.cumsum(counts, dtype=np.int64)


@cache
def last_minutes(nation: str, kind: str) -> np.ndarray:
    """The minutes at 23:59 local of the days that count."""
    at_the_end = local_minutes() % DAY == DAY - 1
    return np.flatnonzero(at_the_end & day_marks(nation, kind)[local_days()])


@cache
def months() -> tuple[np.ndarray, np.ndarray]:
    """For each day since the origin its month, counted through the years, and its day of month."""
    days = [ORIGIN.date() + timedelta(days=each) for each in range(int(local_days()[-1]) + 1)]
    return (
        np.array([day.year * 12 + day.month for day in days]),
        np.array([day.day for day in days]),
    )


# --- due times ------------------------------------------------------------------------------------


def after_minutes(start: int, wanted: int, gone: np.ndarray) -> datetime:
    """The end of the minute in which the last one that is wanted goes by."""
    before = gone[start - 1] if start else 0
    return instant_of(np.searchsorted(gone, before + wanted) + 1)


def by_hours(start: int, amount: int, nation: str) -> datetime:
    return instant_of(start + amount * HOUR)


def by_law(start: int, amount: int, nation: str) -> datetime:
    return after_minutes(start, amount * HOUR, gone_by(nation, "law"))


def by_office(start: int, amount: int, nation: str) -> datetime:
    return after_minutes(start, amount * HOUR, gone_by(nation, "working", 9, 17))


def by_days(start: int, amount: int, nation: str, kind: str, *, with_first: bool) -> datetime:
    ends = last_minutes(nation, kind)
    today = local_days()[start]
    first = np.searchsorted(local_days()[ends], today, side="left" if with_first else "right")
    return instant_of(ends[first + amount - 1], seconds=59)


def by_months(start: int, amount: int, nation: str) -> datetime:
    """The second before the first minute that is so many months later, or past its month."""
    month, day = months()
    today = local_days()[start]
    later = month[today] + amount
    on = np.flatnonzero((month > later) | ((month == later) & (day >= day[today])))[0]
    return instant_of(np.searchsorted(local_days(), on) - 1, seconds=59)


def by(literal: str, start: datetime, nation: str) -> datetime:
    """When the rule that `literal` names ends for a start on a whole minute of 2024 to 2032."""
    amount = int("".join(filter(str.isdigit, literal)))
    unit = literal.removeprefix(str(amount))
    minute = minute_of(start)
    if unit in ("wd", "wdb", "d", "db"):
        kind = "working" if unit.startswith("w") else "any"
        return by_days(minute, amount, nation, kind, with_first=unit.endswith("b"))
    method = {"h": by_hours, "h@dapn": by_law, "oh": by_office, "mb": by_months}[unit]
    return method(minute, amount, nation)


# --- with a clock that was stopped now and then ---------------------------------------------------

Stops = list[tuple[datetime, datetime]]
# Enough for the longest of rules with every day of the longest of pauses.
AHEAD = 500 * DAY


def running(start: int, stops: Stops) -> np.ndarray:
    """For each minute from the start on whether the clock ran in it."""
    marks = np.ones(AHEAD, dtype=bool)
    for since, until in stops:
        begin, end = (max(0, minute_of(each) - start) for each in (since, until))
        marks[begin:end] = False
    return marks


def counting(start: int, literal: str, nation: str) -> np.ndarray:
    """For each minute from the start on whether a rule in hours counts it."""
    local = local_minutes()[start : start + AHEAD]
    if literal.endswith("oh"):
        of_day = local % DAY
        open_now = (of_day >= 9 * HOUR) & (of_day < 17 * HOUR)
        return day_marks(nation, "working")[local // DAY] & open_now
    kind = "law" if literal.endswith("@dapn") else "any"
    return day_marks(nation, kind)[local // DAY]


def by_with_stops(literal: str, start: datetime, nation: str, stops: Stops) -> datetime:
    """As `by`, where the clock was stopped in the spans `stops`, all on whole minutes.

    A day counts by its last minute: if the clock ran in it, and the rule counts the day.
    """
    amount = int("".join(filter(str.isdigit, literal)))
    unit = literal.removeprefix(str(amount))
    minute = minute_of(start)
    runs = running(minute, stops)
    if unit not in ("wd", "wdb", "d", "db"):
        gone = np.cumsum(counting(minute, literal, nation) & runs)
        return instant_of(minute + np.searchsorted(gone, amount * HOUR) + 1)
    ends = last_minutes(nation, "working" if unit.startswith("w") else "any")
    ends = ends[(ends >= minute) & (ends < minute + AHEAD)]
    ends = ends[runs[ends - minute]]
    if not unit.endswith("b"):
        ends = ends[local_days()[ends] > local_days()[minute]]
    return instant_of(ends[amount - 1], seconds=59)
