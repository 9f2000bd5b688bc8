"""The sweep of deadlines over very many open tasks, of which few are due.

Size counts the open tasks of the large database; the small one has a hundredth. Each task has the
five rungs of its ladder, all ahead but for the first rung of `DUE` tasks: the same number in both.
Before each timing these are made unsent again. The floor leaves the very rows the sweep leaves
(the mark, the notice, the chained event), from one SELECT, one UPDATE and one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.filling import chance, fill, hours_after, whole
from bench.measure import Comparison, Side, compare
from bench.place import Second, plan_of, settled
from bench.raw_step import Place, RawStep
from bench.worklist import FLOW, NOW, OFFICERS, TEAMS, fill_people, first
from casework.accounts.models import Force, Team, User
from casework.cases.models import Case
from casework.people.models import Person
from tests.superuser import guards_off
from workflows import sweep
from workflows.models import Escalation, Intervention, Notice, Rung, Task

DATABASES = ("sqlite", "postgres")
SIZE = 1_000_000
DUE = 1_000
# Long before and long after anything this benchmark is run at.
PAST, AHEAD = "2026-01-05 09:00:00", "2090-01-02 09:00:00"
FIRST_RUNG = Rung.WARN.value

LATE = """
    SELECT e.id, t.id, t.owner_id, t.case_id, c.force_id
    FROM workflows_escalation e
    JOIN workflows_task t ON t.id = e.task_id
    JOIN cases_case c ON c.id = t.case_id
    WHERE e.settled_at IS NULL AND e.send_at <= %s ORDER BY e.send_at, e.id LIMIT 2000
"""
SETTLED = """
    UPDATE workflows_escalation SET settled_at = %s, how = 'SENT'
    WHERE settled_at IS NULL AND send_at <= %s
"""
TOLD = """
    INSERT INTO workflows_notice (escalation_id, task_id, recipient_id, made_at)
    VALUES (%s, %s, %s, %s)
"""


def run(*, size: int, rounds: int) -> list[Comparison]:
    second = Second()
    sizes = {"first": max(40, size // 100), "second": size}
    due = min(DUE, sizes["first"])
    try:
        for which, tasks in sizes.items():
            second.use(which)
            _fill(tasks, due)
        measured = [
            _growth(f"{due:,} due", _sweep, second, sizes, rounds, ready=_unsend),
            _growth("nothing due", _idle, second, sizes, rounds, ready=_send_all),
            _growth("leavers' work, none to return", _leavers, second, sizes, rounds),
        ]
        second.use("second")
        sides = [
            Side("raw, every row", _raw, _unsend),
            Side("raw, UPDATE alone", _raw_update, _unsend),
            Side("the sweep", _sweep, _unsend),
            Side("the sweep, a tenth due", _sweep, lambda: _unsend(due // 10)),
        ]
        against = compare(f"Against bare SQL at {size:,} open tasks", sides, rounds=rounds)
        against.notes = [_index_used(), _statements()]
        return [*measured, against]
    finally:
        second.remove()


def _growth(
    title: str,
    act: Callable[[], str],
    second: Second,
    sizes: dict[str, int],
    rounds: int,
    ready: Callable[[], None] = lambda: None,
) -> Comparison:
    def prepared(which: str) -> Callable[[], None]:
        def prepare() -> None:
            second.use(which)
            ready()

        return prepare

    sides = [
        Side(f"{tasks:,} open tasks", act, prepare=prepared(which))
        for which, tasks in sizes.items()
    ]
    return compare(f"Growth: {title}", sides, rounds=rounds)


# --- what is timed --------------------------------------------------------------------------------


def _sweep() -> str:
    return f"{sweep.send_escalations():,} sent"


def _idle() -> str:
    """Every run of the minute that looks at tasks."""
    did = sweep.fire_due_timers() + sweep.send_escalations() + sweep.end_holds()
    return f"{did} done"


def _leavers() -> str:
    return f"{sweep.return_work_of_leavers()} returned"


def _raw() -> str:
    raw, now = RawStep(), _now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LATE, [now])
        rows = cursor.fetchall()
        cursor.execute(SETTLED, [now, now])
        cursor.executemany(TOLD, [(row[0], row[1], row[2], now) for row in rows])
        for _, task, owner, case, force in rows:
            place = Place(
                task=task, process=0, visit=0, case=case, force=force, team=0, owner=owner, by=owner
            )
            raw.events(place, datetime.now(UTC), [("task.escalated", f"workflows.task:{task}")])
    return f"{len(rows):,} sent"


def _now() -> object:
    """Now, as the driver takes it."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def _raw_update() -> str:
    now = _now()
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, [now, now])
        return f"{cursor.rowcount:,} marked"


