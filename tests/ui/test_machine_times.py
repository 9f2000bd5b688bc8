"""What stands in the `datetime` attribute is what HTML takes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from casework.ui.times import machine_time


def test_an_instant_is_given_to_the_second_in_the_sites_time_zone() -> None:
    instant = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)
    assert machine_time(instant) == "2026-07-01T13:30:15+01:00"


def test_a_day_is_a_day_and_nothing_is_nothing() -> None:
    assert machine_time(date(2026, 7, 1)) == "2026-07-01"
    assert machine_time(None) == ""
