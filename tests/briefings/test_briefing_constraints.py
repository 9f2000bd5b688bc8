"""What the database itself refuses, whatever the code above it does: raw SQL on both."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from casework.core import append_only
from casework.enforcement.briefings import actions
from casework.enforcement.briefings.models import Briefing
from casework.enforcement.briefings.triggers import GUARDS
from tests.makers_briefings import beat_officer, brief_all, briefing_of, make_briefing, say
from tests.makers_briefings import published as out
from tests.makers_cases import people_of
from tests.makers_work import do
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> int:
    """Run one statement past Django's models; how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def answered() -> Briefing:
    """A briefing that was read and acknowledged, with a return that was entered."""
    case = out()
    actions.open_briefing(briefing=briefing_of(case), by=beat_officer(case))
    brief_all(case)
    say(case)
    do(case, "enter_returns", by=people_of(case).officer, reference="INT/1")
    return briefing_of(case)


SETTLED = {
    "briefings_briefingaudience": "team_id = team_id",
    "briefings_acknowledgement": "shift = 'LATE'",
    "briefings_briefingreading": "at = '2026-01-01 10:00:00+00:00'",
    "briefings_briefingreturn": "what = 'Something else'",
    "briefings_briefingreturnentry": "reference = 'INT/2'",
}


def test_what_was_read_and_answered_is_never_changed_removed_or_replaced() -> None:
    answered()
    for table, change in SETTLED.items():
        before = rows(table)
        assert before
        attacks = [f"UPDATE {table} SET {change}", f"DELETE FROM {table}"]
        if connection.vendor == "sqlite":
            attacks.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        for statement in attacks:
            with pytest.raises(DatabaseError):
                sql(statement)
        assert rows(table) == before


def test_without_the_guards_it_could_be() -> None:
    answered()
    with guards_off():
        assert sql("UPDATE briefings_briefingreturn SET what = 'Other'")
        assert sql("UPDATE briefings_briefingreading SET at = '2026-01-01 10:00:00+00:00'")
    assert append_only.missing(connection, GUARDS) == set()


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return list(cursor.fetchall())


def forbidden(briefing: Briefing, column: str, value: object) -> None:
    before = Briefing.objects.filter(pk=briefing.pk).values().get()
    with pytest.raises(DatabaseError):
        sql(f"UPDATE briefings_briefing SET {column} = %s WHERE id = %s", value, briefing.pk)
    assert Briefing.objects.filter(pk=briefing.pk).values().get() == before


def test_what_is_out_keeps_all_that_it_rests_on() -> None:
    briefing = make_briefing("PUBLISHED")
    for column, value in (
        ("state", "SENT"),
        ("authorised_by_id", briefing.author_id),
        ("authorised_by_id", None),
        ("authorised_at", None),
        ("author_id", None),
        ("redaction_checked", False),
        ("powers_checked_on", None),
        ("expires_on", None),
        ("powers", ""),
        ("purpose", ""),
        ("identifiers", ""),
        ("published_by_id", None),
        ("published_at", None),
        ("ended_at", "2026-11-22 10:00:00+00:00"),
        ("version", 2),
        ("state", "RECALLED"),
        ("state", "EXPIRED"),
    ):
        forbidden(briefing, column, value)


def test_nothing_is_authorised_published_or_recalled_by_a_stroke_of_sql() -> None:
    forbidden(make_briefing("DRAFT"), "state", "AUTHORISED")
    forbidden(make_briefing("AUTHORISED"), "state", "PUBLISHED")
    recalled = make_briefing("RECALLED")
    forbidden(recalled, "recall_ground", "")
    forbidden(recalled, "recalled_at", None)
    forbidden(recalled, "ended_at", None)


def test_a_return_without_a_known_grading_is_refused() -> None:
    case = out()
    insert = (
        "INSERT INTO briefings_briefingreturn (briefing_id, kind, at, place, what, source,"
        " assessed, handling, by_id, logged_at) VALUES (%s, %s, %s, 'A', 'B', %s, %s, %s, %s, %s)"
    )
    at, briefing, by = "2026-11-22 10:00:00+00:00", briefing_of(case), beat_officer(case)
    for kind, source, assessed, handling in (
        ("RUMOUR", "1", "A", "P"),
        ("SIGHTING", "5", "A", "P"),
        ("SIGHTING", "1", "F", "P"),
        ("SIGHTING", "1", "A", "5"),
    ):
        with pytest.raises(DatabaseError):
            sql(insert, briefing.pk, kind, at, source, assessed, handling, by.pk, at)
    assert briefing.returns.count() == 0
