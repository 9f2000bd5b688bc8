"""What was counted, decided and told about a retention record. Added to, never changed."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.retention.models.record import Retention
from casework.retention.models.states import Because, Group


class OfARecord(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(retention__in=Retention.objects.visible_to(user))


class RetentionTerm(models.Model):
    """Each counting of the next review: from when, by which group, why, and how. Append-only."""

    retention = models.ForeignKey(Retention, models.PROTECT, related_name="terms")
    because = models.CharField(max_length=13, choices=Because.choices)
    group = models.CharField(max_length=1, choices=Group.choices)
    clear_from = models.DateTimeField()
    due_at = models.DateTimeField()
    proof = models.JSONField()
    # Empty where an import or a job of the system told of it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = OfARecord.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="retention_term_known",
                condition=Q(because__in=Because.values, group__in=Group.values),
            ),
            models.CheckConstraint(
                name="retention_review_is_somebodys",
                condition=~Q(because="REVIEWED") | Q(by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"term {self.pk} of retention record {self.retention_id}"


class RetentionReview(models.Model):
    """A manager looked at the record: it is kept, or they propose to dispose of it.

    A proposal is settled once: confirmed by another, returned, or overtaken by what happened.
    """

    class Decision(models.TextChoices):
        KEEP = "KEEP", "Keep the record"
        DISPOSE = "DISPOSE", "Dispose of the record"

    class Outcome(models.TextChoices):
        CONFIRMED = "CONFIRMED", "Confirmed"
        RETURNED = "RETURNED", "Returned"
        OVERTAKEN = "OVERTAKEN", "Overtaken by what happened since"

    retention = models.ForeignKey(Retention, models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=7, choices=Decision.choices)
    # From here on.
    group = models.CharField(max_length=1, choices=Group.choices)
    reason = models.TextField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    # Empty where nobody settled it, but something that happened.
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_reason = models.TextField(blank=True)

    objects = OfARecord.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="retention_decision_known",
                condition=Q(decision__in=["KEEP", "DISPOSE"], group__in=Group.values),
            ),
            models.CheckConstraint(name="retention_decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="retention_decision_settled_whole",
                condition=Q(outcome="", settled_by=None, settled_at=None, settled_reason="")
                | (
                    Q(decision="DISPOSE", settled_at__isnull=False)
                    & ~Q(settled_reason="")
                    & (
                        Q(outcome__in=["CONFIRMED", "RETURNED"], settled_by__isnull=False)
                        | Q(outcome="OVERTAKEN")
                    )
                ),
            ),
            models.CheckConstraint(
                name="retention_disposal_confirmed_by_another",
                condition=~Q(outcome="CONFIRMED") | ~Q(settled_by=F("reviewed_by")),
            ),
            models.UniqueConstraint(
                fields=["retention"],
                condition=Q(decision="DISPOSE", outcome=""),
                name="one_open_proposal_to_dispose",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk} of retention record {self.retention_id}"


class RetentionAlert(models.Model):
    """What the register tells of a review that comes near or is late, once of each. Append-only."""

    class Kind(models.TextChoices):
        SOON = "SOON", "Review due soon"
        OVERDUE = "OVERDUE", "Review overdue"

    retention = models.ForeignKey(Retention, models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    # Of which due time: one that is counted anew is told of again.
    due_at = models.DateTimeField()
    days_before = models.PositiveSmallIntegerField(default=0)
    raised_at = models.DateTimeField(default=timezone.now)

    objects = OfARecord.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["retention", "kind", "due_at", "days_before"],
                name="retention_told_once_of_each",
            ),
            models.CheckConstraint(
                name="retention_alert_known",
                condition=Q(kind="SOON", days_before__gt=0) | Q(kind="OVERDUE", days_before=0),
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk} of retention record {self.retention_id}"
