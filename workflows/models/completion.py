"""That a task was done, once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflows.models.work import Task


class Completion(models.Model):
    """That a task was done, by whom and when. The unique row that a second completion hits."""

    task = models.OneToOneField(Task, models.PROTECT, primary_key=True, related_name="completion")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Whose task it was, where somebody who stood in for them did it.
    stood_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves",
                condition=Q(stood_in_for=None) | ~Q(stood_in_for=models.F("by")),
            )
        ]

    def __str__(self) -> str:
        return f"completion of task {self.task_id}"
