"""Who could be given work: how much each officer has on, who is away, whom that suggests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from casework.accounts.models import Absence, Role, RoleGrant, Team, User
from casework.cases.models import Case, not_kept_from
from workflows.giving import LIMIT
from workflows.models import Task
from workflows.worklist.queries import Days

# By user, the force and team of each grant as an officer; no team is the whole force.
Places = dict[int, set[tuple[int, int | None]]]


@dataclass(frozen=True)
class Load:
    """How much an officer has on: open cases, open tasks, and those due in the next seven days."""

    officer: User
    cases: int
    due_this_week: int
    tasks: int = 0
    away: bool = False

    @property
    def at_the_limit(self) -> bool:
        """Whether one more task would be more than the policy lets an officer have."""
        return self.tasks >= LIMIT.value

    @property
    def weight(self) -> tuple[int, int, str]:
        """What they are put in order by, the lightest first."""
        return self.cases, self.due_this_week, self.officer.last_name


def loads(team_officers: QuerySet[User], days: Days, reader: User) -> list[Load]:
    """The load of each officer as far as the reader may know, lightest first, in four queries."""
    officers = list(team_officers)
    cases = dict(
        Case.objects.open()
        .filter(not_kept_from(reader, case="pk"), owner__in=officers)
        .values_list("owner")
        .annotate(n=Count("pk"))
        .order_by()
    )
    due = {
        owner: (total, week)
        for owner, total, week in Task.objects.open()
        .filter(not_kept_from(reader), owner__in=officers)
        .values_list("owner")
        .annotate(n=Count("pk"), week=Count("pk", filter=Q(due_at__lt=days.in_a_week)))
        .order_by()
    }
    away = away_today(officers)
    found = []
    for each in officers:
        tasks, week = due.get(each.pk, (0, 0))
        found.append(Load(each, cases.get(each.pk, 0), week, tasks, each.pk in away))
    return sorted(found, key=lambda load: load.weight)


def away_today(users: list[User]) -> set[int]:
    """Keys of those of `users` who are away at this moment."""
    return set(Absence.objects.now().filter(user__in=users).values_list("user", flat=True))


def officers_of(teams: QuerySet[Team]) -> QuerySet[User]:
    """Active officers of these teams, today's grants only."""
    grants = RoleGrant.objects.in_force().filter(
        Q(team__in=teams) | Q(team=None, force__in=teams.values("force")), role=Role.OFFICER
    )
    found: QuerySet[User] = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return found.order_by("last_name", "first_name", "pk")


def suggestions(tasks: list[Task], by_load: list[Load]) -> dict[int, Load]:
    """For each task of an officer, by its key, who of `by_load` (lightest first) might do it.

    Whoever holds the role where the task stands, is not away today and is below the limit; of
    these the one with the least on. A task that suits nobody has none.
    """
    where = places_of(load.officer for load in by_load)
    found = {task.pk: might_do(task, by_load, where) for task in tasks}
    return {task: load for task, load in found.items() if load is not None}


def places_of(officers: Iterable[User]) -> Places:
    """Where each of them is an officer today, in one query."""
    where: Places = {}
    grants = RoleGrant.objects.in_force().filter(role=Role.OFFICER, user__in=list(officers))
    for user, force, team in grants.values_list("user", "force", "team"):
        where.setdefault(user, set()).add((force, team))
    return where


def might_do(task: Task, by_load: Iterable[Load], where: Places) -> Load | None:
    """The first of these who might do a task of an officer, or None."""
    if task.role != Role.OFFICER or task.team is None:
        return None
    fits = {(task.team.force_id, None), (task.team.force_id, task.team_id)}
    free = (load for load in by_load if not load.away and not load.at_the_limit)
    return next((load for load in free if where.get(load.officer.pk, set()) & fits), None)
