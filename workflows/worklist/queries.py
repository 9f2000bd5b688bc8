"""Which tasks a worklist shows, and how many there are.

Every query here keeps to the open-work indexes, so a list costs the same with ten thousand
finished tasks behind it as with ten million.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case as Bucket
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from casework.accounts.absence import deputies_now
from casework.accounts.access import role_scope, teams_of
from casework.accounts.models import Absence, Role, Team, User
from casework.accounts.outside import OUTSIDE_ROLES, desks_of
from casework.cases.models import Case
from casework.people.models import Marker
from workflows.models import Completion, Task, TaskHold
from workflows.permissions import LEADS, ON_CASES
from workflows.registry import told_apart, told_outside

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


def named(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """With what says of a task what it is: what a supervisor called it, the record of an agency."""
    records = sorted(f"process__{record}" for record in told_outside() | told_apart())
    return tasks.select_related("process", "added", *records)


def shown(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """What a line of a list needs, in three queries whatever its length and its kinds."""
    live = Marker.objects.live().order_by("kind")
    return (
        named(tasks)
        .select_related("case__person", "owner", "team")
        .prefetch_related(
            Prefetch("case__person__markers", queryset=live, to_attr="live_markers"),
            Prefetch("holds", queryset=TaskHold.objects.live(), to_attr="live_holds"),
        )
    )


def markers_of(task: Task) -> list[Marker]:
    """The live markers of the task's person, as `shown` read them for the whole list."""
    found: list[Marker] = task.case.person.live_markers  # type: ignore[attr-defined]
    return found


def hold_of(task: Task) -> TaskHold | None:
    """The hold a task is on, as `shown` read it for the whole list."""
    found: list[TaskHold] = task.live_holds  # type: ignore[attr-defined]
    return found[0] if found else None


IS_HELD = Exists(TaskHold.objects.filter(task=OuterRef("pk"), ended_at__isnull=True))


def own(user: User) -> QuerySet[Task]:
    """The user's open tasks where they work today, and those that ask them too, soonest first.

    A union and no OR: each half is read from its own index, on either database.
    """
    here = Team.objects.filter(force__in=user.forces_served()).values("pk")
    beside = teams_of(user, *ON_CASES).values("pk")
    theirs = Task.objects.open().filter(owner=user, team__in=here)
    asked = Task.objects.open().filter(also_for__isnull=False, also_for=user, team__in=beside)
    both = theirs.order_by().values("pk").union(asked.order_by().values("pk"), all=True)
    return Task.objects.filter(pk__in=both).not_kept_from(user).order_by("due_at", "pk")


def by_urgency(tasks: QuerySet[Task], days: Days) -> QuerySet[Task]:
    """Overdue first, then today's, this week's, later ones; in each the pressing ones first.

    Which rows are read is still decided by the indexes of due times; only what was found is put
    in this order.
    """
    bucket = Bucket(
        When(due_at__lt=days.now, then=Value(0)),
        When(due_at__lt=days.tomorrow, then=Value(1)),
        When(due_at__lt=days.in_a_week, then=Value(2)),
        default=Value(3),
    )
    return tasks.order_by(bucket, "priority", "due_at", "pk")


def stood_in(user: User) -> QuerySet[Task]:
    """What falls due, while a colleague is away, of those for whom the user stands in.

    Only what the user's own roles let them do.
    """
    absences = deputies_now(user)
    if not absences:
        return Task.objects.none()
    theirs = Task.objects.open().filter(pools(user), owner__in=[each.user_id for each in absences])
    theirs = theirs.not_kept_from(user)
    return _due_while_away(theirs, absences)


def of_those_away(user: User) -> QuerySet[Task]:
    """What falls due, while whoever has it is away, in the teams the user leads."""
    away = list(Absence.objects.now().filter(user__force__in=user.forces_served()))
    return _due_while_away(of_teams(user).filter(owner__in=[each.user_id for each in away]), away)


