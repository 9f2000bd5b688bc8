"""What is sent of a task's deadline, to whom and when: made with the deadline, settled once.

A row stands for one rung of the ladder. Who is told is worked out when it is sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.accounts.models import Absence
from casework.accounts.outside import OUTSIDE_ROLES
from casework.cases.models import Case, not_kept_from
from workflows.models.work import Task


class Rung(models.TextChoices):
    """The rungs of the ladder, lowest first (domain: sections 2.13 and 3.3)."""

    WARN = "WARN", "Due soon"
    DUE = "DUE", "Due"
    OVERDUE = "OVERDUE", "Overdue"
    SUPERVISOR = "SUPERVISOR", "Overdue, for its supervisor"
    MANAGER = "MANAGER", "Overdue, for its manager"


# Written into the SQL as it stands, or SQLite would not use the partial index.
UNSETTLED = Q(settled_at__isnull=True)


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def unsettled(self) -> Self:
        """Rows that wait for their moment, or for a sweep that is late."""
        return self.filter(UNSETTLED)

    def late(self, now: datetime) -> Self:
        """Rows whose moment has come by the aware instant `now`, oldest first."""
        return self.unsettled().filter(send_at__lte=now).order_by("send_at", "pk")

    def visible_to(self, user: Any) -> Self:
        """Rows of the tasks this user sees."""
        return self.filter(task__in=Task.objects.visible_to(user))


class Escalation(models.Model):
    """One rung of a task's ladder: to be sent at `send_at`, and what became of it."""

    class How(models.TextChoices):
        SENT = "SENT", "Sent"
        SUPPRESSED = "SUPPRESSED", "Stopped by a person"
        LAPSED = "LAPSED", "The task was over"
        BEFORE = "BEFORE", "Its moment had passed when the ladder was introduced"
        MOVED = "MOVED", "The due time was moved"

    task = models.ForeignKey(Task, models.PROTECT, related_name="escalations")
    rung = models.CharField(max_length=10, choices=Rung.choices)
    send_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    # Who stopped it, and why. Nobody where it took its course.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ["send_at", "pk"]
        indexes = [
            models.Index(fields=["send_at", "id"], condition=UNSETTLED, name="escalation_to_send")
        ]
        constraints = [
            # Of one due time; a due time that is moved begins another ladder.
            models.UniqueConstraint(
                fields=["task", "rung"], condition=UNSETTLED, name="one_escalation_of_a_rung"
            ),
            # A due time that comes back to where it was has a ladder again; none is sent twice.
            models.UniqueConstraint(
                fields=["task", "rung", "send_at"],
                condition=Q(how="SENT"),
                name="one_escalation_of_a_rung_and_moment",
            ),
            models.CheckConstraint(name="escalation_rung_known", condition=Q(rung__in=Rung.values)),
            # Nothing goes out before its moment, whatever clock was asked.
            models.CheckConstraint(
                name="escalation_waits_or_says_how_it_was_settled",
                condition=Q(settled_at=None, how="", by=None, reason="")
                | Q(settled_at__gte=F("send_at"), by=None, reason="")
                & Q(how__in=["SENT", "LAPSED", "BEFORE"])
                | Q(settled_at__isnull=False, by=None, reason="", how="MOVED")
                | Q(settled_at__isnull=False, by__isnull=False, how="SUPPRESSED") & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"escalation {self.pk}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        """Those nobody has read, of tasks that are still to be done; what is over needs no reading.

        Written into the SQL as it stands, for the partial index.
        """
        return self.filter(read_at__isnull=True, task__finished__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """The user's own, of tasks they may see now: theirs, free for them, or on a case they see.

        Of any other nothing is shown, not even that there is one.
        """
        away = Absence.objects.now().filter(deputy=user).values("user")
        theirs = Q(task__owner=user.pk) | Q(task__also_for=user.pk)
        free = Q(task__owner__isnull=True) | Q(task__owner__in=away)
        here = Q(task__team__force__in=user.forces_served())
        to_do = Q(task__finished__isnull=True) & (theirs & here | free & _roles_of(user))
        seen = Q(task__case__in=Case.objects.visible_to(user))
        return self.filter(to_do & not_kept_from(user, case="task__case") | seen, recipient=user)


def _roles_of(user: Any) -> Q:
    """Tasks that ask for a role the user holds where they stand: of an agency, at its very desk."""
    condition = Q(pk__in=[])
    for grant in user.grants_on():
        if grant.team_id is not None:
            condition |= Q(task__role=grant.role, task__team=grant.team_id)
        elif grant.role not in OUTSIDE_ROLES:
            condition |= Q(task__role=grant.role, task__team__force=grant.force_id)
    return condition


class Notice(models.Model):
    """That somebody was told of a task, by the row of its ladder; read once."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="notices")
    task = models.ForeignKey(Task, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-made_at"], name="notices_of_somebody"),
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notices_unread"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["escalation", "recipient"], name="told_once_of_an_escalation"
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