def _statements() -> str:
    """How many statements the sweep sends for each rung, and how many with nothing due."""
    _unsend(10)
    with CaptureQueriesContext(connection) as with_some:
        done = sweep.send_escalations()
    with CaptureQueriesContext(connection) as with_none:
        sweep.send_escalations()
    own, all_sent = len(with_none), len(with_some)
    return f"the sweep sends {own} statements, and {(all_sent - own) / done:.1f} for each rung"


def _index_used() -> str:
    """The index from which the sweep reads what is late, as the database's own plan tells it."""
    sql, values = Escalation.objects.late(timezone.now()).values("pk").query.sql_with_params()
    plan = plan_of(sql, values)
    used = [index.name for index in Escalation._meta.indexes if index.name in plan]
    return f"read from: {', '.join(used) or 'no index of what is to be sent'}"


# --- what is there --------------------------------------------------------------------------------


def _send_all() -> None:
    sweep.send_escalations()


def _unsend(count: int = DUE) -> None:
    """Make the first rung of so many tasks late and unsent, and every other of them sent."""
    late = Escalation.objects.filter(rung=FIRST_RUNG, send_at__lte=timezone.now())
    wanted = list(late.order_by("pk").values_list("pk", flat=True)[:count])
    with transaction.atomic(), guards_off():  # or each guard would be a commit of its own
        Notice.objects.filter(escalation__in=late).delete()
        late.filter(settled_at=None).update(settled_at=timezone.now(), how="SENT")
        late.filter(pk__in=wanted).update(settled_at=None, how="")


def _fill(tasks: int, due: int) -> None:
    fill_people()
    team, officer = first(Team), first(User)
    cases = max(20, min(100_000, tasks // 10))
    force = str(first(Force))
    fill(Person, cases, force_id=force, nominal_id="'N' || i", surname="'Surname' || i")
    fill(
        Case, cases, force_id=force, number="i", year="2026",
        person_id=f"{first(Person)} - 1 + i", team_id=f"{team} + i %% {TEAMS}",
        owner_id=f"{officer} + i %% {OFFICERS}", state="'ACTIVE'",
        adopted_at=hours_after(NOW, "-1000"),
    )  # fmt: skip
    fill(
        Intervention, cases, case_id=f"{first(Case)} - 1 + i", kind="'home_visit'",
        heading="'PREVENT'", flow_class=f"'{FLOW}'", status="'NEW'", started_by_id=str(officer),
    )  # fmt: skip
    with guards_off():
        fill(
            Task, tasks,
            process_id=f"{first(Intervention)} + i %% {cases}",
            case_id=f"{first(Case)} + i %% {cases}",
            team_id=f"{team} + i %% {TEAMS}", owner_id=f"{officer} + i * 7 %% {OFFICERS}",
            kind="'home_visit'", role="'OFFICER'", flow_task=f"'{FLOW}.plan'",
            flow_task_type="'HUMAN'", due_at=hours_after(AHEAD, f"1000 * {chance(1)}"),
            status="'ASSIGNED'",
        )  # fmt: skip
        _fill_ladders(tasks, due)
    settled()


def _fill_ladders(tasks: int, due: int) -> None:
    """Five rungs of each task; due is the first one of every so-manieth task."""
    every = max(1, tasks // due)
    for number, rung in enumerate(Rung.values):
        ahead = hours_after(AHEAD, f"1000 * {chance(2 + number)}")
        late = hours_after(PAST, whole(f"1000 * {chance(2 + number)}"))
        is_late = f"i %% {every} = 0 AND i <= {every * due}" if rung == FIRST_RUNG else "1 = 0"
        fill(
            Escalation, tasks, task_id=f"{first(Task)} - 1 + i", rung=f"'{rung}'",
            send_at=f"CASE WHEN {is_late} THEN {late} ELSE {ahead} END",
        )  # fmt: skip
