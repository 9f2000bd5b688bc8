"""The database itself refuses to change what a run found, and a second flag, whoever writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from casework.identification.actions import run_programme
from casework.identification.models import Flag
from tests import makers
from tests.makers_incidents import import_rows, three_partners
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def flag(tmp_path: Path) -> Flag:
    force = makers.make_force()
    import_rows(tmp_path / "export.csv", three_partners(oldest="2022-01-01"), force=force)
    run_programme(programme="hampshire", force=force, on=date(2026, 11, 22), by=None)
    run_programme(programme="hampshire", force=force, on=date(2027, 3, 1), by=None)
    return Flag.objects.get()


def refused(statement: str) -> str:
    """What the database says against a raw statement, or "" where it lets it through."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount, f"nothing was there to change: {statement}"
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error)
    return ""


FOUND = [
    "UPDATE identification_run SET considered = 0",
    "DELETE FROM identification_run",
    "UPDATE identification_finding SET offences = 9",
    "DELETE FROM identification_finding",
    "UPDATE identification_evidence SET incident_id = incident_id",
    "DELETE FROM identification_evidence",
]


@pytest.mark.parametrize("statement", FOUND)
def test_what_a_run_found_cannot_be_changed(flag: Flag, statement: str) -> None:
    assert "cannot be changed" in refused(statement)


def test_without_its_guards_the_database_would_let_a_finding_be_changed(flag: Flag) -> None:
    """Red twin: the triggers are what keeps a finding as it is."""
    with guards_off():
        assert not refused("UPDATE identification_finding SET offences = 9")


def test_a_person_cannot_have_two_unsettled_flags_of_one_programme(flag: Flag) -> None:
    copy = (
        "INSERT INTO identification_flag (person_id, programme_slug, raised_by_id, raised_at,"
        " settled_reason) SELECT person_id, programme_slug, raised_by_id, raised_at, ''"
        " FROM identification_flag"
    )
    assert "unique" in refused(copy).lower()


@pytest.mark.parametrize(
    "change",
    [
        "settled_at = raised_at",
        "settled_reason = 'because'",
        "settled_at = raised_at, settled_reason = 'because'",
    ],
)
def test_who_when_and_why_a_flag_was_settled_stand_together(flag: Flag, change: str) -> None:
    said = refused(f"UPDATE identification_flag SET {change}")
    assert "flag_settled_by_at_and_why_together" in said


@pytest.mark.parametrize("change", ["reviewed_at = raised_at", "conclusion = 'gone'"])
def test_who_and_when_a_lost_basis_was_reviewed_stand_together(flag: Flag, change: str) -> None:
    assert flag.basis_lost.count() == 1
    assert "basis_lost" in refused(f"UPDATE identification_basislost SET {change}")


def test_only_one_version_of_a_programme_is_live(flag: Flag) -> None:
    copy = (
        "INSERT INTO identification_programme (slug, version, name, description,"
        " minimum_offences, minimum_partners, window_years, live)"
        " SELECT slug, 2, name, description, 1, 1, 1, live FROM identification_programme"
    )
    assert "unique" in refused(copy).lower()


def test_a_run_cannot_begin_after_it_ends() -> None:
    force = makers.make_force()
    run = run_programme(programme="hampshire", force=force, on=date(2026, 11, 22), by=None)
    with guards_off():
        said = refused(
            f"UPDATE identification_run SET window_from = '2027-01-01' WHERE id = {run.pk}"
        )
    assert "run_window_ends_on_its_day" in said
