"""Open tasks that are with somebody who cannot do them any more.

A task keeps its team and its role, so its owner comes to hold that role no longer only by losing
something: a grant or the account. Those are few and are where the look begins, however many tasks
are open: the database could not know that they are few, so they are asked for first and by
themselves. A flow may give a task to somebody who never held its role; `of_anybody` finds that too.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from casework.accounts.models import Role, RoleGrant, User
from casework.cases.models import kept_from_anybody
from workflows.models import Task


def of_those_who_lost_a_role() -> QuerySet[Task]:
    """Tasks of theirs whose role they do not hold where the task stands, soonest first."""
    return _without_its_role(_held().filter(owner__in=_losers()))


def of_anybody() -> QuerySet[Task]:
    """Every task whose owner does not hold the role it asks for, soonest first."""
    return _without_its_role(_held())


def of_those_kept_from_the_case() -> QuerySet[Task]:
    """Tasks on the few cases of which somebody may know nothing, whoever has them: who has one may
    know the person, or not be on the list."""
    found: QuerySet[Task] = kept_from_anybody(_held(), case="case")
    return found


def _held() -> QuerySet[Task]:
    return Task.objects.open().filter(owner__isnull=False)


def _losers() -> list[int]:
    """Keys of users who have no account any more, hold no role, or lost one that no other grant
    gives them."""
    now = RoleGrant.objects.in_force()
    same = now.filter(
        Q(team=None) | Q(team=OuterRef("team")),
        user=OuterRef("user"),
        role=OuterRef("role"),
        force=OuterRef("force"),
    )
    lost = RoleGrant.objects.exclude(pk__in=now.values("pk")).filter(~Exists(same))
    none = ~Exists(now.filter(user=OuterRef("pk")))
    found = User.objects.filter(Q(is_active=False) | Q(pk__in=lost.values("user")) | none)
    return list(found.values_list("pk", flat=True))


def _without_its_role(held: QuerySet[Task]) -> QuerySet[Task]:
    here = RoleGrant.objects.in_force().filter(
        Q(team__isnull=True) | Q(team=OuterRef("team")),
        user=OuterRef("owner"),
        user__is_active=True,
        force=OuterRef("team__force"),
    )
    managed = Q(role=Role.SUPERVISOR) & Exists(here.filter(role=Role.MANAGER))
    left = held.filter(~Exists(here.filter(role=OuterRef("role")))).exclude(managed)
    return left.order_by("due_at")
