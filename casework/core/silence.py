"""Whether the clocks that people's work waits for have fallen silent, and since when.

A list shows what is overdue all the same: it asks for due times and for no clock's work. What
stops is what goes out by itself, so every page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from casework.core import schedules
from casework.core.models import Heartbeat


@dataclass(frozen=True)
class Silence:
    """Since when (aware) one of the watched clocks has not succeeded; None where it never did."""

    since: datetime | None


def silence() -> Silence | None:
    """What is silent for longer than it may be, the longest first; None while all is well.

    A sign of life from the future is none: the clock of that machine was set back since.
    """
    watched = {each.name: each.late_after for each in schedules.declared() if each.watched}
    beats = dict(Heartbeat.objects.filter(name__in=watched).values_list("name", "at"))
    if watched.keys() - beats.keys():
        return Silence(since=None)
    now = timezone.now()
    late = [at for name, at in beats.items() if abs(now - at) >= watched[name]]
    return Silence(since=min(late)) if late else None
