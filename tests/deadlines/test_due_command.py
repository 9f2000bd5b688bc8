"""`manage.py due`: what it prints is what the product would set, with how it was counted."""

from __future__ import annotations

import json
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from casework.clocks import Nation, replay
from casework.deadlines import book, declared

pytestmark = pytest.mark.django_db


def printed(*given: str) -> str:
    out = StringIO()
    call_command("due", *given, stdout=out)
    return out.getvalue()


def answer(rule: str, start: str, nation: str = "E") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(rule, start, "--nation", nation, "--json"))
    assert set(found) == {"due", "rule", "version", "proof"}
    assert replay(found["proof"]) == datetime.fromisoformat(found["due"])
    return found


def test_a_database_without_tables_is_said_and_the_rules_are_as_they_are_declared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_table() -> Any:
        raise AssertionError("no table is asked")

    monkeypatch.setattr(connection.introspection, "table_names", list)
    monkeypatch.setattr(book, "read", no_table)
    assert "due Wednesday 2 September 2026" in printed("48h@dapn", "2026-08-29T22:00")
    assert "order.hearing_within_hours: 48 hours" in printed("--list")
    assert "has no tables yet" in capsys.readouterr().err


def test_a_database_that_cannot_be_reached_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away() -> Any:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection.introspection, "table_names", away)
    with pytest.raises(CommandError, match="cannot be reached"):
        printed("48h", "2026-08-29T22:00")


@pytest.mark.parametrize(
    ("rule", "start", "nation", "due"),
    [
        # Scenario 10: Sunday and the bank holiday Monday stand still.
        ("48h@dapn", "2026-08-29T22:00", "E", "2026-09-02T22:00:00+01:00"),
        ("order.hearing_within_hours", "2026-08-29T22:00", "E", "2026-09-02T22:00:00+01:00"),
        # A Saturday counts; in Scotland that Monday does as well.
        ("48h@dapn", "2026-08-29T22:00", "S", "2026-09-01T22:00:00+01:00"),
        # Scenario 11: three months beginning with 1 January.
        ("3mb", "2026-01-01T09:00", "E", "2026-03-31T23:59:59+01:00"),
        ("authority.written_months", "2026-01-01T09:00", "E", "2026-03-31T23:59:59+01:00"),
        # The last days of February, in a leap year and out of one.
        ("3mb", "2027-11-30T09:00", "E", "2028-02-29T23:59:59+00:00"),
        ("3mb", "2026-11-30T09:00", "E", "2027-02-28T23:59:59+00:00"),
        ("12mb", "2028-02-29", "E", "2029-02-28T23:59:59+00:00"),
        ("1wd", "2028-02-28T10:00", "E", "2028-02-29T23:59:59+00:00"),
        # Both nights in which the clocks change.
        ("48h", "2026-03-28T12:00", "E", "2026-03-30T13:00:00+01:00"),
        ("48h", "2026-10-24T12:00", "E", "2026-10-26T11:00:00+00:00"),
        # The day of the World Cup, in Scotland alone.
        ("1wd", "2026-06-12T10:00", "S", "2026-06-16T23:59:59+01:00"),
        ("1wd", "2026-06-12T10:00", "E", "2026-06-15T23:59:59+01:00"),
        # Three days beginning with service.
        ("3db", "2026-08-31T10:00", "E", "2026-09-02T23:59:59+01:00"),
        # With a zone it is that instant.
        ("2h", "2026-08-29T21:00+00:00", "E", "2026-08-30T00:00:00+01:00"),
        ("8oh", "2026-11-20T16:00", "E", "2026-11-23T16:00:00+00:00"),
    ],
)
def test_a_due_time_is_printed_as_it_would_be_set(
    rule: str, start: str, nation: str, due: str
) -> None:
    found = answer(rule, start, nation)
    assert found["due"] == due
    assert found["rule"] == rule
    assert found["version"] == 1


@pytest.mark.parametrize("year", range(2024, 2033))
def test_christmas_on_each_weekday_is_skipped(year: int) -> None:
    """From Christmas Eve morning, two working days: never Christmas or Boxing Day themselves."""
    due = datetime.fromisoformat(answer("2wd", f"{year}-12-23T09:00")["due"])
    assert due.weekday() < 5
    assert (due.month, due.day) not in {(12, 25), (12, 26)}


def test_it_says_in_words_how_it_was_counted() -> None:
    assert printed("48h@dapn", "2026-08-29T22:00").splitlines() == [
        "started Saturday 29 August 2026 at 22:00:00",
        "rule: 48 hours, not counting Sundays, Christmas Day, Good Friday and bank holidays",
        "set by law, version 1",
        "counted Saturday 29 August 2026: 2 hours",
        "skipped Sunday 30 August 2026",
        "skipped Monday 31 August 2026: Late Summer Bank Holiday",
        "counted Tuesday 1 September 2026: 24 hours",
        "counted Wednesday 2 September 2026: 22 hours",
        "due Wednesday 2 September 2026 at 22:00:00",
    ]


@pytest.mark.parametrize("nation", Nation)
def test_every_rule_of_the_product_is_known_by_its_name(nation: Nation) -> None:
    names = declared()
    assert names
    for name in names:
        assert answer(name, "2026-12-23T15:30", nation)["proof"]["rule"]["name"] == name


def test_the_list_names_every_rule_and_who_set_it() -> None:
    lines = printed("--list").splitlines()
    assert len(lines) == len(declared())
    assert (
        "order.hearing_within_hours: 48 hours, not counting Sundays, Christmas Day, Good Friday "
        "and bank holidays (law)" in lines
    )


def test_a_number_of_the_force_is_what_counts(settings: Any) -> None:
    settings.POLICY = {"letter.serve_within_working_days": 1}
    found = answer("letter.serve_within_working_days", "2026-11-20T10:00")
    assert found["due"] == "2026-11-23T23:59:59+00:00"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["soon", "2026-08-29"], "is no deadline rule"),
        (["48x", "2026-08-29"], "is no deadline rule"),
        (["10wd@dapn", "2026-08-29"], "is for hours, such as 48h@dapn"),
        (["0wd", "2026-08-29"], "needs an amount of at least 1"),
        (["10wd", "29/08/2026"], "Write it like 2026-08-29T22:00"),
        (["10wd"], "Give a rule and a start"),
        (["99999mb", "2026-08-29"], "does not end in any year"),
    ],
)
def test_what_cannot_be_worked_out_says_what_to_write(given: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        printed(*given)
