"""What a flag leaves behind: each term it was agreed for, each call, what the adviser made of it.

All three are added to and never changed.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.cases.models import Band
from casework.enforcement.flags.models.flag import AddressFlag


class FlagTerm(models.Model):
    """One agreement to a flag, the first or a renewal: why, on what risk, until when, by whom."""

    flag = models.ForeignKey(AddressFlag, models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField()
    risk = models.CharField(max_length=10, choices=Band.choices)
    expires_on = models.DateField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["flag", "number"], name="flag_term_number_once"),
            models.CheckConstraint(name="flag_term_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="flag_term_risk_known", condition=Q(risk__in=Band.values)),
        ]

    def __str__(self) -> str:
        return f"term {self.number}"


class FlagHit(models.Model):
    """One call to a flagged address, as the control room logged it."""

    flag = models.ForeignKey(AddressFlag, models.PROTECT, related_name="hits")
    at = models.DateTimeField()
    incident_reference = models.CharField(max_length=40)
    graded_up = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["flag", "incident_reference"], name="flag_hit_once_a_call"
            ),
            models.CheckConstraint(
                name="flag_hit_has_a_reference", condition=~Q(incident_reference="")
            ),
            models.CheckConstraint(
                name="flag_hit_logged_after_it_came", condition=Q(logged_at__gte=F("at"))
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class FlagHitReview(models.Model):
    """What the adviser found when looking at a call again: was it handled as the flag asks?"""

    hit = models.OneToOneField(FlagHit, models.PROTECT, primary_key=True, related_name="review")
    followed = models.BooleanField()
    missed = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="flag_hit_not_followed_says_what_was_missed",
                condition=Q(followed=True) | ~Q(missed=""),
            ),
        ]

    def __str__(self) -> str:
        return f"review of call {self.hit_id}"
