"""Raw SQL against letters: what the database itself refuses, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from letters.correspondence.models import Letter, LetterState
from tests import makers_letters
from tests.makers_letters import make_letter
from tests.superuser import guards_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
S = LetterState


def run(sql: str, *values: Any) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def change(letter: Letter, assignment: str, *values: Any) -> int:
    return run(f"UPDATE correspondence_letter SET {assignment} WHERE id = %s", *values, letter.pk)


def assert_refused(attack: Any, *args: Any) -> None:
    with pytest.raises(DatabaseError):
        attack(*args)


# --- what is served never changes -----------------------------------------------------------------


@pytest.mark.parametrize(
    "assignment",
    [
        "state = 'WITHDRAWN', served_at = NULL",
        "service_place = 'Elsewhere'",
        "served_at = ended_at",
        "decision_reason = 'Other'",
        "no_authority_reason = 'Other'",
        "state = 'UPHELD'",
        "state = 'WITHDRAWN'",
        "state = 'ISSUED_FOR_SERVICE', served_at = NULL, ended_at = NULL",
        "state = 'REPRESENTATIONS_RECEIVED', service_place = 'Elsewhere'",
        "state = 'REPRESENTATIONS_RECEIVED', ended_at = created_at",
    ],
)
def test_a_served_letter_cannot_be_changed(assignment: str) -> None:
    letter = make_letter(state=S.SERVED)
    assert_refused(change, letter, assignment)


def test_without_the_triggers_a_served_letter_could_be_changed() -> None:
    letter = make_letter(state=S.SERVED)
    with guards_off():
        assert change(letter, "service_place = 'Elsewhere'") == 1


def test_a_served_letter_moves_on_along_its_table_and_no_further() -> None:
    letter = make_letter(state=S.SERVED)
    assert change(letter, "state = 'REPRESENTATIONS_RECEIVED'") == 1
    assert change(letter, "state = 'WITHDRAWN'") == 1
    for state in ("SERVED", "UPHELD", "EXPIRED", "DRAFT"):
        assert_refused(change, letter, f"state = '{state}'")


@pytest.mark.parametrize(
    "assignment",
    [
        "state = 'SERVED', served_at = authority_lapses_at + 1, ended_at = authority_lapses_at",
        "no_authority_reason = 'None'",
    ],
)
def test_service_without_authority_says_why_and_only_then(assignment: str) -> None:
    letter = make_letter(state=S.ISSUED_FOR_SERVICE)
    late = "datetime(authority_lapses_at, '+1 day')"
    if connection.vendor == "postgresql":
        late = "authority_lapses_at + interval '1 day'"
    assert_refused(change, letter, assignment.replace("authority_lapses_at + 1", late))


APPEND_ONLY = {
    "correspondence_letterversion": "text = 'Other words'",
    "correspondence_factline": "text = 'Another line'",
    "correspondence_serviceattempt": "place = 'Elsewhere'",
}


@pytest.mark.parametrize(("table", "assignment"), APPEND_ONLY.items())
def test_versions_lines_and_attempts_are_neither_changed_nor_removed(
    table: str, assignment: str
) -> None:
    make_letter(state=S.SERVED)
    assert_refused(run, f"UPDATE {table} SET {assignment}")
    assert_refused(run, f"DELETE FROM {table}")


@pytest.mark.parametrize(("table", "assignment"), APPEND_ONLY.items())
def test_without_the_triggers_they_could_be(table: str, assignment: str) -> None:
    make_letter(state=S.SERVED)
    with guards_off():
        assert run(f"UPDATE {table} SET {assignment}") >= 1


def test_a_row_cannot_be_put_in_the_place_of_another() -> None:
    if connection.vendor != "sqlite":
        # PostgreSQL has no REPLACE: the upsert is an update, which its trigger refuses.
        statement = (
            "INSERT INTO correspondence_factline SELECT * FROM correspondence_factline "
            "ON CONFLICT (id) DO UPDATE SET text = 'Another line'"
        )
    else:
        statement = (
            "INSERT OR REPLACE INTO correspondence_factline SELECT * FROM correspondence_factline"
        )
    make_letter(state=S.AWAITING_AUTHORITY)
    assert_refused(run, statement)


def test_a_draft_is_hung_on_a_version_once_and_stays() -> None:
    letter = make_letter(state=S.AWAITING_AUTHORITY)
    makers_letters.draw_draft(letter)
    table = "correspondence_letterversion"
    assert_refused(run, f"UPDATE {table} SET draft_document_id = NULL")
    assert_refused(run, f"UPDATE {table} SET html = 'x', draft_document_id = draft_document_id")


@pytest.mark.parametrize(
    "assignment",
    [
        "document_id = NULL",
        "service_address = 'Elsewhere'",
        "version = 2",
        "decided_at = created_at",
        "author_id = decided_by_id",
    ],
)
def test_once_it_is_made_what_the_document_says_stays(assignment: str) -> None:
    letter = makers_letters.make(make_letter(state=S.AUTHORISED))
    assert_refused(change, letter, assignment)


def test_a_submitted_letter_is_not_removed_and_a_mere_draft_may_be() -> None:
    submitted, draft = make_letter(state=S.AWAITING_AUTHORITY), make_letter()
    statement = "DELETE FROM correspondence_letter WHERE id = %s"
    assert_refused(run, statement, submitted.pk)
    assert run(statement, draft.pk) == 1


# --- constraints ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "assignment"),
    [
        (S.DRAFT, "state = 'POSTED'"),
        (S.DRAFT, "state = 'AUTHORISED'"),
        (S.DRAFT, "state = 'ISSUED_FOR_SERVICE'"),
        (S.DRAFT, "state = 'SERVED', served_at = created_at, ended_at = created_at"),
        (S.AWAITING_AUTHORITY, "decided_by_id = author_id, decided_at = created_at"),
        (S.AWAITING_AUTHORITY, "decided_by_id = author_id"),
        (S.AUTHORISED, "redaction_checked = %s"),
        (S.AUTHORISED, "authority_lapses_at = NULL"),
        (S.AUTHORISED, "state = 'ISSUED_FOR_SERVICE'"),
        (S.AUTHORISED, "ended_at = created_at"),
        (S.AUTHORISED, "advocate_told_at = created_at"),
        (S.ISSUED_FOR_SERVICE, "issued_at = created_at"),
        (S.ISSUED_FOR_SERVICE, "issued_by_id = NULL"),
        (S.ISSUED_FOR_SERVICE, "service_method = ''"),
        (S.ISSUED_FOR_SERVICE, "state = 'SERVED'"),
        (S.ISSUED_FOR_SERVICE, "state = 'LAPSED'"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused(state: str, assignment: str) -> None:
    letter = make_letter(state=state)
    values = [False] if "%s" in assignment else []
    assert_refused(change, letter, assignment, *values)


def attempt(letter: Letter, **changes: Any) -> int:
    officer = letter.author_id
    row: dict[str, Any] = {
        "letter_id": letter.pk,
        "number": 1,
        "round": 1,
        "outcome": "SERVED",
        "method": "IN_PERSON",
        "place": "Here",
        "at": letter.issued_at,
        "server_id": officer,
        "second_officer_id": None,
        "identity_check": "Known",
        "signature": "Signed for it",
        "bwv_reference": "",
        "delivery_reference": "",
        "said": "",
        "note": "",
        "not_cleared_reason": "",
        "hostile": False,
        "says_victim": False,
        "logged_at": letter.issued_at,
    }
    row |= changes
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    statement = f"INSERT INTO correspondence_serviceattempt ({columns}) VALUES ({marks})"
    return run(statement, *row.values())


def test_an_attempt_with_its_proof_is_taken() -> None:
    assert attempt(make_letter(state=S.ISSUED_FOR_SERVICE)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"identity_check": ""},
        {"signature": ""},
        {"place": ""},
        {"method": "RECORDED_POST", "identity_check": "", "signature": ""},
    ],
)
def test_service_without_proof_is_refused(changes: dict[str, Any]) -> None:
    assert_refused(lambda: attempt(make_letter(state=S.ISSUED_FOR_SERVICE), **changes))


def test_service_by_one_officer_twice_or_before_it_happened_is_refused() -> None:
    letter = make_letter(state=S.ISSUED_FOR_SERVICE)
    assert_refused(lambda: attempt(letter, second_officer_id=letter.author_id))
    assert_refused(lambda: attempt(letter, logged_at=letter.decided_at))


def test_a_letter_is_served_once_and_an_attempt_has_its_number_once() -> None:
    letter = make_letter(state=S.ISSUED_FOR_SERVICE)
    attempt(letter)
    assert_refused(lambda: attempt(letter, number=2))
    assert_refused(lambda: attempt(letter, outcome="NOT_FOUND"))


def test_one_document_is_not_hung_on_two_letters() -> None:
    letter = make_letter(state=S.ISSUED_FOR_SERVICE)
    other = make_letter(state=S.AUTHORISED)
    assert_refused(change, other, "document_id = %s", letter.document_id)
