"""The floor of a step: the statements a person would write by hand, through the bare driver.

`four` is the least that keeps the work, the record and the event: the task is done, the record
is touched, the next task is there, one event is chained. `all_rows` leaves the very rows that
the engine leaves: who completed it, the gate passed on the way, which task came from which, and
both events with their payloads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from casework.audit.chain import Link, commit_to, link_hash, new_salt
from casework.audit.fields import canonical
from casework.core.requests import current_request_id

FLOW = "workflows/interventions.home_visit.HomeVisitFlow"

DONE = """
    UPDATE workflows_task SET status = 'DONE', assigned = %s, started = %s, finished = %s
    WHERE id = %s AND finished IS NULL
"""
TOUCHED = "UPDATE visits_visit SET state = 'PLANNED' WHERE id = %s AND state = 'PLANNED'"
TASK = """
    INSERT INTO workflows_task (flow_task, flow_task_type, status, created, assigned, finished,
        token, process_id, case_id, kind, role, team_id, owner_id, due_at, due_proof, data)
    VALUES (%s, %s, %s, %s, %s, %s, 'start', %s, %s, %s, %s, %s, %s, %s, %s, '{}')
    RETURNING id
"""
PREVIOUS = "INSERT INTO workflows_task_previous (from_task_id, to_task_id) VALUES (%s, %s)"
RUNG = "(%s, %s, %s, '', '')"
LADDER = f"""
    INSERT INTO workflows_escalation (task_id, rung, send_at, how, reason)
    VALUES {", ".join([RUNG] * 5)}
"""
COMPLETION = "INSERT INTO workflows_completion (task_id, by_id, at) VALUES (%s, %s, %s)"
HEAD = "SELECT length, head FROM audit_stream WHERE name = %s"
EVENT = """
    INSERT INTO audit_event (stream_id, seq, at, actor_id, force_id, verb, object, request_id,
        commitment, prev, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    RETURNING id
"""
PAYLOAD = "INSERT INTO audit_payload (event_id, salt, body) VALUES (%s, %s, %s)"
MOVE_HEAD = "UPDATE audit_stream SET length = %s, head = %s WHERE name = %s"


@dataclass(frozen=True, slots=True)
class Place:
    """An open task and what the statements need to know around it (ids)."""

    task: int
    process: int
    visit: int
    case: int
    force: int
    team: int
    owner: int
    by: int


class RawStep:
    """Both floors over the driver's own connection."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self._driver = connection.connection.cursor()
        self._sqlite = connection.vendor == "sqlite"
        self._begin = "BEGIN IMMEDIATE" if self._sqlite else "BEGIN"
        self._head = HEAD if self._sqlite else f"{HEAD} FOR UPDATE"

    def four(self, at: Place) -> None:
        """Task done, record touched, next task, one event with its payload and its chain."""
        now = datetime.now(UTC)
        self._do(self._begin)
        self._do(DONE, self._at(now), self._at(now), self._at(now), at.task)
        self._do(TOUCHED, at.visit)
        self._next_task(at, now)
        self.events(at, now, [("task.completed", f"workflows.task:{at.task}")])
        self._do("COMMIT")

    def all_rows(self, at: Place) -> None:
        """The rows that completing the task through the engine leaves behind."""
        now = datetime.now(UTC)
        visit, task = f"visits.visit:{at.visit}", f"workflows.task:{at.task}"
        self._do(self._begin)
        self._do(DONE, self._at(now), self._at(now), self._at(now), at.task)
        self._do(COMPLETION, at.task, at.by, self._at(now))
        self.events(at, now, [("contact.check_again", visit), ("task.completed", task)])
        gate = self._do(
            TASK, f"{FLOW}.after_stop", "SWITCH", "DONE", self._at(now), None, self._at(now),
            at.process, at.case, "", "", None, None, None, None,
        )  # fmt: skip
        self._do(PREVIOUS, gate, at.task)
        following = self._next_task(at, now)
        rungs = ("WARN", "DUE", "OVERDUE", "SUPERVISOR", "MANAGER")
        self._do(LADDER, *(part for rung in rungs for part in (following, rung, self._at(now))))
        self._do(PREVIOUS, following, gate)
        self._do("COMMIT")

    def _next_task(self, at: Place, now: datetime) -> int:
        due = now + timedelta(days=5)
        return self._do(
            TASK, f"{FLOW}.check_contact", "HUMAN", "ASSIGNED", self._at(now), self._at(now), None,
            at.process, at.case, "home_visit", "OFFICER", at.team, at.owner, self._at(due), "{}",
        )  # fmt: skip

    def events(self, at: Place, now: datetime, events: Iterable[tuple[str, str]]) -> None:
        """Chain these events of a case, each a verb and what it is about."""
        stream = f"case:{at.case}"
        length, head = self._do_row(self._head, stream)
        for verb, ref in events:
            length += 1
            body = canonical({"before": {}, "after": {"status": "DONE"}, "reason": "Look again."})
            salt = new_salt()
            link = Link(
                prev=head, stream=stream, seq=length, at=now, actor=at.by, force=at.force,
                verb=verb, object=ref, request_id=current_request_id.get(),
                commitment=commit_to(salt, body),
            )  # fmt: skip
            head = link_hash(link)
            event = self._do(
                EVENT, stream, length, self._at(now), at.by, at.force, verb, ref, link.request_id,
                link.commitment, link.prev, head,
            )  # fmt: skip
            self._do(PAYLOAD, event, salt, body)
        self._do(MOVE_HEAD, length, head, stream)

    def _do(self, sql: str, *values: Any) -> int:
        """Run a statement; the id it returns, or 0."""
        row = self._do_row(sql, *values)
        return int(row[0]) if row else 0

    def _do_row(self, sql: str, *values: Any) -> Any:
        self._driver.execute(sql.replace("%s", "?") if self._sqlite else sql, values)
        return self._driver.fetchone() if self._driver.description else None

    def _at(self, instant: datetime) -> Any:
        """An instant as the driver takes it: SQLite keeps the text that Django would write."""
        return str(instant.replace(tzinfo=None)) if self._sqlite else instant
