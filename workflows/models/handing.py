"""Tasks that were given out together: to whom, what came of each, and whether it was taken back."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from workflows.models.work import Task


class HandoutQuerySet(models.QuerySet["Handout"]):
    def visible_to(self, user: Any) -> Self:
        """What this user gave out themselves; only they take it back."""
        return self.filter(by=user.pk)


class Handout(models.Model):
    """One giving out of several tasks to one person."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HandoutQuerySet.as_manager()

    def __str__(self) -> str:
        return f"handout {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("workflows:given_out", args=[self.pk])


class HandoutItem(models.Model):
    """One task of a handout: given at that instant, or why not; then what came of taking it back.

    `given_at` is what the task itself keeps as the instant it got its owner, so that a task which
    changed hands since is told from one that nobody touched.
    """

    handout = models.ForeignKey(Handout, models.PROTECT, related_name="items")
    task = models.ForeignKey(Task, models.PROTECT, related_name="+")
    had = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(null=True, blank=True)
    why_not = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    why_kept = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["handout", "task"], name="task_once_in_a_handout"),
            models.CheckConstraint(
                name="handout_item_is_given_or_says_why_not",
                condition=Q(given_at__isnull=False, why_not="") | Q(given_at=None) & ~Q(why_not=""),
            ),
            models.CheckConstraint(
                name="only_what_was_given_is_taken_back",
                condition=Q(taken_back_at=None)
                | Q(given_at__isnull=False, taken_back_at__isnull=False, why_kept=""),
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.pk} of handout {self.handout_id}"
