"""What the database itself refuses, whatever the code above it does: raw SQL on both."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casework.core import append_only
from casework.visits.models import Visit, VisitState
from casework.visits.triggers import GUARDS
from tests.makers_cases import people_of
from tests.makers_visits import make_visit
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> int:
    """Run one statement past Django's models; how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


SETTLED = ("visits_visitattempt", "visits_visitrecord", "visits_visitcheck")
COLUMNS = {
    "visits_visitattempt": "said",
    "visits_visitrecord": "facts",
    "visits_visitcheck": "answer",
}


@pytest.mark.parametrize("table", SETTLED)
def test_what_was_written_is_never_changed_or_removed(table: str) -> None:
    visit = make_visit(state="CLOSED")
    before = _rows(table)
    for statement in (
        f"UPDATE {table} SET {COLUMNS[table]} = 'Something else' WHERE visit_id = %s",
        f"DELETE FROM {table} WHERE visit_id = %s",
    ):
        with pytest.raises(DatabaseError):
            sql(statement, visit.pk)
    assert _rows(table) == before


@pytest.mark.parametrize("table", SETTLED)
def test_without_the_guard_it_could_be(table: str) -> None:
    visit = make_visit(state="CLOSED")
    with guards_off():
        column = COLUMNS[table]
        assert sql(f"UPDATE {table} SET {column} = 'Other' WHERE visit_id = %s", visit.pk)
    assert append_only.missing(connection, GUARDS) == set()


@pytest.mark.parametrize("table", SETTLED)
def test_a_row_is_not_replaced_on_sqlite(table: str) -> None:
    if connection.vendor != "sqlite":
        assert append_only.missing(connection, GUARDS) == set()
        return
    make_visit(state="CLOSED")
    before = _rows(table)
    with pytest.raises(DatabaseError):
        sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert _rows(table) == before


def _rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return list(cursor.fetchall())


def forbidden(visit: Visit, column: str, value: object) -> None:
    """Setting the column of the visit by SQL is refused, and leaves it as it was."""
    before = Visit.objects.filter(pk=visit.pk).values().get()
    with pytest.raises(IntegrityError):
        sql(f"UPDATE visits_visit SET {column} = %s WHERE id = %s", value, visit.pk)
    assert Visit.objects.filter(pk=visit.pk).values().get() == before


def test_a_visit_has_only_known_states() -> None:
    forbidden(make_visit(state="PLANNED"), "state", "VISITED")


def test_a_visit_is_not_approved_without_an_approval() -> None:
    forbidden(make_visit(state="CHECKED"), "state", "APPROVED")


def test_a_visit_is_not_closed_without_a_review() -> None:
    forbidden(make_visit(state="COMPLETED"), "state", "CLOSED")


def test_a_closed_visit_keeps_its_answer_about_the_risk() -> None:
    forbidden(make_visit(state="CLOSED"), "risk_answer", "")


def test_the_two_officers_are_two() -> None:
    visit = make_visit(state="CHECKED")
    forbidden(visit, "second_officer_id", visit.lead_officer_id)


@pytest.mark.parametrize("who", ["lead_officer_id", "second_officer_id", "planned_by_id"])
def test_nobody_approves_what_they_make_or_planned(who: str) -> None:
    visit = make_visit(state="APPROVED")
    forbidden(visit, "approved_by_id", getattr(visit, who))


@pytest.mark.parametrize("who", ["lead_officer_id", "second_officer_id"])
def test_nobody_reviews_a_visit_they_made(who: str) -> None:
    visit = make_visit(state="CLOSED")
    forbidden(visit, "reviewed_by_id", getattr(visit, who))


@pytest.mark.parametrize("column", ["approved_at", "approved_by_id"])
def test_who_approved_and_when_are_kept_together(column: str) -> None:
    forbidden(make_visit(state="COMPLETED"), column, None)


ATTEMPT = {
    "number": 2,
    "outcome": "COMPLETED",
    "custody_reference": "",
    "second_officer": "colleague",
    "at": "2026-11-23 10:00:00+00:00",
    "left_at": None,
    "logged_at": "2026-11-23 11:00:00+00:00",
}


def _insert_attempt(visit: Visit, **changes: object) -> int:
    people, given = people_of(visit.case), ATTEMPT | changes
    row = {
        "visit_id": visit.pk,
        "number": given["number"],
        "at": given["at"],
        "left_at": given["left_at"],
        "place": "Somewhere",
        "band": "morning",
        "weekend": False,
        "outcome": given["outcome"],
        "custody_reference": given["custody_reference"],
        "said": "Words",
        "not_cleared_reason": "",
        "worried": False,
        "second_officer_id": getattr(people, str(given["second_officer"])).pk,
        "round": 1,
        "logged_by_id": people.officer.pk,
        "logged_at": given["logged_at"],
    }
    places = ", ".join(["%s"] * len(row))
    return sql(
        f"INSERT INTO visits_visitattempt ({', '.join(row)}) VALUES ({places})", *row.values()
    )


def test_a_second_attempt_can_be_added() -> None:
    assert _insert_attempt(make_visit(state="COMPLETED")) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 1},
        {"outcome": "VANISHED"},
        {"outcome": "ARREST_MADE"},
        {"second_officer": "officer"},
        {"left_at": "2026-11-23 09:59:00+00:00"},
        {"logged_at": "2026-11-23 09:59:00+00:00"},
    ],
)
def test_an_attempt_that_cannot_be_true_is_refused(changes: dict[str, object]) -> None:
    visit = make_visit(state="COMPLETED")
    with pytest.raises(DatabaseError):
        _insert_attempt(visit, **changes)
    assert visit.attempts.count() == 1


def test_every_state_of_the_code_is_known_to_the_database() -> None:
    for constraint in Visit._meta.constraints:
        if constraint.name == "visit_state_known":
            assert set(dict(constraint.condition.children)["state__in"]) == set(VisitState.values)
            return
    raise AssertionError("the constraint is gone")
