"""What a manager answers for: cases by state, open work by kind and lateness, load by officer.

Counted live from open rows. Where figures come from the log of looks they would break s.62(4) of
the DPA 2018, so none does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Count, Q, QuerySet

from casework.accounts.access import role_scope
from casework.accounts.models import Role, User
from casework.accounts.outside import OUTSIDE_ROLES
from casework.cases.models import Case, not_kept_from
from casework.cases.queries import awaiting_decision
from workflows.models import Task
from workflows.worklist.queries import IS_HELD

WHO_ANSWERS = (Role.MANAGER, Role.SUPERVISOR)

# Ages of overdue work (domain: section 7): up to a day, three days, a week, and beyond.
AGES = (
    ("up to 24 hours", timedelta(0), timedelta(hours=24)),
    ("1 to 3 days", timedelta(hours=24), timedelta(days=3)),
    ("4 to 7 days", timedelta(days=3), timedelta(days=7)),
    ("8 days or more", timedelta(days=7), None),
)


def cases_of(user: User) -> QuerySet[Case]:
    """Open cases of the teams and forces this user answers for."""
    cases = Case.objects.open().filter(role_scope(user, *WHO_ANSWERS).q())
    return cases.filter(not_kept_from(user, case="pk"))


def work_of(user: User) -> QuerySet[Task]:
    """Open tasks on those cases' teams."""
    scope = role_scope(user, *WHO_ANSWERS)
    return Task.objects.open().filter(scope.q(force="team__force")).not_kept_from(user)


def history_of(user: User) -> QuerySet[Task]:
    """Work of those teams, finished or not, but none of other agencies: how long a victim's
    advocate or a partner takes stays with them."""
    scope = role_scope(user, *WHO_ANSWERS)
    tasks = Task.objects.work().filter(scope.q(force="team__force")).not_kept_from(user)
    return tasks.exclude(role__in=OUTSIDE_ROLES)


def on_hold(user: User) -> int:
    """How many of those tasks have to wait."""
    return work_of(user).filter(IS_HELD).count()


def by_state(user: User) -> dict[str, int]:
    """Open cases in each state; states with none are left out."""
    return dict(cases_of(user).values_list("state").annotate(n=Count("pk")).order_by())


@dataclass(frozen=True)
class KindOfWork:
    """Open tasks of one kind of intervention, by when they are due."""

    kind: str
    overdue: int
    week: int
    later: int
    ages: tuple[int, ...]


def by_kind(user: User, now: datetime) -> list[KindOfWork]:
    """Open tasks of each kind, the most overdue first, in one query."""
    week = now + timedelta(days=7)
    ages = {
        f"age{number}": Count("pk", filter=_older_than(now, young, old))
        for number, (_, young, old) in enumerate(AGES)
    }
    rows = (
        work_of(user)
        .values("kind")
        .annotate(
            overdue=Count("pk", filter=Q(due_at__lt=now)),
            week=Count("pk", filter=Q(due_at__gte=now, due_at__lt=week)),
            later=Count("pk", filter=Q(due_at__gte=week)),
            **ages,
        )
        .order_by("-overdue", "kind")
    )
    return [
        KindOfWork(
            row["kind"],
            row["overdue"],
            row["week"],
            row["later"],
            tuple(cast("dict[str, int]", row)[each] for each in ages),
        )
        for row in rows
    ]


def _older_than(now: datetime, young: timedelta, old: timedelta | None) -> Q:
    """Overdue by at least `young` and less than `old`."""
    condition = Q(due_at__lte=now - young, due_at__lt=now)
    return condition & Q(due_at__gt=now - old) if old else condition


@dataclass(frozen=True)
class OfficerLoad:
    """Open cases and open tasks of one officer."""

    officer: User
    cases: int
    tasks: int
    overdue: int


def by_officer(user: User, now: datetime) -> list[OfficerLoad]:
    """Everyone who owns a case or has a task there, the fullest first, in three queries."""
    cases = dict(
        cases_of(user)
        .filter(owner__isnull=False)
        .values_list("owner")
        .annotate(n=Count("pk"))
        .order_by()
    )
    tasks = {
        owner: (total, overdue)
        for owner, total, overdue in work_of(user)
        .filter(owner__isnull=False)
        .values_list("owner")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
        .order_by()
    }
    officers = User.objects.filter(pk__in={*cases, *tasks})
    loads = [
        OfficerLoad(each, cases.get(each.pk, 0), *tasks.get(each.pk, (0, 0))) for each in officers
    ]
    return sorted(loads, key=lambda load: (-load.cases, -load.tasks, load.officer.last_name))


def decisions_for(user: User) -> QuerySet[Task]:
    """Open tasks only a manager or authoriser decides, soonest first."""
    return (
        work_of(user)
        .filter(role__in=[Role.MANAGER, Role.AUTHORISER, Role.SUPERVISOR])
        .order_by("due_at", "pk")
    )


def cases_to_decide(user: User) -> QuerySet[Case]:
    """Cases that wait for a supervisor or manager themselves, not one of their tasks."""
    return awaiting_decision(cases_of(user)).select_related("person")
