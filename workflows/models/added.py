"""A task that a supervisor adds to one running intervention, beside what its kind asks for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflows.models.work import Task


class AddedStep(models.Model):
    """What an added task asks and why it was added; then what came of it, or why it was dropped."""

    task = models.OneToOneField(Task, models.PROTECT, primary_key=True, related_name="added")
    title = models.CharField(max_length=120)
    asked = models.TextField()
    reason = models.TextField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    note = models.TextField(blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="added_step_says_what_and_why",
                condition=~Q(title="") & ~Q(asked="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="added_step_is_done_or_dropped",
                condition=Q(dropped_by=None, dropped_at=None, dropped_reason="")
                | Q(dropped_by__isnull=False, dropped_at__isnull=False, note="")
                & ~Q(dropped_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"added step of task {self.task_id}"
