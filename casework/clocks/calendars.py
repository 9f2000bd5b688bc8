"""Which days count: bank holidays and working days of the three nations.

The days come from the `holidays` package (substitute days included). It was compared with the
list published on gov.uk, day by day, for 2012 to 2028; `tests/clocks` keeps the result. A day
proclaimed after the package was released goes into `PROCLAIMED`, with a new version number; one
that the force notes itself is handed in with the question (`Noted`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.metadata import version
from types import MappingProxyType

import holidays


class Nation(StrEnum):
    """Where a force polices; the values are those kept on the force."""

    E = "E"
    S = "S"
    N = "N"

    @property
    def label(self) -> str:
        return {"E": "England and Wales", "S": "Scotland", "N": "Northern Ireland"}[self.value]


@dataclass(frozen=True)
class Noted:
    """Days that a force noted for one nation, over what the package says: a name makes the day a
    bank holiday, None an ordinary day. `version` says which notes these are, for proofs."""

    days: Mapping[date, str | None] = field(default_factory=dict)
    version: str = ""


NOTHING = Noted()

# England and Wales share every bank holiday, so one of the two stands for both.
_SUBDIVISION = {Nation.E: "ENG", Nation.S: "SCT", Nation.N: "NIR"}

# Days that the package must not get wrong: a name adds a day, None takes one away.
# The first entry is the royal proclamation of February 2026; older releases lack it.
PROCLAIMED: dict[tuple[Nation, date], str | None] = {
    (Nation.S, date(2026, 6, 15)): "Scotland's participation in the FIFA World Cup final",
}
OVERRIDES_VERSION = 1

# One-off days are proclaimed a year or two ahead: up to here the calendar was compared with the
# published list, later days are only the standing pattern.
CHECKED_UNTIL = date(2028, 12, 31)
MONTHS_AHEAD_NEEDED = 12

# A Saturday that is a bank holiday in its own right (Banking and Financial Dealings Act 1971,
# Schedule 1), beside its substitute Monday. Any other Saturday that a substitute replaces is an
# ordinary day in law, so counting it gives the earlier, safer end of a statutory clock.
_SATURDAYS_IN_LAW = {
    Nation.E: {(12, 26)},
    Nation.S: {(1, 1), (1, 2)},
    Nation.N: {(3, 17), (12, 26)},
}
_SATURDAY, _SUNDAY = 5, 6


@cache
def calendar_version(noted_version: str = "") -> str:
    """What the answers of this module were worked out from, for proofs."""
    noted = f", noted {noted_version}" if noted_version else ""
    return f"holidays {version('holidays')}, overrides {OVERRIDES_VERSION}{noted}"


@lru_cache(maxsize=512)
def _package_days(nation: Nation, year: int) -> MappingProxyType[date, str]:
    days = holidays.country_holidays(
        "GB", subdiv=_SUBDIVISION[nation], years=year, language="en_GB"
    )
    return MappingProxyType(
        {day: name.replace("(observed)", "(substitute day)") for day, name in sorted(days.items())}
    )


def bank_holidays(nation: Nation, year: int, noted: Noted = NOTHING) -> dict[date, str]:
    """The bank holidays of `nation` in `year` by date, with their names.

    Holds both a holiday that falls on a weekend and its substitute day.
    """
    days = dict(_package_days(nation, year))
    proclaimed = {day: name for (where, day), name in PROCLAIMED.items() if where == nation}
    for day, name in (proclaimed | dict(noted.days)).items():
        if day.year != year:
            continue
        if name is None:
            days.pop(day, None)
        else:
            days[day] = name
    return dict(sorted(days.items()))


def holiday_name(day: date, nation: Nation, noted: Noted = NOTHING) -> str | None:
    """The name of the bank holiday that `day` is in `nation`, or None."""
    if day in noted.days:
        return noted.days[day]
    if (nation, day) in PROCLAIMED:
        return PROCLAIMED[nation, day]
    return _package_days(nation, day.year).get(day)


def why_not_working(day: date, nation: Nation, noted: Noted = NOTHING) -> str | None:
    """Why `day` is not a working day in `nation` ("Sunday", "Good Friday"), or None when it is."""
    if day.weekday() == _SATURDAY:
        return "Saturday"
    if day.weekday() == _SUNDAY:
        return "Sunday"
    return holiday_name(day, nation, noted)


def is_working_day(day: date, nation: Nation, noted: Noted = NOTHING) -> bool:
    """Monday to Friday and not a bank holiday in `nation`. Source: local (domain: section 2.0)."""
    return why_not_working(day, nation, noted) is None


def why_disregarded(day: date, nation: Nation, noted: Noted = NOTHING) -> str | None:
    """Why a statutory clock in hours stands still on `day`, or None when it runs.

    Sundays, Christmas Day, Good Friday and bank holidays are disregarded; Saturdays are not.
    Source: law (the 48 hours of a protection notice, Domestic Abuse Act 2021).
    """
    if day.weekday() == _SUNDAY:
        return "Sunday"
    name = holiday_name(day, nation, noted)
    if name is None or day.weekday() != _SATURDAY:
        return name
    month_and_day = (day.month, day.day)
    # Christmas Day is disregarded by name; a proclaimed Saturday is there on purpose.
    proclaimed = day in noted.days or (nation, day) in PROCLAIMED
    named = month_and_day == (12, 25) or proclaimed
    return name if named or month_and_day in _SATURDAYS_IN_LAW[nation] else None


def horizon_warning(today: date) -> str | None:
    """A sentence when the checked calendar ends less than 12 months after `today`, else None."""
    months = today.year * 12 + today.month - 1 + MONTHS_AHEAD_NEEDED
    # The checked calendar ends with a month, so counting in months is exact.
    if date(months // 12, months % 12 + 1, 1) <= CHECKED_UNTIL:
        return None
    return (
        f"The bank holiday calendar was checked only until {CHECKED_UNTIL.day} "
        f"{CHECKED_UNTIL:%B %Y}. Update the holidays package, compare it with "
        f"gov.uk/bank-holidays and move CHECKED_UNTIL in casework/clocks/calendars.py."
    )


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
