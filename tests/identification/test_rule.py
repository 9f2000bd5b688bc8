"""The threshold rule as a statement: what counts, and at which day a window begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.identification import rule
from casework.identification.rule import HAMPSHIRE, Row, Tally, tally, why_left_out, window_to

RUN_DATE = date(2026, 11, 22)
WINDOW = window_to(RUN_DATE, HAMPSHIRE.window_years)
OFFENCE = Row(
    suspect="S1",
    victim="V1",
    occurrence_no="O1",
    crime_ref="C1",
    record_type="CRIME",
    relationship="EX",
    outcome_code="16",
    offence_on=date(2026, 1, 1),
)


def test_the_programme_hampshire_asks_for_three_and_three_in_five_years() -> None:
    numbers = (HAMPSHIRE.minimum_offences, HAMPSHIRE.minimum_partners, HAMPSHIRE.window_years)
    assert numbers == (3, 3, 5)


@pytest.mark.parametrize(
    ("on", "first"),
    [
        (date(2026, 11, 22), date(2021, 11, 22)),
        (date(2028, 2, 29), date(2023, 2, 28)),
        (date(2026, 2, 28), date(2021, 2, 28)),
        (date(2025, 3, 1), date(2020, 3, 1)),
        (date(2026, 12, 31), date(2021, 12, 31)),
    ],
)
def test_a_window_begins_on_the_anniversary(on: date, first: date) -> None:
    assert window_to(on, 5).first == first
    assert window_to(on, 5).last == on


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2021, 11, 21), False),
        (date(2021, 11, 22), True),
        (date(2026, 11, 22), True),
        (date(2026, 11, 23), False),
    ],
)
def test_both_ends_of_the_window_count(on: date, counts: bool) -> None:
    assert (why_left_out(replace(OFFENCE, offence_on=on), WINDOW) is None) is counts


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(1, 30))
def test_a_window_holds_its_two_ends_and_not_the_days_beside_them(on: date, years: int) -> None:
    window = window_to(on, years)
    assert window.first in window
    assert window.last in window
    assert window.first - timedelta(days=1) not in window
    assert window.last + timedelta(days=1) not in window


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"record_type": "NON_CRIME_DA"}, "not recorded as a crime"),
        ({"outcome_code": "CANCELLED"}, "the crime was cancelled"),
        ({"relationship": "FAMILY"}, "not against a partner or former partner"),
        ({"relationship": "OTHER"}, "not against a partner or former partner"),
        ({"offence_on": date(2020, 1, 1)}, "before the years that were counted"),
        ({"offence_on": date(2027, 1, 1)}, "after the day of the run"),
    ],
)
def test_what_does_not_count_is_left_out_in_words(change: dict[str, object], why: str) -> None:
    assert why_left_out(replace(OFFENCE, **change), WINDOW) == why  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", ["", "1", "14", "15", "16", "18", "21"])
def test_whatever_became_of_the_suspect_the_offence_counts(outcome: str) -> None:
    assert why_left_out(replace(OFFENCE, outcome_code=outcome), WINDOW) is None


def test_a_row_without_a_victim_id_is_an_offence_and_no_partner() -> None:
    rows = [OFFENCE, replace(OFFENCE, occurrence_no="O2", victim=None)]
    assert tally(rows, WINDOW) == Tally(offences=2, partners=1)


def test_one_crime_against_two_partners_is_one_offence() -> None:
    rows = [OFFENCE, replace(OFFENCE, victim="V2")]
    assert tally(rows, WINDOW) == Tally(offences=1, partners=2)


def test_two_crimes_in_one_occurrence_are_two_offences() -> None:
    rows = [OFFENCE, replace(OFFENCE, crime_ref="C2")]
    assert tally(rows, WINDOW) == Tally(offences=2, partners=1)


@pytest.mark.parametrize(
    ("offences", "partners", "meets"),
    [(3, 3, True), (2, 3, False), (3, 2, False), (9, 2, False), (4, 4, True)],
)
def test_both_minimums_have_to_be_met(offences: int, partners: int, meets: bool) -> None:
    assert Tally(offences, partners).meets(HAMPSHIRE) is meets


def test_if_family_were_partners_a_sister_would_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Red twin: the list of partner relationships is what leaves a sister out."""
    monkeypatch.setattr(rule, "PARTNERS", frozenset({"PARTNER", "EX", "FAMILY"}))
    assert why_left_out(replace(OFFENCE, relationship="FAMILY"), WINDOW) is None
