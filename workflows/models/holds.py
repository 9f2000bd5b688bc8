"""A hold: a task that has to wait, for how long, and why. The due time of the task stays.

A hold belongs to the task and not to whoever has it, so that giving the task to somebody else
leaves it as it was.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from workflows.models.work import Task


class TaskHoldQuerySet(models.QuerySet["TaskHold"]):
    def live(self) -> Self:
        """Holds that have not ended, of tasks that are still to be done."""
        return self.filter(ended_at__isnull=True, task__finished__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Holds of the tasks this user sees."""
        return self.filter(task__in=Task.objects.visible_to(user))


class TaskHold(models.Model):
    """That a task waits until a moment, unless somebody ends it earlier or extends it."""

    class End(models.TextChoices):
        RUN_OUT = "RUN_OUT", "Its time had come"
        BY_HAND = "BY_HAND", "Ended early"
        TASK_OVER = "TASK_OVER", "The task was done or dropped"

    task = models.ForeignKey(Task, models.PROTECT, related_name="holds")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # Nobody where the clock ended it.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_how = models.CharField(max_length=10, choices=End.choices, blank=True)
    ended_reason = models.TextField(blank=True)

    objects = TaskHoldQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at", "pk"]
        indexes = [
            models.Index(fields=["until"], condition=Q(ended_at=None), name="hold_live_until")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(ended_at=None), name="one_live_hold_of_a_task"
            ),
            models.CheckConstraint(
                name="hold_ends_after_it_begins", condition=Q(until__gt=F("begun_at"))
            ),
            models.CheckConstraint(name="hold_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="hold_is_live_or_says_how_it_ended",
                condition=Q(ended_at=None, ended_by=None, ended_how="", ended_reason="")
                | Q(ended_at__isnull=False, ended_at__gte=F("begun_at"), ended_by=None)
                & Q(ended_how__in=["RUN_OUT", "TASK_OVER"], ended_reason="")
                | Q(ended_at__isnull=False, ended_at__gte=F("begun_at"), ended_by__isnull=False)
                & Q(ended_how="BY_HAND")
                & ~Q(ended_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.task.case_id}"


class HoldExtension(models.Model):
    """That a hold was made longer: from when to when, by whom and why. Append-only."""

    hold = models.ForeignKey(TaskHold, models.PROTECT, related_name="extensions")
    until_before = models.DateTimeField()
    until_after = models.DateTimeField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="extension_makes_the_hold_longer",
                condition=Q(until_after__gt=F("until_before")),
            ),
            models.CheckConstraint(name="extension_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"extension {self.pk}"
