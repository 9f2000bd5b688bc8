"""Who stands in for whom."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from casework.accounts.models import Absence, User


def stands_in_for(user: User, other: User, *, on: date | None = None) -> bool:
    """Whether `user` is the named deputy of an absent `other` on a local date, today unless told.

    A deputy decides nothing of the one they stand in for (assurance: I7).
    """
    day = on or timezone.localdate()
    return Absence.objects.filter(
        user=other, deputy=user, starts_on__lte=day, ends_on__gte=day
    ).exists()
