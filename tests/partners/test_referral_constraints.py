"""What the database itself refuses, whatever the code above it does: raw SQL on both."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casework.core import append_only
from casework.partners import actions
from casework.partners.models import Referral, Rung
from casework.partners.triggers import GUARDS
from tests.makers_cases import people_of
from tests.makers_partners import referral_at, referral_of, take_step
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> int:
    """Run one statement past Django's models; how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


# Each append-only table with a column that somebody might want to be otherwise.
SETTLED = {
    "partners_dataset": "sha256",
    "partners_shareditem": "value",
    "partners_disclosure": "recipient",
    "partners_reply": "text",
    "partners_chase": "whom",
    "partners_call": "said",
    "partners_sharingagreement": "reference",
}


@pytest.fixture
def sent() -> Referral:
    """A referral that was sent, chased, asked about and acknowledged."""
    case = referral_at("acknowledge")
    actions.run_late(referral=referral_of(case), rung=Rung.SPOC)
    officer = people_of(case).officer
    actions.note_call(referral=referral_of(case), by=officer, said="Short of people.")
    take_step(case, "acknowledge")
    return referral_of(case)


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return list(cursor.fetchall())


def test_what_was_shared_said_and_chased_is_never_changed_or_removed(sent: Referral) -> None:
    assert sent.sent_at
    for table, column in SETTLED.items():
        before = rows(table)
        assert before, table
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError):
                sql(statement)
        if connection.vendor == "sqlite":
            with pytest.raises(DatabaseError):
                sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        else:
            with pytest.raises(DatabaseError):
                sql(f"TRUNCATE {table} CASCADE")
        assert rows(table) == before


def test_without_the_guards_the_log_could_be_rewritten(sent: Referral) -> None:
    """The red twin."""
    with guards_off():
        changed = (
            "UPDATE partners_disclosure SET recipient = 'Somebody else' WHERE referral_id = %s"
        )
        assert sql(changed, sent.pk)
    assert append_only.missing(connection, GUARDS) == set()


FIXED = {
    "need": "Something else",
    "risk_to_staff": "None",
    "urgency": "URGENT",
    "sent_sha256": "0" * 64,
    "sent_at": "2020-01-01 00:00:00+00:00",
    "approved_at": "2020-01-01 00:00:00+00:00",
}


def test_what_was_sent_cannot_be_made_something_else(sent: Referral) -> None:
    before = Referral.objects.filter(pk=sent.pk).values().get()
    for column, value in FIXED.items():
        with pytest.raises(DatabaseError):
            sql(f"UPDATE partners_referral SET {column} = %s WHERE id = %s", value, sent.pk)
    for column in ("data_set_id", "approved_by_id", "sent_by_id", "service_id"):
        with pytest.raises(DatabaseError):
            sql(f"UPDATE partners_referral SET {column} = NULL WHERE id = %s", sent.pk)
    with pytest.raises(DatabaseError):
        sql("DELETE FROM partners_referral WHERE id = %s", sent.pk)
    assert Referral.objects.filter(pk=sent.pk).values().get() == before


def forbidden(referral: Referral, **columns: object) -> None:
    """Setting the columns by SQL is refused by a constraint, and leaves them as they were."""
    before = Referral.objects.filter(pk=referral.pk).values().get()
    sets = ", ".join(f"{name} = %s" for name in columns)
    with pytest.raises(IntegrityError):
        sql(f"UPDATE partners_referral SET {sets} WHERE id = %s", *columns.values(), referral.pk)
    assert Referral.objects.filter(pk=referral.pk).values().get() == before


def test_a_draft_leaves_its_state_only_whole_and_approved_by_somebody_else() -> None:
    row = referral_of(referral_at("approve"))
    at = "2026-11-22 09:00:00+00:00"
    forbidden(row, state="NONSENSE")
    forbidden(row, state="APPROVED")
    forbidden(row, state="APPROVED", approved_by_id=row.author_id, approved_at=at)
    supervisor = people_of(row.case).supervisor.pk
    forbidden(row, state="APPROVED", approved_by_id=supervisor, approved_at=at, risk_to_staff="")
    forbidden(row, approved_by_id=supervisor)
    forbidden(row, state="APPROVED", approved_by_id=supervisor, approved_at=at, data_set_id=None)


def test_a_state_without_what_it_stands_for_is_refused(sent: Referral) -> None:
    at = "2026-11-22 09:00:00+00:00"
    forbidden(sent, state="DECLINED")
    forbidden(sent, state="IN_SERVICE")
    forbidden(sent, state="RECALLED")
    forbidden(sent, deletion_confirmed_at=at)
    forbidden(sent, state="CLOSED")
    owner = people_of(sent.case).officer.pk
    closed = {"state": "CLOSED", "closed_by_id": owner, "closed_at": at, "risk_effect": "SAME"}
    forbidden(sent, **closed, outcome="DECLINED", decline_code="NO_CAPACITY")
    forbidden(sent, **closed | {"risk_effect": ""}, outcome="COMPLETED")


def test_nothing_counts_as_sent_without_its_hash() -> None:
    row = referral_of(referral_at("send"))
    officer, at = people_of(row.case).officer.pk, "2026-11-22 09:00:00+00:00"
    forbidden(row, state="SENT")
    forbidden(row, state="SENT", sent_at=at, sent_by_id=officer)
    forbidden(row, sent_at=at, sent_by_id=officer, sent_sha256="0" * 64)


ITEM = (
    "INSERT INTO partners_shareditem"
    " (data_set_id, kind, value, basis, statute, necessity, proportionality)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


@pytest.mark.parametrize(
    "values",
    [
        ("PHONE", "01632", "GATEWAY", "", "To ring", "Fair"),
        ("PHONE", "01632", "", "", "To ring", "Fair"),
        ("PHONE", "01632", "POLICING", "", "", "Fair"),
        ("PHONE", "01632", "POLICING", "", "To ring", ""),
        ("PHONE", "", "POLICING", "", "To ring", "Fair"),
        ("VICTIM", "Her name", "POLICING", "", "To ring", "Fair"),
        ("NAME", "Twice", "POLICING", "", "To ring", "Fair"),
    ],
)
def test_no_item_is_kept_without_its_ground(values: tuple[str, ...]) -> None:
    row = referral_of(referral_at("approve"))
    with pytest.raises(IntegrityError):
        sql(ITEM, row.data_set_id, *values)
