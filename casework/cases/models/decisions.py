"""The formal risk assessment and the record of adoption."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.cases.models.case import Case


class Band(models.TextChoices):
    """Risk bands, lowest first (domain: section 3.2)."""

    STANDARD = "STANDARD", "Standard"
    MEDIUM = "MEDIUM", "Medium"
    HIGH = "HIGH", "High"
    VERY_HIGH = "VERY_HIGH", "Very high"


# Days to the next review for each band. Local default (domain: section 3.2, DESIGN).
REVIEW_WITHIN_DAYS = {
    Band.VERY_HIGH: 7,
    Band.HIGH: 28,
    Band.MEDIUM: 56,
    Band.STANDARD: 90,
}


class RiskAssessment(models.Model):
    """One signed assessment. Never edited: a new view of the risk is a new row."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    band = models.CharField(max_length=10, choices=Band.choices)
    tool = models.CharField(max_length=40)
    tool_version = models.CharField(max_length=20, blank=True)
    static_history = models.TextField()
    dynamic_factors = models.TextField()
    protective_factors = models.TextField(blank=True)
    people_at_risk = models.TextField()
    scenarios = models.TextField()
    stalking_and_control = models.TextField(blank=True)
    confidence = models.CharField(max_length=200, blank=True)
    missing_information = models.TextField(blank=True)
    review_due_on = models.DateField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="assessment_band_known", condition=Q(band__in=Band.values)),
            models.CheckConstraint(
                name="assessment_countersigned_by_and_at_together",
                condition=Q(countersigned_by=None, countersigned_at=None)
                | Q(countersigned_by__isnull=False, countersigned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_countersigned_by_someone_else",
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("signed_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_band_display()


class Adoption(models.Model):
    """Why the force takes someone on: necessity, proportionality and the checks made."""

    class SafetyPlan(models.TextChoices):
        IN_PLACE = "IN_PLACE", "In place"
        OFFERED = "OFFERED", "Offered, not taken up"
        BEING_MADE = "BEING_MADE", "Being made"
        NONE_NEEDED = "NONE_NEEDED", "None needed, with reasons"

    case = models.OneToOneField(Case, models.PROTECT, related_name="adoption")
    legal_basis = models.TextField()
    necessity = models.TextField()
    proportionality = models.TextField()
    least_intrusive = models.TextField()
    safety_plan = models.CharField(max_length=12, choices=SafetyPlan.choices)
    safety_plan_note = models.TextField(blank=True)
    mappa_check = models.TextField()
    marac_check = models.TextField()
    live_investigation_check = models.TextField()
    disagreement = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="adoption_safety_plan_known",
                condition=Q(safety_plan__in=["IN_PLACE", "OFFERED", "BEING_MADE", "NONE_NEEDED"]),
            )
        ]

    def __str__(self) -> str:
        return f"adoption of {self.case_id}"
