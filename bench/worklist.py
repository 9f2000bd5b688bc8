"""The queries of my work with few and with very many finished tasks behind the same open ones.

Size counts the tasks of the large database; the small one has a hundredth. Both have up to 5,000
open tasks of 200 officers in 20 teams, due from 200 hours ago to 800 hours ahead; every other
task is done. The two are timed in the same rounds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet

from bench.filling import chance, fill, hours_after
from bench.measure import Comparison, Side, compare
from bench.place import Second, plan_of, settled
from casework.accounts.models import Force, Role, RoleGrant, Team, User
from casework.cases.models import Case
from casework.people.models import Person
from workflows.models import Intervention, Task
from workflows.worklist import queries

DATABASES = ("sqlite", "postgres")
SIZE = 1_000_000
OPEN_TASKS = 5_000
OFFICERS, TEAMS = 200, 20
# How many officers' pages are read in one timing.
PAGES = 20
NOW = "2026-11-22 09:00:00"
DAYS = queries.Days.at(datetime(2026, 11, 22, 9, tzinfo=UTC))
FLOW = "workflows/interventions.home_visit.HomeVisitFlow"

BARE = """
    SELECT t.id, t.due_at, t.flow_task, c.number, c.year, p.forename, p.surname
    FROM workflows_task t
    JOIN cases_case c ON c.id = t.case_id
    JOIN people_person p ON p.id = c.person_id
    WHERE t.owner_id = %s AND t.finished IS NULL AND t.due_at IS NOT NULL
    ORDER BY t.due_at, t.id LIMIT 50
"""


def run(*, size: int, rounds: int) -> list[Comparison]:
    second = Second()
    sizes = {"first": max(OFFICERS // 10, size // 100), "second": size}
    try:
        for which, tasks in sizes.items():
            second.use(which)
            _fill(tasks)
        growth = [
            _growth(f"Growth of {title}", read, second, sizes, rounds)
            for title, read in READS.items()
        ]
        second.use("second")
        sides = [
            Side("bare SELECT", _each(_bare)),
            Side("by due time alone", _each(_by_due_time)),
            Side("the list", _each(_list)),
        ]
        against = compare(f"Against bare SQL at {size:,} tasks", sides, rounds=rounds)
        against.notes = [_index_used()]
        return [*growth, against]
    finally:
        second.remove()


def _growth(
    title: str,
    read: Callable[[User], int],
    second: Second,
    sizes: dict[str, int],
    rounds: int,
) -> Comparison:
    def ready(which: str) -> Callable[[], None]:
        return lambda: second.use(which)

    sides = [
        Side(f"{tasks:,} tasks", _each(read), prepare=ready(which))
        for which, tasks in sizes.items()
    ]
    return compare(title, sides, rounds=rounds)


def _each(read: Callable[[User], int]) -> Callable[[], str]:
    def act() -> str:
        users = User.objects.order_by("pk")[:PAGES]
        lines = sum(read(user) for user in users)
        return f"{PAGES} officers, {lines:,} lines or tasks"

    return act


def _list(user: User) -> int:
    """As the page reads it: one page of lines with case, person, markers and intervention."""
    return _page_of(queries.by_urgency(queries.own(user), DAYS))


def _by_due_time(user: User) -> int:
    """The same page without what is pressing coming first among tasks of the same days."""
    return _page_of(queries.own(user))


def _page_of(tasks: QuerySet[Task]) -> int:
    return len(list(Paginator(queries.shown(tasks), queries.PAGE).get_page(1)))


def _counts(user: User) -> int:
    return sum(queries.own_counts(user, DAYS).values())


def _page(user: User) -> int:
    return _counts(user) and _list(user)


READS: dict[str, Callable[[User], int]] = {
    "the list": _list,
    "the counts": _counts,
    "all the page asks": _page,
}


def _bare(user: User) -> int:
    with connection.cursor() as cursor:
        cursor.execute(BARE, [user.pk])
        return len(cursor.fetchall())


def _index_used() -> str:
    """The name of the index the list is read from, as the database's own plan tells it."""
    reader = User.objects.order_by("pk")[0]
    sql, values = queries.by_urgency(queries.own(reader), DAYS).query.sql_with_params()
    plan = plan_of(f"{sql} LIMIT 50", values)
    used = [index.name for index in Task._meta.indexes if index.name in plan]
    return f"read from: {', '.join(used) or 'no index of open work'}"


def _fill(tasks: int) -> None:
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
    open_tasks = min(OPEN_TASKS, tasks // 2)
    due = f"CASE WHEN i > {tasks - open_tasks} THEN 1000 * {chance(1)} - 200 ELSE -{chance(1)} END"
    done = f"i <= {tasks - open_tasks}"
    fill(
        Task, tasks,
        process_id=f"{first(Intervention)} + i %% {cases}",
        case_id=f"{first(Case)} + i %% {cases}",
        team_id=f"{team} + i %% {TEAMS}", owner_id=f"{officer} + i * 7 %% {OFFICERS}",
        also_for_id=f"CASE WHEN i %% 10 = 0 THEN {officer} + i * 3 %% {OFFICERS} END",
        kind="'home_visit'", role="'OFFICER'", flow_task=f"'{FLOW}.plan'",
        flow_task_type="'HUMAN'", due_at=hours_after(NOW, due),
        priority="1 + i %% 3",
        status=f"CASE WHEN {done} THEN 'DONE' ELSE 'ASSIGNED' END",
        finished=f"CASE WHEN {done} THEN {hours_after(NOW, '-300')} END",
    )  # fmt: skip
    settled()


def fill_people() -> None:
    """A force, its teams, and its officers with their grants."""
    force = Force.objects.create(code="99", name="Bench")
    fill(Team, TEAMS, force_id=str(force.pk), name="'Team ' || i")
    fill(User, OFFICERS, username="'officer' || i", force_id=str(force.pk), rank="'CONSTABLE'")
    fill(
        RoleGrant, OFFICERS, user_id=f"{first(User)} - 1 + i", role=f"'{Role.OFFICER}'",
        force_id=str(force.pk), starts_on="'2020-01-01'" if connection.vendor == "sqlite"
        else "DATE '2020-01-01'", reason="'Made for a benchmark'",
    )  # fmt: skip


def first(model: type) -> int:
    """The number of a model's first row."""
    return int(model.objects.order_by("pk").values_list("pk", flat=True)[0])
