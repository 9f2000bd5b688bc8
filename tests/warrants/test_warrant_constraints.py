"""What the database itself refuses, whatever the code above it does: raw SQL on both."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casework.core import append_only
from casework.enforcement.warrants.models import Decision, Warrant
from casework.enforcement.warrants.models import WarrantState as S
from casework.enforcement.warrants.models.truths import TRUTHS
from casework.enforcement.warrants.triggers import GUARDS
from tests import makers_warrants as w
from tests.makers_cases import people_of
from tests.makers_warrants import make_warrant
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> int:
    """Run one statement past Django's models; how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


# Table -> a column with words in it.
TRAIL = {
    "warrants_attempt": "next_action",
    "warrants_review": "reason",
    "warrants_forcerequest": "force",
    "warrants_forceanswer": "note",
    "warrants_bailcondition": "text",
    "warrants_bailcheck": "found",
}


@pytest.fixture
def trail() -> None:
    """One row in each table of the trail."""
    make_warrant(state=S.OTHER_FORCE)
    make_warrant(state=S.ATTEMPTED)
    make_warrant(state=S.BREACHED, sub_type="BAIL")


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return list(cursor.fetchall())


@pytest.mark.parametrize("table", TRAIL)
def test_what_was_written_is_never_changed_removed_or_replaced(trail: None, table: str) -> None:
    before = rows(table)
    assert before
    statements = [f"UPDATE {table} SET {TRAIL[table]} = 'Else'", f"DELETE FROM {table}"]
    if connection.vendor == "sqlite":
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        statements.append(f"TRUNCATE {table} CASCADE")
    for statement in statements:
        with pytest.raises(DatabaseError):
            sql(statement)
    assert rows(table) == before
    assert append_only.missing(connection, GUARDS) == set()


@pytest.mark.parametrize("table", TRAIL)
def test_without_the_guard_it_could_be(trail: None, table: str) -> None:
    with guards_off():
        assert sql(f"UPDATE {table} SET {TRAIL[table]} = 'Else'")
    assert append_only.missing(connection, GUARDS) == set()


# A state, the columns that are set past the code, and the constraint that stands in the way.
ATTACKS: list[tuple[S, str, str, str]] = [
    (S.RECEIVED, "", "state = 'FOUND'", "warrant_state_known"),
    (S.RECEIVED, "", "sub_type = 'FINE'", "warrant_in_a_state_of_its_sub_type"),
    (S.ALLOCATED, "", "sub_type = 'BAIL'", "warrant_in_a_state_of_its_sub_type"),
    (S.CHECKING, "BAIL", "state = 'ALLOCATED'", "warrant_in_a_state_of_its_sub_type"),
    (S.GRADED, "", "code = '2509'", "warrant_words_from_the_lists"),
    (S.GRADED, "", "grade = 'D'", "warrant_words_from_the_lists"),
    (S.GRADED, "", "backed_for_bail = true", "warrant_code_agrees_about_bail"),
    (S.RECEIVED, "", "state = 'GRADED'", "graded_warrant_says_what_it_is"),
    (S.GRADED, "", "grade_reason = ''", "graded_warrant_says_what_it_is"),
    (S.GRADED, "", "state = 'CIRCULATED'", "wanted_person_has_a_circulation"),
    (S.CIRCULATED, "", "circulation_reference = ''", "circulation_whole_or_not_at_all"),
    (S.CIRCULATED, "", "cancelled_at = circulated_at", "cancelled_circulation_has_a_reference"),
    (
        S.GRADED,
        "",
        "cancelled_at = graded_at, cancel_reference = 'X'",
        "cancelled_circulation_has_a_reference",
    ),
    (S.CIRCULATED, "", "state = 'ALLOCATED'", "allocated_warrant_thought_of_victims"),
    (S.ALLOCATED, "", "victim_safety = ''", "allocated_warrant_thought_of_victims"),
    (S.ALLOCATED, "", "state = 'EXECUTED'", "outcome_exactly_when_it_ended"),
    (S.EXECUTED, "", "state = 'ALLOCATED'", "outcome_exactly_when_it_ended"),
    (S.EXECUTED, "", "outcome = 'SURRENDERED'", "outcome_exactly_when_it_ended"),
    (S.EXECUTED, "", "custody_reference = ''", "arrest_is_told_whole"),
    (S.EXECUTED, "", "hearing_on = NULL", "arrest_is_told_whole"),
    (S.EXECUTED, "BAIL", "arrest_place = ''", "arrest_is_told_whole"),
    (S.SURRENDERED, "", "hearing_court = ''", "surrender_and_bail_have_a_court_date"),
    (S.CLOSED_DEATH, "", "evidence = ''", "ended_otherwise_only_on_evidence"),
    (S.WITHDRAWN_BY_COURT, "", "evidence = ''", "ended_otherwise_only_on_evidence"),
    (
        S.SURRENDERED,
        "",
        "outcome = 'BACKED_BAIL_SERVED', state = 'BACKED_BAIL_SERVED'",
        "bail_served_only_where_the_court_backed_it",
    ),
    (S.CLOSED_DEATH, "", "outcome_by_id = NULL", "manager_ends_nothing_of_their_own"),
    (S.CLOSED_DEATH, "", "outcome_by_id = received_by_id", "manager_ends_nothing_of_their_own"),
    (S.CLOSED_DEATH, "", "outcome_by_id = allocated_to_id", "manager_ends_nothing_of_their_own"),
    (S.WITHDRAWN_BY_COURT, "", "state = 'CLOSED'", "nothing_closed_while_circulated"),
    (S.CLOSED, "", "cancelled_at = NULL, cancel_reference = ''", "nothing_closed_while_circulated"),
    (S.CLOSED, "", "victims_told_at = NULL", "nothing_closed_before_victims_heard"),
    (S.BAIL_ENDED, "BAIL", "state = 'CLOSED'", "nothing_closed_before_victims_heard"),
    (S.RECEIVED, "BAIL", "state = 'CHECKING'", "bail_that_is_checked_says_until_when"),
    (S.CHECKING, "BAIL", "bail_until = bail_from", "bail_that_is_checked_says_until_when"),
    (S.CHECKING, "BAIL", "bail_until = NULL", "bail_that_is_checked_says_until_when"),
    (S.CHECKING, "BAIL", "check_every_days = NULL", "bail_that_is_checked_says_until_when"),
    (S.BAIL_ENDED, "BAIL", "bail_end = ''", "bail_ends_in_one_way"),
    (S.CHECKING, "BAIL", "bail_end = 'CHARGED'", "bail_ends_in_one_way"),
]

