"""Which tasks a worklist shows, and how many there are.

Every query here keeps to the open-work indexes, so a list costs the same with ten thousand
finished tasks behind it as with ten million.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from casework.accounts.access import role_scope, teams_of
from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from casework.people.models import Marker
from workflows.models import Completion, Task
from workflows.permissions import LEADS, ON_CASES

# What a list shows at most before it asks to be narrowed.
PAGE = 50


@dataclass(frozen=True)
class Days:
    """The instants between which today and the next seven days lie, local midnights."""

    now: datetime
    tomorrow: datetime
    in_a_week: datetime

    @classmethod
    def at(cls, now: datetime) -> Days:
        local = timezone.localdate(now)
        tomorrow = timezone.make_aware(datetime.combine(local + timedelta(days=1), time.min))
        week = timezone.make_aware(datetime.combine(local + timedelta(days=8), time.min))
        return cls(now=now, tomorrow=tomorrow, in_a_week=week)


def shown(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """What a line of a list needs, in three queries whatever its length."""
    live = Marker.objects.live().order_by("kind")
    return tasks.select_related("case__person", "process", "owner", "team").prefetch_related(
        Prefetch("case__person__markers", queryset=live, to_attr="live_markers")
    )


def markers_of(task: Task) -> list[Marker]:
    """The live markers of the task's person, as `shown` read them for the whole list."""
    found: list[Marker] = task.case.person.live_markers  # type: ignore[attr-defined]
    return found


def own(user: User) -> QuerySet[Task]:
    """The user's open tasks where they work today, and those that ask them too, soonest first.

    A union and no OR: each half is read from its own index, on either database.
    """
    here = Team.objects.filter(force__in=user.forces_served()).values("pk")
    beside = teams_of(user, *ON_CASES).values("pk")
    theirs = Task.objects.open().filter(owner=user, team__in=here)
    asked = Task.objects.open().filter(also_for__isnull=False, also_for=user, team__in=beside)
    both = theirs.order_by().values("pk").union(asked.order_by().values("pk"), all=True)
    return Task.objects.filter(pk__in=both).order_by("due_at", "pk")


def own_counts(user: User, days: Days) -> dict[str, int]:
    """How many of the user's open tasks are overdue, due today, in a week, and later."""
    counts: dict[str, int] = (
        own(user)
        .order_by()
        .aggregate(
            overdue=Count("pk", filter=Q(due_at__lt=days.now)),
            today=Count("pk", filter=Q(due_at__gte=days.now, due_at__lt=days.tomorrow)),
            week=Count("pk", filter=Q(due_at__gte=days.tomorrow, due_at__lt=days.in_a_week)),
            later=Count("pk", filter=Q(due_at__gte=days.in_a_week)),
        )
    )
    return counts


def waiting_on_others(user: User) -> QuerySet[Task]:
    """Open tasks on the user's cases that somebody else, or nobody yet, is to do."""
    mine = Case.objects.open().visible_to(user).filter(owner=user)
    return (
        Task.objects.open()
        .filter(case__in=mine)
        .filter(Q(owner__isnull=True) | ~Q(owner=user))
        .exclude(also_for=user)
        .order_by("due_at", "pk")
    )


def done_by(user: User) -> QuerySet[Completion]:
    """What the user completed on cases they still see, latest first."""
    seen = Case.objects.visible_to(user)
    return (
        Completion.objects.filter(by=user, task__case__in=seen)
        .select_related("task__case__person", "task__process")
        .order_by("-at")
    )


def pools(user: User) -> Q:
    """Which unowned tasks the user's roles let them take."""
    condition = Q(pk__in=[])
    for role in Role:
        roles = [role, Role.MANAGER] if role == Role.SUPERVISOR else [role]
        teams = teams_of(user, *roles).values("pk")
        if role_scope(user, *roles):
            condition |= Q(role=role, team__in=teams)
    return condition


def takeable(user: User) -> QuerySet[Task]:
    """Open tasks nobody has and this user may take, soonest first."""
    return (
        Task.objects.open().filter(owner__isnull=True).filter(pools(user)).order_by("due_at", "pk")
    )


def once_of_teams(user: User) -> QuerySet[Task]:
    """As `of_teams`, with those that were done or dropped meanwhile."""
    return Task.objects.work().filter(team__in=teams_of(user, *LEADS).values("pk"))


def of_teams(user: User) -> QuerySet[Task]:
    """Open tasks of every team the user supervises or manages, soonest first."""
    return (
        Task.objects.open()
        .filter(team__in=teams_of(user, *LEADS).values("pk"))
        .order_by("due_at", "pk")
    )


def team_counts(user: User, days: Days) -> dict[str, int]:
    """The figures on the tabs of team work."""
    counts: dict[str, int] = (
        of_teams(user)
        .order_by()
        .aggregate(
            unowned=Count("pk", filter=Q(owner__isnull=True, role=Role.OFFICER)),
            overdue=Count("pk", filter=Q(due_at__lt=days.now)),
            everything=Count("pk"),
        )
    )
    return counts


@dataclass(frozen=True)
class Load:
    """How much an officer has on: open cases, and tasks due in the next seven days."""

    officer: User
    cases: int
    due_this_week: int


def loads(team_officers: QuerySet[User], days: Days) -> list[Load]:
    """The load of each officer, lightest first, in three queries."""
    officers = list(team_officers)
    cases = dict(
        Case.objects.open()
        .filter(owner__in=officers)
        .values_list("owner")
        .annotate(n=Count("pk"))
        .order_by()
    )
    due = dict(
        Task.objects.open()
        .filter(owner__in=officers, due_at__lt=days.in_a_week)
        .values_list("owner")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found = [Load(each, cases.get(each.pk, 0), due.get(each.pk, 0)) for each in officers]
    return sorted(found, key=lambda load: (load.cases, load.due_this_week, load.officer.last_name))


def officers_of(teams: QuerySet[Team]) -> QuerySet[User]:
    """Active officers of these teams, today's grants only."""
    today = timezone.localdate()
    return (
        User.objects.filter(
            Q(grants__team__in=teams)
            | Q(grants__team=None, grants__force__in=teams.values("force")),
            Q(grants__ends_on=None) | Q(grants__ends_on__gte=today),
            grants__role=Role.OFFICER,
            grants__starts_on__lte=today,
            is_active=True,
        )
        .distinct()
        .order_by("last_name", "first_name")
    )
