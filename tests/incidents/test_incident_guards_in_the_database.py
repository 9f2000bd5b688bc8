"""The database itself refuses what the importer would never do, whoever writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casework.accounts.models import Force
from casework.incidents.models import Incident
from tests import makers
from tests.makers_incidents import import_rows, make_row
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(tmp_path: Path) -> Incident:
    force: Force = makers.make_force()
    rows = [make_row(), make_row(victim_nominal_id="")]
    import_rows(tmp_path / "export.csv", rows, force=force)
    return Incident.objects.exclude(victim=None).get()


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


@pytest.mark.parametrize(
    "change",
    [
        "record_type = 'INTEL'",
        "relationship = 'FRIEND'",
        "suspect_role = 'GUILTY'",
        "victim_id = NULL, occurrence_no = (SELECT occurrence_no FROM incidents_incident"
        " WHERE victim_id IS NULL), crime_ref = (SELECT crime_ref FROM incidents_incident"
        " WHERE victim_id IS NULL)",
    ],
)
def test_an_incident_cannot_hold_what_no_import_would_write(
    incident: Incident, change: str
) -> None:
    statement = f"UPDATE incidents_incident SET {change} WHERE id = {incident.pk}"
    assert "onstraint" in refused(statement) or "constraint" in refused(statement).lower()


def test_one_key_cannot_be_held_twice(incident: Incident) -> None:
    incident.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        incident.save(force_insert=True)


def test_the_counts_of_a_batch_have_to_add_up(incident: Incident) -> None:
    statement = f"UPDATE incidents_importbatch SET same = same + 1 WHERE id = {incident.batch_id}"
    assert refused(statement)
    with guards_off():
        assert "batch_counts_add_up" in refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incidents_importbatch SET new = 1, same = 1 WHERE read = 2",
        "DELETE FROM incidents_importbatch",
        "UPDATE incidents_incidentrevision SET outcome_code = 'CANCELLED'",
        "DELETE FROM incidents_incidentrevision",
    ],
)
def test_what_an_import_left_behind_cannot_be_changed(incident: Incident, statement: str) -> None:
    assert "cannot be changed" in refused(statement)


def test_without_its_guards_the_database_would_let_history_be_rewritten(
    incident: Incident,
) -> None:
    """Red twin: the triggers are what keeps revisions as they are."""
    with guards_off():
        assert not refused("UPDATE incidents_incidentrevision SET outcome_code = 'CANCELLED'")


def test_a_person_in_a_record_cannot_be_deleted(incident: Incident) -> None:
    with pytest.raises(Exception, match=r"protected|PROTECT"):
        incident.suspect.delete()
