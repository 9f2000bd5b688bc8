"""Due times that were moved: by a person with a reason, by a bank holiday noted since, or because
the clock stood still (see Pause).

Append-only. What the due time was, and how it had been worked out, stays here.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from workflows.models.work import Task


class DueChange(models.Model):
    """One move of a task's due time; the task names the last one."""

    class Cause(models.TextChoices):
        PERSON = "PERSON", "Moved by a person"
        CALENDAR = "CALENDAR", "Counted again with the calendar of the day"
        PAUSED = "PAUSED", "Counted again with a pause"
        RESUMED = "RESUMED", "Counted again as a pause ended sooner"

    task = models.ForeignKey(Task, models.PROTECT, related_name="due_changes")
    cause = models.CharField(max_length=8, choices=Cause.choices)
    before = models.DateTimeField()
    before_proof = models.JSONField()
    after = models.DateTimeField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="due_change_cause_known",
                condition=Q(cause__in=["PERSON", "CALENDAR", "PAUSED", "RESUMED"]),
            ),
            models.CheckConstraint(name="due_change_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="due_change_changes", condition=~Q(before=F("after"))),
        ]

    def __str__(self) -> str:
        return f"due change {self.pk}"
