"""The formal risk assessment, the checks before adoption, adoption, and stepping down."""

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
        indexes = [models.Index(fields=["case", "-signed_at"])]
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

    @property
    def is_high(self) -> bool:
        return self.band in (Band.HIGH, Band.VERY_HIGH)

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"


class AdoptionChecks(models.Model):
    """What was asked of others before a manager decides on adoption. Append-only."""

    class SafetyPlan(models.TextChoices):
        IN_PLACE = "IN_PLACE", "In place"
        OFFERED = "OFFERED", "Offered, not taken up"
        BEING_MADE = "BEING_MADE", "Being made"
        NONE_NEEDED = "NONE_NEEDED", "None needed, with reasons"

    case = models.ForeignKey(Case, models.PROTECT, related_name="adoption_checks")
    safety_plan = models.CharField(max_length=12, choices=SafetyPlan.choices)
    safety_plan_note = models.TextField(blank=True)
    mappa_check = models.TextField()
    marac_check = models.TextField()
    live_investigation_check = models.TextField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-checked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="adoption_safety_plan_known",
                condition=Q(safety_plan__in=["IN_PLACE", "OFFERED", "BEING_MADE", "NONE_NEEDED"]),
            ),
            models.CheckConstraint(
                name="adoption_no_safety_plan_has_reasons",
                condition=~Q(safety_plan="NONE_NEEDED") | ~Q(safety_plan_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"checks {self.pk}"


class Adoption(models.Model):
    """Why the force takes someone on, and what the manager relied on. Append-only."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="adoption")
    # Both are empty only where a closed case was reopened: its new assessment is then due.
    assessment = models.ForeignKey(
        RiskAssessment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checks = models.ForeignKey(
        AdoptionChecks, models.PROTECT, null=True, blank=True, related_name="+"
    )
    legal_basis = models.TextField()
    necessity = models.TextField()
    proportionality = models.TextField()
    least_intrusive = models.TextField()
    disagreement = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="adoption_says_why",
                condition=~Q(necessity="") & ~Q(proportionality="") & ~Q(least_intrusive=""),
            )
        ]

    def __str__(self) -> str:
        return f"adoption of {self.case_id}"


class StepDownProposal(models.Model):
    """A supervisor proposes to step down; a manager, never the same person, decides."""

    class Decision(models.TextChoices):
        AGREED = "AGREED", "Agreed"
        REFUSED = "REFUSED", "Refused"
        # The case left the state the proposal was about before anybody decided.
        LAPSED = "LAPSED", "Lapsed"

    case = models.ForeignKey(Case, models.PROTECT, related_name="step_down_proposals")
    reason = models.TextField()
    victim_view = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(decision=""), name="one_open_step_down_proposal"
            ),
            models.CheckConstraint(
                name="step_down_decided_whole_or_not_at_all",
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(decision="LAPSED", decided_at__isnull=False)
                | Q(
                    decision__in=["AGREED", "REFUSED"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="step_down_decided_by_someone_else",
                condition=Q(decided_by=None)
                | Q(decision="LAPSED")
                | ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
