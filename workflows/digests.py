"""What a day's digest counts: overdue, due within days, and never opened by who is to do it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from casework.accounts.models import User
from workflows.mailing import SOON_WITHIN, UNOPENED_AFTER
from workflows.models import Mailing, Opening, Task
from workflows.worklist.queries import own


def unopened(user: User, now: datetime) -> QuerySet[Task]:
    """The user's open tasks that they have had for a while and never opened, soonest first."""
    since = now - timedelta(hours=UNOPENED_AFTER.value)
    opened = Opening.objects.filter(task=OuterRef("pk"), user=user)
    return own(user).filter(~Exists(opened), assigned__lte=since)


def figures(user: User, now: datetime) -> dict[str, int]:
    """How many of the user's own open tasks are overdue, due soon, and never opened, at `now`."""
    soon = now + timedelta(days=SOON_WITHIN.value)
    mine = own(user)
    return {
        "overdue": mine.filter(due_at__lt=now).count(),
        "soon": mine.filter(due_at__gte=now, due_at__lte=soon).count(),
        "unopened": unopened(user, now).count(),
    }


def readers_without_one(day: date) -> QuerySet[User]:
    """Active users with an address who have open tasks and no digest of that local date yet."""
    have_tasks = Task.objects.open().filter(Q(owner=OuterRef("pk")) | Q(also_for=OuterRef("pk")))
    have_one = Mailing.objects.filter(user=OuterRef("pk"), kind=Mailing.Kind.DIGEST, day=day)
    found: QuerySet[User] = User.objects.filter(is_active=True).exclude(email="")
    return found.filter(Exists(have_tasks), ~Exists(have_one)).order_by("pk")
