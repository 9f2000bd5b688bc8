"""What the database refuses of retention records, whoever writes and with what."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.core.append_only import missing
from casework.retention.models import DisposalHold, Retention, RetentionReview
from casework.retention.triggers import GUARDS
from tests import makers_retention as walk
from tests.makers_retention import make_retention
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db
RECORD, TERM = "retention_retention", "retention_retentionterm"
REVIEW, HOLD = "retention_retentionreview", "retention_disposalhold"
ALERT = "retention_retentionalert"


@pytest.fixture
def row() -> Retention:
    """Overdue, reviewed once, with a hold that was lifted and an alert."""
    made = make_retention()
    with walk.overdue(made):
        walk.hold(made)
        walk.keep(made)
        made.alerts.create(kind="OVERDUE", due_at=made.review_due_at)
    return Retention.objects.get(pk=made.pk)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError):
        run(sql)


def test_every_guard_is_there() -> None:
    assert missing(connection, GUARDS) == set()


@pytest.mark.parametrize("table", [RECORD, TERM, REVIEW, HOLD, ALERT])
def test_nothing_is_deleted(row: Retention, table: str) -> None:
    refused(f"DELETE FROM {table}")


ATTACKS = [
    f"UPDATE {RECORD} SET state = 'CONFIRMED'",
    f"UPDATE {RECORD} SET state = 'GONE'",
    f"UPDATE {RECORD} SET case_id = case_id + 1",
    f"UPDATE {RECORD} SET begun_at = '2001-01-01 00:00:00+00:00'",
    f"UPDATE {RECORD} SET clear_from = '2001-01-01 00:00:00+00:00'",
    f"UPDATE {RECORD} SET review_due_at = clear_from",
    f"""UPDATE {RECORD} SET "group" = '7'""",
    f"UPDATE {RECORD} SET why = ''",
    f"UPDATE {TERM} SET due_at = '2001-01-01 00:00:00+00:00'",
    f"UPDATE {TERM} SET by_id = NULL",
    f"UPDATE {REVIEW} SET reason = 'Another'",
    f"""UPDATE {REVIEW} SET "group" = '3'""",
    f"UPDATE {REVIEW} SET outcome = 'CONFIRMED'",
    f"UPDATE {HOLD} SET reason = 'Another'",
    f"UPDATE {HOLD} SET kind = 'COMPLAINT'",
    f"UPDATE {HOLD} SET ends_at = '2001-01-01 00:00:00+00:00'",
    f"UPDATE {HOLD} SET lifted_at = placed_at",
    f"UPDATE {ALERT} SET days_before = 3",
]


@pytest.mark.parametrize("sql", ATTACKS)
def test_raw_sql_changes_nothing(row: Retention, sql: str) -> None:
    refused(sql)


@pytest.mark.parametrize("sql", [each for each in ATTACKS if f"UPDATE {TERM}" in each])
def test_with_the_guards_off_it_would(row: Retention, sql: str) -> None:
    """The red twin. Of the others a constraint stands behind the guard, or both do."""
    if "by_id" in sql:
        sql += " WHERE because = 'ENDED'"
    with guards_off():
        run(sql)


def test_a_record_begins_as_kept_and_once(row: Retention) -> None:
    columns = 'state_since, "group", why, clear_from, review_due_at, due_proof, begun_at'
    refused(
        f"INSERT INTO {RECORD} (case_id, state, {columns}) "
        f"SELECT case_id, 'KEPT', {columns} FROM {RECORD}"
    )
    other = make_retention().case_id
    with guards_off():
        run(f"DELETE FROM {TERM} WHERE retention_id <> {row.pk}")
        run(f"DELETE FROM {RECORD} WHERE case_id = {other}")
    copy = f"SELECT {other}, '{{}}', {columns} FROM {RECORD} WHERE id = {row.pk}"
    refused(f"INSERT INTO {RECORD} (case_id, state, {columns}) {copy.format('CONFIRMED')}")
    run(f"INSERT INTO {RECORD} (case_id, state, {columns}) {copy.format('KEPT')}")


def test_no_proposal_while_a_hold_runs(row: Retention) -> None:
    at = "'2060-01-01 00:00:00+00:00'"
    refused(f"UPDATE {RECORD} SET state = 'PROPOSED', state_since = {at}")
    with transaction.atomic():
        DisposalHold.objects.update(
            lifted_at=timezone.now(), lifted_by=walk.manager_of(row), lifted_reason="Over."
        )
    run(f"UPDATE {RECORD} SET state = 'PROPOSED', state_since = {at}")


def test_no_disposal_without_a_second_person(row: Retention) -> None:
    proposed = make_retention()
    with walk.overdue(proposed) as at:
        walk.propose(proposed)
    refused(f"UPDATE {RECORD} SET state = 'CONFIRMED' WHERE id = {proposed.pk}")
    review = f"outcome = 'CONFIRMED', settled_at = '{at:%Y-%m-%d %H:%M:%S}+00:00'"
    review += ", settled_reason = 'Agreed'"
    mine = walk.manager_of(proposed).pk
    where = f"WHERE retention_id = {proposed.pk}"
    refused(f"UPDATE {REVIEW} SET {review} {where}")
    refused(f"UPDATE {REVIEW} SET {review}, settled_by_id = {mine} {where}")


def test_one_proposal_is_open_at_a_time() -> None:
    made = make_retention()
    with walk.overdue(made):
        walk.propose(made)
    columns = 'retention_id, decision, "group", reason, reviewed_by_id, reviewed_at, outcome, '
    columns += "settled_reason"
    for how in ("INSERT", *(["INSERT OR REPLACE"] if connection.vendor == "sqlite" else [])):
        refused(f"{how} INTO {REVIEW} ({columns}) SELECT {columns} FROM {REVIEW}")
    assert RetentionReview.objects.count() == 1


@pytest.mark.parametrize("table", [RECORD, TERM, REVIEW, HOLD, ALERT])
def test_no_row_takes_the_place_of_another(row: Retention, table: str) -> None:
    """SQLite alone knows how; there the guard is, and on PostgreSQL the primary key."""
    replace = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    refused(f"{replace} INTO {table} SELECT * FROM {table}")
