"""One human step through workflows.actions against the raw SQL statements that do the same.

Size counts cases. In each round every side completes one task of each case: a supervisor
decides to have contact checked again, which leads to the officer's next task. Every completion
is a transaction of its own and loads the task and the user's grants from the database, as a
request does; there is no HTTP and no form.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.measure import Comparison, Side, compare
from bench.place import settled
from bench.raw_step import Place, RawStep
from casework.accounts.models import User
from casework.audit.verify import faults
from casework.cases.models import Case
from tests import makers, makers_cases
from workflows import actions
from workflows.models import Intervention, Task

DATABASES = ("sqlite", "postgres")
SIZE = 12
ANSWERS = {"decision": "AGAIN", "reason": "Look again."}
TURNS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def run(*, size: int, rounds: int) -> list[Comparison]:
    ring = Ring(size)
    raw = RawStep()
    settled()
    through = {
        "raw, four statements": raw.four,
        "raw, every row": raw.all_rows,
        "actions.complete": ring.complete,
    }
    sides = [Side(name, _each(ring, step), ring.turn) for name, step in through.items()]
    measured = compare(f"One step of each of {size:,} cases", sides, rounds=rounds)
    broken = list(faults())
    assert not broken, broken
    measured.notes = [_statements(ring), *(_bytes(ring, *pair) for pair in through.items())]
    measured.notes = [note for note in measured.notes if note]
    return [measured]


class Ring:
    """Cases whose home visits go round: contact is not cleared, look again, not cleared."""

    def __init__(self, cases: int) -> None:
        self._team = makers.make_team()
        self._visits = [self._visit() for _ in range(cases)]
        self.places: list[Place] = []

    def turn(self) -> None:
        """Bring every case to the supervisor's decision by finding that contact is not safe."""
        for visit in self._visits:
            task = Task.objects.open().get(process=visit)
            if task.flow_task.name == "check_contact":
                answers = makers_cases.all_safe(visit.case) | {"live_investigation": True}
                actions.complete(task=task, by=_fresh(self._people.officer), answers=answers)
        self.places = [self._place(visit) for visit in self._visits]

    def complete(self, at: Place) -> None:
        """The measured way."""
        task = Task.objects.get(pk=at.task)
        actions.complete(task=task, by=self._supervisor(), answers=ANSWERS)

    def _supervisor(self) -> User:
        user = self._people.supervisor
        user.forget_grants()
        return user

    @property
    def _people(self) -> makers_cases.People:
        return makers_cases.people_of(Case(team=self._team, team_id=self._team.pk))

    def _visit(self) -> Intervention:
        case = makers_cases.make_case(team=self._team, victims=1)
        people = makers_cases.people_of(case)
        return actions.start(case=case, kind="home_visit", by=people.officer, reason="High risk.")

    def _place(self, visit: Intervention) -> Place:
        task = Task.objects.open().get(process=visit)
        assert task.flow_task.name == "stopped"
        return Place(
            task=task.pk, process=visit.pk, visit=visit.visit_id, case=task.case_id,
            force=self._team.force_id, team=self._team.pk, owner=self._people.officer.pk,
            by=self._people.supervisor.pk,
        )  # fmt: skip


def _fresh(user: User) -> User:
    user.forget_grants()
    return user


def _each(ring: Ring, step: Callable[[Place], None]) -> Callable[[], str]:
    def act() -> str:
        for place in ring.places:
            step(place)
        return f"{len(ring.places):,} steps"

    return act


def _statements(ring: Ring) -> str:
    """How many statements one completion sends, without those that only begin and end."""
    ring.turn()
    with CaptureQueriesContext(connection) as captured:
        ring.complete(ring.places[0])
    sent = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(TURNS)]
    writes = sum(not sql.startswith("SELECT") for sql in sent)
    return f"actions.complete sends {len(sent)} statements, {writes} of them write"


def _bytes(ring: Ring, name: str, step: Callable[[Place], None]) -> str:
    """What one step adds to PostgreSQL's write-ahead log, once the pages it touches are in it."""
    if connection.vendor != "postgresql":
        return ""
    for _ in range(2):
        ring.turn()
        _each(ring, step)()
    ring.turn()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        (before,) = cursor.fetchone()
        _each(ring, step)()
        cursor.execute("SELECT pg_current_wal_insert_lsn() - %s::pg_lsn", [before])
        (written,) = cursor.fetchone()
    return f"{name}: {round(written / len(ring.places)):,} bytes of log a step"
