"""One cell at a time: which dates, flags and outcomes are read, and which are never guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.incidents.importer import values
from casework.incidents.importer.values import (
    Unreadable,
    clean_line,
    clean_lines,
    read_birth,
    read_flag,
    read_moment,
    read_outcome,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "on", "at"),
    [
        ("2026-11-22", date(2026, 11, 22), datetime(2026, 11, 22, tzinfo=UTC)),
        ("22/11/2026", date(2026, 11, 22), datetime(2026, 11, 22, tzinfo=UTC)),
        ("1/2/2026", date(2026, 2, 1), datetime(2026, 2, 1, tzinfo=UTC)),
        ("22/11/2026 14:05", date(2026, 11, 22), datetime(2026, 11, 22, 14, 5, tzinfo=UTC)),
        ("2026-11-22T14:05:09", date(2026, 11, 22), datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC)),
        # Summer time: local midnight is the evening before in UTC, and the day stays local.
        ("2026-07-01", date(2026, 7, 1), datetime(2026, 6, 30, 23, tzinfo=UTC)),
        ("2026-07-01T00:30+01:00", date(2026, 7, 1), datetime(2026, 6, 30, 23, 30, tzinfo=UTC)),
        ("2026-06-30T23:30Z", date(2026, 7, 1), datetime(2026, 6, 30, 23, 30, tzinfo=UTC)),
        ("29/02/2024", date(2024, 2, 29), datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_either_form_and_as_local_time(text: str, on: date, at: datetime) -> None:
    moment = read_moment(text)
    assert (moment.on, moment.at) == (on, at)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "31/04/2026",
        "29/02/2026",
        "11/22/2026",
        "2026-13-01",
        "2026-11-22 25:00",
        "2026-11-22 14:60",
        "22/11/26",
        "22.11.2026",
        "22 November 2026",
        "46348",
        "46348.5",
        "today",
        "1899-12-31",
        "2101-01-01",
        "2026-03-29 01:30",  # left out as the clocks went forward
        "2026-11-22T10:00+15:00",
        "\u0662\u0660\u0662\u0666-11-22",  # figures of another script
    ],
)
def test_an_impossible_or_unclear_date_is_rejected_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_moment(text)
    assert refusal.value.problem
    assert refusal.value.remedy


def test_an_hour_that_came_twice_is_taken_as_the_first_and_says_so() -> None:
    moment = read_moment("25/10/2026 01:30")
    assert moment.twice
    assert moment.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_both_ways_of_writing_a_date_mean_the_same_day(day: date) -> None:
    iso, local = read_moment(day.isoformat()), read_moment(day.strftime("%d/%m/%Y"))
    assert iso == local
    assert iso.on == day


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    with suppress(Unreadable):
        assert read_moment(text).at.tzinfo is not None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2026-11-23", "The date of birth is in the future."),
        ("1906-11-21", "The date of birth is over 120 years ago."),
        ("21/11/1906", "The date of birth is over 120 years ago."),
    ],
)
def test_a_date_of_birth_nobody_can_have_is_rejected(text: str, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_birth(text, today=TODAY)


@pytest.mark.parametrize("text", ["2026-11-22", "1906-11-22", "1985-06-15"])
def test_the_youngest_and_the_oldest_date_of_birth_are_taken(text: str) -> None:
    assert read_birth(text, today=TODAY).isoformat() == text


def test_a_limit_that_is_moved_lets_a_date_of_birth_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Red twin: the age limit is what rejects it."""
    monkeypatch.setattr(values, "OLDEST_AGE", 130)
    assert read_birth("1906-11-21", today=TODAY) == date(1906, 11, 21)


@pytest.mark.parametrize(
    ("text", "meaning"), [("Y", True), ("yes", True), ("1", True), ("N", False), ("false", False)]
)
def test_flags_are_read_in_the_ways_exports_write_them(text: str, meaning: bool) -> None:
    assert read_flag(text) is meaning


@pytest.mark.parametrize("text", ["maybe", "2", "Y/N", "X"])
def test_a_flag_that_is_neither_yes_nor_no_is_rejected(text: str) -> None:
    with pytest.raises(Unreadable):
        read_flag(text)


@pytest.mark.parametrize("text", ["14", "1a", "cancelled", "22"])
def test_outcomes_are_numbers_or_cancelled(text: str) -> None:
    assert read_outcome(text) == text.upper()


@pytest.mark.parametrize("text", ["0", "100", "CANCEL", "NFA", "1 4"])
def test_other_outcomes_are_rejected(text: str) -> None:
    with pytest.raises(Unreadable):
        read_outcome(text)


def test_text_is_composed_and_loses_what_nobody_sees() -> None:
    assert clean_line("  Siobha\u0301n \u200b O'Neil ") == "Siobh\u00e1n O'Neil"
    assert clean_lines("one\r\ntwo\r") == "one\ntwo"


def test_a_control_character_is_refused() -> None:
    with pytest.raises(Unreadable, match="control character"):
        clean_line("Roa\x00ke")
