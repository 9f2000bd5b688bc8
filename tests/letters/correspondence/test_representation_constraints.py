"""Raw SQL against what was said against a letter and its answer, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from letters.correspondence.models import Letter, LetterState, Representation
from tests.makers_letters import make_letter, said_against
from tests.superuser import guards_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
S = LetterState
TABLE = "correspondence_representation"


def change(row: Representation, assignment: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {assignment} WHERE id = %s", [row.pk])
        return int(cursor.rowcount)


def waiting() -> Representation:
    return said_against(make_letter(state=S.REPRESENTATIONS_RECEIVED))


def answered(state: LetterState = S.UPHELD) -> Representation:
    return said_against(make_letter(state=state))


BREACH = (
    "breach = 'KEEP', breach_note = 'x', breach_at = recorded_at, breach_by_id = recorded_by_id"
)
ANSWER = "decision = 'UPHELD', reasons = 'So', answered_at = recorded_at"


@pytest.mark.parametrize("who", ["authorised_by_id", "written_by_id"])
def test_neither_the_authoriser_nor_the_author_answers(who: str) -> None:
    row = waiting()
    with pytest.raises(DatabaseError):
        change(row, f"{ANSWER}, answered_by_id = {who}")


def test_somebody_else_may() -> None:
    assert change(waiting(), f"{ANSWER}, answered_by_id = recorded_by_id") == 1


@pytest.mark.parametrize(
    "assignment",
    [
        "decision = 'UPHELD'",
        f"{ANSWER}, answered_by_id = recorded_by_id, reasons = ''",
        "decision = 'UPHELD', reasons = 'So', answered_by_id = recorded_by_id",
        "decision = 'DROPPED', reasons = 'So', answered_by_id = recorded_by_id, "
        "answered_at = recorded_at",
        "decision = 'AMENDED', reasons = 'So', answered_by_id = recorded_by_id, "
        "answered_at = recorded_at",
        "said = 'Nothing'",
        "received_at = recorded_at, says_victim = (1 = 1)",
        "authorised_by_id = recorded_by_id",
        "told = 'PHONE', told_at = recorded_at, told_by_id = recorded_by_id",
        BREACH,
    ],
)
def test_an_answer_that_cannot_be_true_is_refused(assignment: str) -> None:
    row = waiting()
    with pytest.raises(DatabaseError):
        change(row, assignment)


@pytest.mark.parametrize(
    "assignment",
    [
        "decision = 'WITHDRAWN'",
        "reasons = 'Other'",
        "decision = '', reasons = '', answered_by_id = NULL, answered_at = NULL",
        "wrong_person = (1 = 1)",
        "told = 'PHONE', told_at = received_at, told_by_id = recorded_by_id",
        "told = 'NOBODY', told_at = answered_at, told_by_id = recorded_by_id",
        BREACH,
    ],
)
def test_an_answer_stays_as_it_was_given(assignment: str) -> None:
    row = answered()
    with pytest.raises(DatabaseError):
        change(row, assignment)


def test_without_the_triggers_an_answer_could_be_changed() -> None:
    row = answered()
    with guards_off():
        assert change(row, "reasons = 'Other'") == 1


def test_nothing_that_was_said_is_removed() -> None:
    answered()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")


def test_one_thing_at_a_time_waits_for_an_answer() -> None:
    row = waiting()
    given: dict[str, Any] = {
        field.attname: getattr(row, field.attname)
        for field in Representation._meta.concrete_fields
        if not field.primary_key
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        Representation.objects.create(**given | {"number": 2})
    assert Letter.objects.get(pk=row.letter_id).representations.count() == 1