def _due_while_away(tasks: QuerySet[Task], absences: list[Absence]) -> QuerySet[Task]:
    # The last instant of the absence; a person has one at a time.
    until = {each.user_id: _midnight_after(each.ends_on) for each in absences}
    rows = tasks.order_by().values_list("pk", "owner", "due_at")
    found = [pk for pk, owner, due_at in rows if due_at and due_at < until[owner]]
    return Task.objects.open().filter(pk__in=found).order_by("due_at", "pk")


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def own_now(user: User) -> QuerySet[Task]:
    """Those of the user's open tasks that do not have to wait."""
    return own(user).filter(~IS_HELD)


def own_held(user: User) -> QuerySet[Task]:
    """Those of the user's open tasks that are on hold."""
    return own(user).filter(IS_HELD)


def own_counts(user: User, days: Days) -> dict[str, int]:
    """How many of the user's open tasks are overdue, due today, in a week, and later.

    Those on hold are not among them.
    """
    counts: dict[str, int] = (
        own_now(user)
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
    records = sorted(f"task__process__{record}" for record in told_outside())
    return (
        Completion.objects.filter(by=user, task__case__in=seen)
        .select_related("task__case__person", "task__process", "task__added", *records)
        .order_by("-at")
    )


def pools(user: User) -> Q:
    """Which unowned tasks the user's roles let them take."""
    condition = at_desks(user)
    for role in Role:
        if role in OUTSIDE_ROLES:
            continue
        roles = [role, Role.MANAGER] if role == Role.SUPERVISOR else [role]
        teams = teams_of(user, *roles).values("pk")
        if role_scope(user, *roles):
            condition |= Q(role=role, team__in=teams)
    return condition


def at_desks(user: User) -> Q:
    """Which tasks stand at the desk of the user's own agency, in the role they hold there."""
    condition = Q(pk__in=[])
    for role in OUTSIDE_ROLES:
        if desks := desks_of(user, role):
            condition |= Q(role=role, team__in=desks)
    return condition


def of_desks(user: User) -> QuerySet[Task]:
    """What the user's own agency is to do and this user has or may take, soonest first."""
    free_or_theirs = Q(owner__isnull=True) | Q(owner=user)
    found = Task.objects.open().filter(at_desks(user), free_or_theirs)
    return found.not_kept_from(user).order_by("due_at", "pk")


def takeable(user: User) -> QuerySet[Task]:
    """Open tasks nobody has and this user may take, soonest first."""
    free = Task.objects.open().filter(owner__isnull=True).filter(pools(user))
    return free.not_kept_from(user).order_by("due_at", "pk")


def once_of_teams(user: User) -> QuerySet[Task]:
    """As `of_teams`, with those that were done or dropped meanwhile."""
    tasks = Task.objects.work().filter(team__in=teams_of(user, *LEADS).values("pk"))
    return tasks.not_kept_from(user)


def of_teams(user: User) -> QuerySet[Task]:
    """Open tasks of every team the user supervises or manages, soonest first."""
    return (
        Task.objects.open()
        .filter(team__in=teams_of(user, *LEADS).values("pk"))
        .not_kept_from(user)
        .order_by("due_at", "pk")
    )


def needing_someone(user: User) -> QuerySet[Task]:
    """Officers' tasks of the user's teams that nobody has and that do not have to wait."""
    return of_teams(user).filter(~IS_HELD, owner__isnull=True, role=Role.OFFICER)


def team_counts(user: User, days: Days) -> dict[str, int]:
    """The figures on the tabs of team work."""
    counts: dict[str, int] = (
        of_teams(user)
        .order_by()
        .aggregate(
            unowned=Count("pk", filter=Q(owner__isnull=True, role=Role.OFFICER) & ~Q(IS_HELD)),
            overdue=Count("pk", filter=Q(due_at__lt=days.now)),
            held=Count("pk", filter=Q(IS_HELD)),
            everything=Count("pk"),
        )
    )
    return counts
