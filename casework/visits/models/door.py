"""What a visit leaves behind: the checks before it, each time at the door, and the record."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.visits.models.visit import Outcome, Visit


class VisitCheck(models.Model):
    """One pre-visit check: what was looked at, in which source, when, with what answer.

    `attempt` counts the sets of checks made for the visit: they are made again when they expire
    and before every further attempt, and the earlier ones stay.
    """

    class Kind(models.TextChoices):
        PNC = "PNC", "PNC or LEDS"
        INTELLIGENCE = "INTELLIGENCE", "Local intelligence and PND"
        WARNINGS = "WARNINGS", "Warning markers"
        FIREARMS_LICENCE = "FIREARMS_LICENCE", "Firearms licence"
        DOGS = "DOGS", "Dogs at the address"
        CHILDREN = "CHILDREN", "Children at the address"
        VICTIM_AT_ADDRESS = "VICTIM_AT_ADDRESS", "A victim lives there"
        ORDERS = "ORDERS", "Live orders, bail and licence"
        LAST_VISIT = "LAST_VISIT", "Last visit record"
        MARAC = "MARAC", "MARAC date"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=120)
    answer = models.CharField(max_length=300)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    attempt = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "attempt", "kind"], name="visit_check_once_an_attempt"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class VisitAttempt(models.Model):
    """One time at the door. Append-only."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=220)
    band = models.CharField(max_length=12)
    weekend = models.BooleanField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    custody_reference = models.CharField(max_length=40, blank=True)
    said = models.TextField(blank=True)
    worried = models.BooleanField(default=False)
    # How it came that contact was made although it was not cleared; empty where it was.
    not_cleared_reason = models.TextField(blank=True)
    # Never alone: who was there with the one who logs it.
    second_officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=timezone.now)
    # Until when the checks held on which they went; none for attempts older than this column.
    checks_held_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="attempt_number_once"),
            models.CheckConstraint(
                name="attempt_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="arrest_has_a_custody_reference",
                condition=~Q(outcome="ARREST_MADE") | ~Q(custody_reference=""),
            ),
            models.CheckConstraint(
                name="attempt_by_two_different_officers",
                condition=~Q(second_officer=F("logged_by")),
            ),
            models.CheckConstraint(
                name="attempt_left_after_it_began",
                condition=Q(left_at=None) | Q(left_at__gte=F("at")),
            ),
            models.CheckConstraint(
                name="attempt_logged_after_it_began", condition=Q(logged_at__gte=F("at"))
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}"

    @property
    def written_late(self) -> bool:
        """Whether it was written down only after the checks it was made on had run out."""
        return self.checks_held_until is not None and self.logged_at > self.checks_held_until


class VisitRecordQuerySet(models.QuerySet["VisitRecord"]):
    def late(self) -> Self:
        """First versions that came after their time."""
        return self.filter(version=1, submitted_at__gt=F("due_at"))


class VisitRecord(models.Model):
    """The record of a visit, fact and opinion apart (DPA 2018 s.38(3))."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="records")
    version = models.PositiveSmallIntegerField()
    announced = models.BooleanField()
    present = models.TextField()
    children_present = models.TextField(blank=True)
    demeanour = models.TextField(blank=True)
    alcohol_or_drugs = models.TextField(blank=True)
    injuries_or_damage = models.TextField(blank=True)
    discussed = models.TextField(blank=True)
    support_offered = models.TextField(blank=True)
    changes_seen = models.TextField(blank=True)
    cohabitation_signs = models.TextField(blank=True)
    disclosures = models.TextField(blank=True)
    facts = models.TextField()
    opinion = models.TextField(blank=True)
    safeguarding_referral = models.CharField(max_length=200, blank=True)
    bwv_reference = models.CharField(max_length=60, blank=True)
    risk_trigger = models.BooleanField()
    risk_trigger_note = models.TextField(blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    # When the first version was due; a corrected version is not late for coming after it.
    due_at = models.DateTimeField()

    objects = VisitRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "version"], name="visit_record_version_once"),
            models.CheckConstraint(
                name="visit_record_says_what_changes_the_risk",
                condition=Q(risk_trigger=False) | ~Q(risk_trigger_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"record {self.version}"

    @property
    def late(self) -> bool:
        """Whether the first version came after its time."""
        return self.version == 1 and self.submitted_at > self.due_at
