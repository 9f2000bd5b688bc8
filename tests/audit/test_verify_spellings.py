"""Changes that mean the same to a reader, or nothing at all, and are still changes."""

from __future__ import annotations

import pytest
from django.db import connection

from casework.audit import verify
from tests import makers_audit
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db

WHERE = "WHERE stream_id = 'case:1' AND seq = 3"
EVENT = f"(SELECT id FROM audit_event {WHERE})"

# The same on both databases.
EVERYWHERE = [
    f"UPDATE audit_event SET verb = verb || ' ' {WHERE}",
    f"UPDATE audit_event SET hash = upper(hash) {WHERE}",
    f"UPDATE audit_event SET prev = '' {WHERE}",
    f"UPDATE audit_payload SET salt = upper(salt) || 'F' WHERE event_id = {EVENT}",
    f"UPDATE audit_payload SET body = replace(body, ',', ', ') WHERE event_id = {EVENT}",
    f"UPDATE audit_payload SET body = '[1]' WHERE event_id = {EVENT}",
]
# SQLite has several spellings of an instant, and takes bytes that are no text.
ODD = {
    "sqlite": [
        f"UPDATE audit_event SET at = replace(at, ' ', 'T') {WHERE}",
        f"UPDATE audit_event SET at = at || '0' {WHERE}",
        f"UPDATE audit_event SET at = 'yesterday' {WHERE}",
        f"UPDATE audit_event SET verb = CAST(x'ff' AS TEXT) {WHERE}",
        f"UPDATE audit_payload SET body = CAST(x'ff' AS TEXT) WHERE event_id = {EVENT}",
    ],
    "postgresql": [f"UPDATE audit_event SET at = at + interval '1 microsecond' {WHERE}"],
}


@pytest.mark.parametrize("number", range(len(EVERYWHERE)), ids=lambda number: f"change{number}")
def test_a_change_of_spelling_is_a_change(number: int) -> None:
    assert named_after(EVERYWHERE[number]) == ["case:1"]


def test_what_only_this_database_lets_pass_for_the_same_is_a_change() -> None:
    for attack in ODD[connection.vendor]:
        assert named_after(attack, stream="case:1") == ["case:1"], attack
        undo_all()


def named_after(attack: str, *, stream: str | None = None) -> list[str]:
    """The chains named wrong, with the row they are wrong at, after one statement of SQL."""
    makers_audit.make_log()
    with guards_off():
        with connection.cursor() as cursor:
            cursor.execute(attack)
            assert cursor.rowcount == 1
        faults = list(verify.faults(stream=stream))
    assert {fault.seq for fault in faults} == {3}
    return [fault.stream for fault in faults]


def undo_all() -> None:
    """Empty the log, so that the next attack meets a whole one."""
    with guards_off(), connection.cursor() as cursor:
        for table in ("audit_mention", "audit_payload", "audit_event", "audit_stream"):
            cursor.execute(f"DELETE FROM {table}")
