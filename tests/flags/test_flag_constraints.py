"""What the database itself refuses, whatever the code above it does: raw SQL on both."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casework.core import append_only
from casework.enforcement.flags.models import AddressFlag
from casework.enforcement.flags.triggers import GUARDS
from tests.makers_cases import people_of
from tests.makers_flags import adviser_of, call, flag_of, live, make_flag
from tests.makers_work import do
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> int:
    """Run one statement past Django's models; how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def looked_at() -> AddressFlag:
    """A flag with a term, a call and its review."""
    case = live()
    call(case)
    do(case, "look_at_calls", by=adviser_of(case), followed="yes")
    return flag_of(case)


SETTLED = {
    "flags_flagterm": "reason",
    "flags_flaghit": "note",
    "flags_flaghitreview": "feedback",
}


def test_what_was_written_is_never_changed_removed_or_replaced() -> None:
    looked_at()
    for table, column in SETTLED.items():
        before = rows(table)
        assert before
        attacks = [f"UPDATE {table} SET {column} = 'Something else'", f"DELETE FROM {table}"]
        if connection.vendor == "sqlite":
            attacks.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        for statement in attacks:
            with pytest.raises(DatabaseError):
                sql(statement)
        assert rows(table) == before


def test_without_the_guards_it_could_be() -> None:
    looked_at()
    with guards_off():
        for table, column in SETTLED.items():
            assert sql(f"UPDATE {table} SET {column} = 'Other'")
    assert append_only.missing(connection, GUARDS) == set()


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return list(cursor.fetchall())


def forbidden(flag: AddressFlag, column: str, value: object) -> None:
    before = AddressFlag.objects.filter(pk=flag.pk).values().get()
    with pytest.raises((IntegrityError, DatabaseError)):
        sql(f"UPDATE flags_addressflag SET {column} = %s WHERE id = %s", value, flag.pk)
    assert AddressFlag.objects.filter(pk=flag.pk).values().get() == before


def test_a_live_flag_keeps_all_that_it_rests_on() -> None:
    flag = make_flag("LIVE")
    for column, value in (
        ("state", "SHOWN"),
        ("decided_by_id", flag.proposed_by_id),
        ("decided_at", None),
        ("decided_by_id", None),
        ("expires_on", None),
        ("instruction", ""),
        ("instruction", "x" * 201),
        ("reason", ""),
        ("place", ""),
        ("victim_view", ""),
        ("risk", ""),
        ("uprn", ""),
        ("cc_reference", ""),
        ("confirmed_at", None),
        ("confirmed_by_id", None),
        ("desk_id", None),
        ("ended_at", "2026-11-22 10:00:00+00:00"),
        ("state", "REMOVAL_REQUESTED"),
        ("state", "REMOVED"),
    ):
        forbidden(flag, column, value)


def test_nothing_is_approved_live_or_removed_by_a_stroke_of_sql() -> None:
    forbidden(make_flag("PROPOSED"), "state", "APPROVED")
    forbidden(make_flag("APPROVED"), "state", "LIVE")
    flag = make_flag("REMOVED")
    forbidden(flag, "removed_reference", "")
    forbidden(flag, "removed_by_id", None)
    forbidden(flag, "removal_ground", "")
    forbidden(flag, "ended_at", None)


def test_a_call_is_logged_once_and_after_it_came() -> None:
    case = live()
    call(case)
    flag, by = flag_of(case), people_of(case).officer
    insert = (
        "INSERT INTO flags_flaghit (flag_id, at, incident_reference, graded_up, note,"
        " logged_by_id, logged_at) VALUES (%s, %s, %s, %s, '', %s, %s)"
    )
    late, early = "2026-11-23 11:00:00+00:00", "2026-11-23 10:00:00+00:00"
    for reference, at, logged_at in (("INC-1", early, late), ("", early, late), ("N", late, early)):
        with pytest.raises(DatabaseError):
            sql(insert, flag.pk, at, reference, True, by.pk, logged_at)
    assert flag.hits.count() == 1
