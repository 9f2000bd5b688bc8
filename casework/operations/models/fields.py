"""Fields and conditions that the records of this room share."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


def who() -> models.ForeignKey:
    """A user who did something, empty until it is done."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )


def when() -> models.DateTimeField:
    """An instant, empty until it has come."""
    return models.DateTimeField(null=True, blank=True)


def both_or_neither(by: str, at: str) -> Q:
    """Somebody did it at some time, or nobody has."""
    return Q(**{f"{by}__isnull": True, f"{at}__isnull": True}) | Q(
        **{f"{by}__isnull": False, f"{at}__isnull": False}
    )


def said_by_somebody(did: str) -> Q:
    """By whom, when and why: all three, or none."""
    nobody = {f"{did}_by__isnull": True, f"{did}_at__isnull": True, f"{did}_because": ""}
    somebody = {f"{did}_by__isnull": False, f"{did}_at__isnull": False}
    return Q(**nobody) | Q(**somebody) & ~Q(**{f"{did}_because": ""})


def never_the_same(one: str, other: str) -> Q:
    """Two people, wherever the first is there (I7)."""
    return Q(**{f"{one}__isnull": True}) | ~Q(**{one: models.F(other)})
