"""What the database itself refuses, whatever the code above it does: raw SQL on both."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from casework.core import append_only
from casework.operations.models import OperationState
from casework.operations.triggers import GUARDS
from tests.makers_operations import operation_at
from tests.superuser import guards_off
from workflows.operations.triggers import GUARDS as WORK_GUARDS

pytestmark = pytest.mark.django_db
S = OperationState


def sql(statement: str, *values: object) -> int:
    """Run one statement past Django's models; how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError):
        sql(statement)


LEAPS = [
    ("PLANNED", "COHORT_APPROVED"),
    ("COHORT_PROPOSED", "BRIEFED"),
    ("COHORT_APPROVED", "RUNNING"),
    ("BRIEFED", "DEBRIEF"),
    ("CANCELLED", "PLANNED"),
]


@pytest.mark.parametrize(("state", "to"), LEAPS)
def test_a_state_moves_along_the_table_alone(state: str, to: str) -> None:
    operation_at(state)
    refused(f"UPDATE operations_operation SET state = '{to}'")


# What a state rests on, each taken away by hand.
TAKEN_AWAY = {
    "COHORT_PROPOSED": ["proposed_by_id = NULL"],
    "COHORT_APPROVED": [
        "equality_note = ''",
        "approved_by_id = NULL",
        "approved_by_id = proposed_by_id",
        "resumes_to = 'BRIEFED'",
        "intensity = 'HUGE'",
        "code = ''",
    ],
    "RUNNING": ["briefed_by_id = NULL", "run_by_id = NULL, run_at = NULL"],
    "DEBRIEF": ["debriefed_at = '2020-01-01 10:00:00+00:00'"],
    "CLOSED": ["results = ''", "closed_by_id = NULL"],
    "CANCELLED": ["cancelled_because = ''"],
    "RESCHEDULED": ["resumes_to = ''", "resumes_to = 'CLOSED'", "equality_note = ''"],
}


@pytest.mark.parametrize("state", TAKEN_AWAY)
def test_nothing_a_state_rests_on_can_be_taken_away(state: str) -> None:
    operation_at(state)
    for change in TAKEN_AWAY[state]:
        refused(f"UPDATE operations_operation SET {change}")
    refused("DELETE FROM operations_operation")


MEMBERS = [
    "decision = 'DECLINED'",
    "decision_reason = 'Something else'",
    "decided_by_id = proposed_by_id",
    "decision = '', decision_reason = '', decided_by_id = NULL, decided_at = NULL",
    "checks = ''",
    "left_out_because = 'Nobody said so'",
]
CONTACTS = [
    "approved_by_id = planned_by_id",
    "approved_by_id = NULL, approved_at = NULL",
    "state = 'STARTED'",
    "state = 'VOIDED'",
    "state = 'MISSED'",
    "state = 'GONE'",
    "wave = 'AFTER'",
    "was_made = TRUE",
    "started_for = planned_at",
]


def test_what_was_decided_on_a_person_and_planned_with_them_holds() -> None:
    operation_at("BRIEFED")
    for change in MEMBERS:
        refused(f"UPDATE operations_cohortmember SET {change}")
    for change in CONTACTS:
        refused(f"UPDATE operations_timedcontact SET {change}")
    refused("DELETE FROM operations_cohortmember")
    refused("DELETE FROM operations_timedcontact")


ADDED = {
    "operations_eventmove": "reason = 'Another'",
    "operations_earlierevent": "named = 'Another'",
    "operations_memberground": "words = 'Another'",
}


def test_what_is_added_is_never_changed_removed_or_replaced() -> None:
    operation_at("RESCHEDULED")
    for table, change in ADDED.items():
        assert sql(f"SELECT * FROM {table}") is not None
        attacks = [f"UPDATE {table} SET {change}", f"DELETE FROM {table}"]
        if connection.vendor == "sqlite":
            attacks.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        for statement in attacks:
            refused(statement)


def test_with_the_guards_off_the_same_attacks_succeed() -> None:
    """Red twin: it is the guards that refuse."""
    operation_at("BRIEFED")
    with guards_off():
        assert sql("UPDATE operations_cohortmember SET decision_reason = 'Another'") == 1
        assert sql("UPDATE operations_memberground SET words = 'Another'") == 1


def test_every_guard_is_installed() -> None:
    assert append_only.missing(connection, [*GUARDS, *WORK_GUARDS]) == set()


def test_a_ground_of_history_names_its_report() -> None:
    operation_at("COHORT_PROPOSED")
    refused(
        "INSERT INTO operations_memberground (member_id, kind, words, found_at) "
        "SELECT id, 'EVENT_HISTORY', 'He follows the club', proposed_at "
        "FROM operations_cohortmember"
    )
