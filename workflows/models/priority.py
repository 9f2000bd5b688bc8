"""How pressing a task is beside its due time, as a supervisor said, and why. Append-only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflows.models.work import Priority, Task


class PriorityChange(models.Model):
    """That a supervisor said how pressing a task is, when and why; the last one holds."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="priorities")
    before = models.PositiveSmallIntegerField(choices=Priority.choices)
    after = models.PositiveSmallIntegerField(choices=Priority.choices)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="priority_change_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="priority_change_changes", condition=~Q(before=models.F("after"))
            ),
        ]

    def __str__(self) -> str:
        return f"priority {self.pk}"
