"""E-mail that is to go out: that there is something to look at, never what; and who opened what."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflows.models.work import Task

# Written into the SQL as it stands, or SQLite would not use the partial index.
PENDING = Q(sent_at__isnull=True, given_up_at__isnull=True)


class MailingQuerySet(models.QuerySet["Mailing"]):
    def pending(self) -> Self:
        """Those that are still to go out."""
        return self.filter(PENDING)

    def next(self, now: datetime) -> Self:
        """Those whose turn has come by the aware instant `now`, oldest first."""
        return self.pending().filter(try_at__lte=now).order_by("try_at", "pk")

    def visible_to(self, user: Any) -> Self:
        """The user's own."""
        return self.filter(user=user.pk)


class Mailing(models.Model):
    """One message to one user. What is new while it waits goes with it."""

    class Kind(models.TextChoices):
        NOTICES = "NOTICES", "There are notices"
        DIGEST = "DIGEST", "The day's digest"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # A local date, of a digest alone; and its figures, as they were in the morning.
    day = models.DateField(null=True, blank=True)
    overdue = models.PositiveIntegerField(default=0)
    soon = models.PositiveIntegerField(default=0)
    unopened = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    # What kind of failure the last try met; never its words, which may hold an address.
    failure = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["try_at"], condition=PENDING, name="mailing_next")]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=PENDING & Q(kind="NOTICES"),
                name="one_pending_mailing_of_notices",
            ),
            models.UniqueConstraint(
                fields=["user", "day"], condition=Q(kind="DIGEST"), name="one_digest_a_day"
            ),
            models.CheckConstraint(
                name="mailing_kind_known",
                condition=Q(kind="NOTICES", day=None, overdue=0, soon=0, unopened=0)
                | Q(kind="DIGEST", day__isnull=False),
            ),
            models.CheckConstraint(
                name="mailing_is_sent_or_given_up",
                condition=Q(sent_at=None) | Q(given_up_at=None),
            ),
            models.CheckConstraint(
                name="mailing_is_sent_by_a_try", condition=Q(sent_at=None) | Q(tries__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"mailing {self.pk}"


class Opening(models.Model):
    """When somebody first opened the page of a task that they are to do. Append-only."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["task", "user"], name="opened_first_once")]

    def __str__(self) -> str:
        return f"opening {self.pk}"
