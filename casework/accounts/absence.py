"""Who stands in for whom."""

from __future__ import annotations

from datetime import date

from casework.accounts.models import Absence, User


def stands_in_for(user: User, other: User, *, on: date | None = None) -> bool:
    """Whether `user` is the deputy of `other`, or of their deputy, and so on, on a local date.

    Today unless told; whoever stood in for any part of the day does so for all of it. A deputy
    decides nothing of the one they stand in for, nor does the deputy of a deputy who is away
    too (assurance: I7).
    """
    seen, away = {other.pk}, {other.pk}
    while away:
        absences = Absence.objects.touching(on).filter(user__in=away, deputy__isnull=False)
        deputies = set(absences.values_list("deputy", flat=True))
        if user.pk in deputies - {other.pk}:
            return True
        away = deputies - seen
        seen |= away
    return False


def deputies_now(user: User) -> list[Absence]:
    """Absences of this moment in which `user` stands in, with who is away."""
    found = Absence.objects.now().filter(deputy=user, user__is_active=True)
    return list(found.select_related("user").order_by("ends_on", "pk"))
