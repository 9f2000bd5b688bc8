from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clocks import (
    LONDON,
    Band,
    Standing,
    band,
    clock_words,
    in_words,
    is_evening,
    is_weekend,
    standing,
    standings,
    time_of_day,
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


STARTED = local("2026-11-02 09:00")
DUE = local("2026-11-22 17:00")  # twenty days and eight hours later


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-10 09:00", Standing.LATER),
        ("2026-11-17 14:59", Standing.LATER),
        ("2026-11-17 15:00", Standing.SOON),  # the last quarter begins
        ("2026-11-21 23:59", Standing.SOON),
        ("2026-11-22 00:00", Standing.DUE_TODAY),
        ("2026-11-22 17:00", Standing.DUE_TODAY),
        ("2026-11-22 17:01", Standing.OVERDUE),
        ("2026-12-22 17:01", Standing.OVERDUE),
    ],
)
def test_a_due_time_stands_by_the_clock_and_the_local_date(now, expected):
    assert standing(DUE, local(now), STARTED) == expected


def test_today_is_the_london_date_in_summer():
    due_at = local("2026-07-02 00:30")  # still 1 July in UTC
    assert standing(due_at, local("2026-07-01 23:30"), local("2026-06-01 09:00")) == Standing.SOON
    assert standing(due_at, local("2026-07-02 00:10"), STARTED) == Standing.DUE_TODAY


def test_with_dates_in_utc_a_summer_night_would_be_called_today(monkeypatch):
    monkeypatch.setattr(standings, "LONDON", UTC)
    due_at = local("2026-07-02 00:30")
    assert (
        standing(due_at, local("2026-07-01 23:30"), local("2026-06-01 09:00")) == Standing.DUE_TODAY
    )


@pytest.mark.parametrize(
    ("due_at", "now", "words"),
    [
        ("2026-11-22 17:00", "2026-11-22 09:00", "due today at 5pm"),
        ("2026-11-22 17:30", "2026-11-22 09:00", "due today at 5:30pm"),
        ("2026-11-22 23:59:59", "2026-11-22 09:00", "due today"),
        ("2026-11-23 23:59:59", "2026-11-22 09:00", "due tomorrow"),
        ("2026-11-23 12:00", "2026-11-22 09:00", "due tomorrow at midday"),
        ("2026-11-25 12:00", "2026-11-22 23:00", "due in 3 days"),
        ("2026-11-20 12:00", "2026-11-22 09:00", "overdue by 2 days"),
        ("2026-11-21 23:59:59", "2026-11-22 09:00", "overdue by 1 day"),
        ("2026-11-22 07:00", "2026-11-22 09:30", "overdue by 2 hours"),
        ("2026-11-22 09:00", "2026-11-22 09:01", "overdue by 1 minute"),
        ("2026-11-22 09:00", "2026-11-22 09:00:30", "overdue by less than a minute"),
        # The night of 25 October 2026 has 25 hours, that of 28 March 2027 has 23.
        ("2026-10-26 09:00", "2026-10-23 10:00", "due in 3 days"),
        ("2027-03-27 09:00", "2027-03-29 08:00", "overdue by 2 days"),
    ],
)
def test_a_due_time_is_said_in_words(due_at, now, words):
    assert in_words(local(due_at), local(now)) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-22 00:00", "midnight"),
        ("2026-11-22 00:05", "12:05am"),
        ("2026-11-22 07:40", "7:40am"),
        ("2026-11-22 12:00", "midday"),
        ("2026-11-22 12:30", "12:30pm"),
        ("2026-07-22 17:00", "5pm"),
    ],
)
def test_a_time_of_day_is_said_as_people_say_it(at, words):
    assert clock_words(local(at)) == words


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)),
    st.timedeltas(timedelta(days=-90), timedelta(days=90)),
)
def test_words_and_standing_never_disagree(due_at, ahead):
    now = due_at - ahead
    words = in_words(due_at, now)
    stands = standing(due_at, now, due_at - timedelta(days=200))
    assert words.startswith("overdue by") == (stands == Standing.OVERDUE)
    assert words.startswith("due today") == (stands == Standing.DUE_TODAY)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-20 00:00", Band.MORNING),
        ("2026-11-20 11:59", Band.MORNING),
        ("2026-11-20 12:00", Band.AFTERNOON),
        ("2026-07-20 17:59", Band.AFTERNOON),
        ("2026-07-20 18:00", Band.EVENING),  # 17:00 in UTC
        ("2026-11-20 23:59", Band.EVENING),
        ("2026-11-21 00:00", Band.WEEKEND),
        ("2026-11-22 23:59", Band.WEEKEND),
        ("2026-11-23 00:00", Band.MORNING),
    ],
)
def test_every_moment_has_a_band(at, expected):
    assert band(local(at)) == expected


def test_a_saturday_evening_is_an_evening_and_a_weekend():
    at = local("2026-11-21 19:00")
    assert is_evening(at)
    assert is_weekend(at)
    assert time_of_day(at) == Band.EVENING
