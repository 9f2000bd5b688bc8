"""The ledger of pauses: from when until when the clock of a task stood still, who said so and why.

A pause belongs to the task and not to whoever has it. It begins when it is written down, has its
planned end from the first, and may be ended sooner; nothing else of it ever changes. Only a due
time that the force sets itself can have one (domain: section 2.13).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from workflows.models.work import Task

LIVE = Q(ended_at=None, ended_by=None, ended_reason="")
ENDED = Q(ended_at__gte=F("begun_at"), ended_at__lt=F("until"), ended_by__isnull=False) & ~Q(
    ended_reason=""
)


class PauseQuerySet(models.QuerySet["Pause"]):
    def live(self, now: datetime) -> Self:
        """Those that last at the aware instant `now`."""
        return self.filter(begun_at__lte=now, until__gt=now, ended_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Pauses of the tasks this user sees."""
        return self.filter(task__in=Task.objects.visible_to(user))


class Pause(models.Model):
    """That the clock of a task stands still until a moment, unless somebody ends it sooner."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="pauses")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    # As it was planned; where nobody ends it sooner it ends by itself.
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_reason = models.TextField(blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_it_begins", condition=Q(until__gt=F("begun_at"))
            ),
            models.CheckConstraint(name="pause_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="pause_runs_or_says_who_ended_it_sooner",
                condition=LIVE | Q(ended_at__isnull=False) & ENDED,
            ),
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"

    @property
    def ends(self) -> datetime:
        """When the clock goes on: as planned, or when somebody ended it."""
        return self.ended_at or self.until

    @property
    def audit_stream(self) -> str:
        return f"case:{self.task.case_id}"
