"""The calendar against the list published on gov.uk/bank-holidays (Open Government Licence v3.0).

`published_bank_holidays.json` holds that list for 2012 to 2028 and Scotland's day of 15 June
2026, which was proclaimed in February 2026.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from casework.clocks import (
    Nation,
    bank_holidays,
    calendar_version,
    calendars,
    horizon_warning,
    is_working_day,
    why_not_working,
)

PUBLISHED = json.loads((Path(__file__).parent / "published_bank_holidays.json").read_text())
YEARS = range(2012, 2029)


def published(nation: Nation, year: int) -> set[date]:
    return {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[nation][str(year)].split()}


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("year", YEARS)
def test_weekday_holidays_are_those_published(nation, year):
    ours = {day for day in bank_holidays(nation, year) if day.weekday() < 5}
    assert ours == published(nation, year)


@pytest.mark.parametrize("nation", Nation)
def test_every_day_of_seventeen_years_is_rightly_a_working_day_or_not(nation):
    off = set().union(*(published(nation, year) for year in YEARS))
    day = date(2012, 1, 1)
    while day.year < 2029:
        assert is_working_day(day, nation) == (day.weekday() < 5 and day not in off), day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", YEARS)
def test_wales_shares_every_holiday_with_england(year):
    england = holidays.UK(subdiv="ENG", years=year)
    assert dict(england.items()) == dict(holidays.UK(subdiv="WLS", years=year).items())


@pytest.mark.parametrize(
    ("nation", "day", "name"),
    [
        ("E", date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
        ("E", date(2022, 6, 3), "Platinum Jubilee of Elizabeth II"),
        ("E", date(2026, 12, 28), "Boxing Day (substitute day)"),
        ("S", date(2026, 6, 15), "Scotland's participation in the FIFA World Cup final"),
        ("S", date(2024, 12, 2), "Saint Andrew's Day (substitute day)"),
        ("S", date(2026, 8, 3), "Summer Bank Holiday"),
        ("N", date(2026, 7, 13), "Battle of the Boyne (substitute day)"),
        ("E", date(2026, 11, 21), "Saturday"),
        ("E", date(2026, 11, 22), "Sunday"),
    ],
)
def test_a_day_off_has_its_name(nation, day, name):
    assert why_not_working(day, Nation(nation)) == name


def test_easter_monday_is_a_working_day_in_scotland_only():
    monday = date(2026, 4, 6)
    assert [nation for nation in Nation if is_working_day(monday, nation)] == [Nation.S]


def test_the_world_cup_day_is_not_a_holiday_elsewhere():
    assert is_working_day(date(2026, 6, 15), Nation.E)
    assert is_working_day(date(2026, 6, 15), Nation.N)


def test_a_proclaimed_day_is_added_and_a_moved_day_taken_away(monkeypatch):
    added, moved = date(2027, 7, 1), date(2027, 5, 3)
    monkeypatch.setattr(
        calendars, "PROCLAIMED", {(Nation.E, added): "A new reign", (Nation.E, moved): None}
    )
    assert not is_working_day(added, Nation.E)
    assert is_working_day(moved, Nation.E)
    assert added in bank_holidays(Nation.E, 2027)
    assert moved not in bank_holidays(Nation.E, 2027)
    assert is_working_day(added, Nation.S)
    assert not is_working_day(moved, Nation.S)


def test_without_the_proclaimed_days_an_older_package_would_miss_one(monkeypatch):
    monkeypatch.setattr(calendars, "_package_days", lambda nation, year: {})
    assert not is_working_day(date(2026, 6, 15), Nation.S)
    monkeypatch.setattr(calendars, "PROCLAIMED", {})
    assert is_working_day(date(2026, 6, 15), Nation.S)


def test_the_calendar_says_its_version():
    assert calendar_version() == f"holidays {holidays.__version__}, overrides 1"


def test_the_horizon_is_silent_today_and_speaks_when_a_year_is_left():
    assert horizon_warning(date(2026, 11, 22)) is None
    assert horizon_warning(date(2027, 12, 31)) is None
    warning = horizon_warning(date(2028, 1, 1))
    assert warning
    assert "31 December 2028" in warning
    assert "gov.uk/bank-holidays" in warning


def test_the_horizon_is_where_the_published_list_ends():
    last = max(max(published(nation, 2028)) for nation in Nation)
    assert last.year == calendars.CHECKED_UNTIL.year == max(int(y) for y in PUBLISHED["E"])
