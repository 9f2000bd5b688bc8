"""The database itself keeps what was said about who sees a case, whoever writes."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from casework.cases.models import Case
from tests.makers_cases import make_case, people_of
from tests.makers_restricted import asked_for, knows, restrict
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db

CHANGES = (
    "UPDATE cases_restriction SET reason = 'another'",
    "UPDATE cases_restriction SET case_id = case_id + 1000",
    "DELETE FROM cases_restriction",
    "UPDATE cases_namedreader SET user_id = named_by_id",
    "DELETE FROM cases_namedreader",
    "UPDATE cases_interest SET user_id = declared_by_id",
    "DELETE FROM cases_interest",
    "UPDATE cases_glassbroken SET reason = 'another'",
    "DELETE FROM cases_glassbroken",
)
# What is not even half there: the column that is left out of an end, or an empty reason.
HALVES = (
    "UPDATE cases_restriction SET manager_id = NULL",
    "UPDATE cases_restriction SET lifted_at = placed_at",
    "UPDATE cases_restriction SET lifted_at = placed_at, lifted_by_id = placed_by_id",
    "UPDATE cases_namedreader SET removed_at = named_at",
    "UPDATE cases_interest SET withdrawn_at = declared_at",
    "UPDATE cases_interest SET withdrawn_at = declared_at, withdrawn_reason = 'No', "
    "withdrawn_by_id = user_id",
    "UPDATE cases_glassbroken SET read_at = at, read_by_id = user_id",
)
COPIED = {
    "cases_restriction": "case_id, ground, reason, manager_id, placed_by_id, placed_at, "
    "lifted_reason",
    "cases_namedreader": "restriction_id, user_id, reason, named_by_id, named_at, removed_reason",
    "cases_interest": "case_id, user_id, how, declared_by_id, declared_at, withdrawn_reason",
}
SECONDS = tuple(
    f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}"
    for table, columns in COPIED.items()
)


@pytest.fixture
def case() -> Case:
    """Restricted, with a name on its list, somebody who knows the person, and one who got in."""
    made = make_case()
    knows(made, people_of(made).colleague)
    restrict(made)
    asked_for(made, people_of(made).supervisor)
    return made


def refused(statement: str) -> bool:
    """Whether the database refuses one raw statement; it is undone either way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount, f"nothing was there to change: {statement}"
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


def let_through(statements: tuple[str, ...]) -> list[str]:
    return [each for each in statements if not refused(each)]


def test_nothing_of_it_is_changed_half_ended_or_there_twice(case: Case) -> None:
    assert let_through(CHANGES + HALVES + SECONDS) == []


def test_nor_is_the_one_that_stands_taken_out_of_the_way(case: Case) -> None:
    if connection.vendor == "sqlite":  # PostgreSQL has no such statement
        assert let_through(tuple(f"INSERT OR REPLACE{each[6:]}" for each in SECONDS)) == []


def test_without_the_guards_all_of_the_changes_would_be_made(case: Case) -> None:
    # A foreign key is looked at only at the end; what others point at stays anyhow.
    kept = {
        "DELETE FROM cases_restriction",
        "UPDATE cases_restriction SET case_id = case_id + 1000",
    }
    with guards_off():
        changes = tuple(each for each in CHANGES if each not in kept)
        assert let_through(changes) == list(changes)


def test_handing_on_and_ending_are_let_through(case: Case) -> None:
    assert not refused("UPDATE cases_restriction SET manager_id = placed_by_id")
    ends = "lifted_at = placed_at, lifted_by_id = placed_by_id, lifted_reason = 'Over'"
    assert not refused(f"UPDATE cases_restriction SET {ends}")
