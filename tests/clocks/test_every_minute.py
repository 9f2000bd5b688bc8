"""Due times against a second opinion: a stored table of 5,000, and a million with `--full`.

`python -m tests.clocks.reference_table` writes the table anew, from the second opinion alone.
"""

from __future__ import annotations

import csv
import json
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from casework.clocks import Nation, bank_holidays, calendars, deadlines, due, rule_from
from tests.clocks import every_minute
from tests.clocks.reference_table import TABLE, UNITS, drawn

PUBLISHED = Path(__file__).with_name("published_bank_holidays.json")


def rows() -> list[dict[str, str]]:
    with TABLE.open(newline="") as file:
        return list(csv.DictReader(file))


def of_product(rule: str, start: datetime, nation: str) -> datetime:
    return due(start, rule_from(rule), Nation(nation)).due_at


def differing(table: list[dict[str, str]]) -> list[dict[str, str]]:
    return [
        row
        for row in table
        if of_product(row["rule"], datetime.fromisoformat(row["start"]), row["nation"])
        != datetime.fromisoformat(row["due"])
    ]


def test_five_thousand_due_times_agree_with_the_table() -> None:
    table = rows()
    assert len(table) == 5_000
    assert {row["nation"] for row in table} == set(Nation)
    assert {row["start"][:4] for row in table} == {str(year) for year in range(2024, 2033)}
    assert {row["rule"].lstrip("0123456789") for row in table} == set(UNITS)
    assert differing(table) == []


def test_the_table_is_what_the_second_opinion_says() -> None:
    for row in random.Random(5).sample(rows(), 400):
        start = datetime.fromisoformat(row["start"])
        found = every_minute.by(row["rule"], start, row["nation"])
        assert found == datetime.fromisoformat(row["due"]), row


def test_the_second_opinion_knows_the_published_days() -> None:
    """Its own holidays, from rules of its own, against the list the government has published."""
    published = json.loads(PUBLISHED.read_text())
    for nation, years in published.items():
        for year in range(every_minute.FIRST, 2029):
            told = {date.fromisoformat(f"{year}-{day}") for day in years[str(year)].split()}
            found = every_minute.days_off_on_weekdays(nation, year)
            assert found == told, (nation, year)


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("year", range(2024, 2033))
def test_both_call_the_same_weekdays_days_off(nation: Nation, year: int) -> None:
    ours = {day for day in bank_holidays(nation, year) if day.weekday() < 5}
    assert ours == every_minute.days_off_on_weekdays(nation, year)


@pytest.mark.full
@pytest.mark.parametrize("part", range(4))
def test_a_million_due_times_agree(part: int) -> None:
    chance = random.Random()
    for _ in range(250_000):
        rule, start, nation = drawn(chance)
        assert of_product(rule, start, nation) == every_minute.by(rule, start, nation), (
            rule,
            start,
            nation,
        )


# --- red twins: each mistake below shows in the table ---------------------------------------------


def test_with_english_days_for_all_the_table_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    known = calendars.holiday_name
    monkeypatch.setattr(calendars, "holiday_name", lambda day, *_: known(day, Nation.E))
    assert {row["nation"] for row in differing(rows())} == {"S", "N"}


def test_with_days_counted_in_utc_the_table_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "LONDON", UTC)
    assert differing(rows())


def test_where_saturdays_stand_still_as_well_the_table_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deadlines, "why_disregarded", calendars.why_not_working)
    assert {row["rule"].lstrip("0123456789") for row in differing(rows())} == {"h@dapn"}


def test_where_a_month_ends_on_its_own_day_the_table_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = deadlines._same_day_months_on
    monkeypatch.setattr(
        deadlines, "_same_day_months_on", lambda *given: known(*given) + timedelta(days=1)
    )
    assert {row["rule"].lstrip("0123456789") for row in differing(rows())} == {"mb"}