# Where a second truth stands in the way too, each database names whichever it looks at first.
STANDS_TOO = {
    "warrant_state_known": "warrant_in_a_state_of_its_sub_type",
    "warrant_in_a_state_of_its_sub_type": "allocated_warrant_thought_of_victims",
}


@pytest.mark.parametrize(("state", "sub_type", "assignment", "truth"), ATTACKS)
def test_a_row_that_cannot_be_true_is_refused(
    state: S, sub_type: str, assignment: str, truth: str
) -> None:
    warrant = make_warrant(state=state, sub_type=sub_type)
    before = Warrant.objects.filter(pk=warrant.pk).values().get()
    with pytest.raises(IntegrityError, match=f"{truth}|{STANDS_TOO.get(truth, truth)}"):
        sql(f"UPDATE warrants_warrant SET {assignment} WHERE id = %s", warrant.pk)
    assert Warrant.objects.filter(pk=warrant.pk).values().get() == before


def test_every_truth_was_attacked() -> None:
    assert {truth.name for truth in TRUTHS} == {truth for *_, truth in ATTACKS}


def copied(table: str, **changes: object) -> int:
    """A second row like the last one of the table but for `changes`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id DESC")
        names = [
            column.name if hasattr(column, "name") else column[0]
            for column in (cursor.description or [])
        ]
        row = dict(zip(names, cursor.fetchone(), strict=True))
    row = {name: value for name, value in (row | changes).items() if name != "id"}
    places = ", ".join(["%s"] * len(row))
    return sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", *row.values())


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("warrants_attempt", {"number": 1}),
        ("warrants_attempt", {"number": 2, "result": "VANISHED"}),
        ("warrants_attempt", {"number": 2, "next_action": ""}),
        ("warrants_attempt", {"number": 2, "logged_at": "2020-01-06 10:00:00+00:00"}),
        ("warrants_review", {"number": 1}),
        ("warrants_review", {"number": 2, "decision": "WAIT"}),
        ("warrants_review", {"number": 2, "reason": ""}),
        (
            "warrants_review",
            {"number": 2, "level": "INSPECTOR", "decision": "CARRY_ON", "trace_plan": ""},
        ),
        ("warrants_forcerequest", {"number": 1}),
        ("warrants_forcerequest", {"number": 2, "contact_point": ""}),
        ("warrants_forceanswer", {}),
        ("warrants_bailcondition", {"number": 2}),
        ("warrants_bailcondition", {"number": 3, "text": ""}),
        ("warrants_bailcheck", {"number": 1}),
        ("warrants_bailcheck", {"number": 2, "condition_id": None}),
        ("warrants_bailcheck", {"number": 2, "result": "KEPT"}),
        ("warrants_bailcheck", {"number": 2, "logged_at": "2020-01-06 10:00:00+00:00"}),
    ],
)
def test_a_trail_that_cannot_be_true_is_refused(
    trail: None, table: str, changes: dict[str, object]
) -> None:
    before = rows(table)
    with pytest.raises(DatabaseError):
        copied(table, **changes)
    assert rows(table) == before


def test_an_answer_is_accepted_only_by_somebody_named(trail: None) -> None:
    warrant = w.review(make_warrant(state=S.ALLOCATED), Decision.ASK_FORCE)
    request = warrant.force_requests.get()
    with pytest.raises(DatabaseError):
        sql(
            "INSERT INTO warrants_forceanswer (request_id, accepted, answered_by, note, "
            "logged_by_id, logged_at) VALUES (%s, %s, '', 'x', %s, '2026-11-22 10:00:00+00:00')",
            request.pk,
            True,
            people_of(warrant.case).supervisor.pk,
        )


def test_an_attempt_can_be_added(trail: None) -> None:
    assert copied("warrants_attempt", number=2) == 1
