"""What a letter is made of and what became of it: fact lines, versions, attempts to serve it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.audit.fields import CanonicalJSONField
from casework.incidents.models import Incident
from letters.correspondence.models.letter import Letter
from letters.correspondence.models.states import Method
from letters.documents.models import Document


class FactLine(models.Model):
    """One neutral line of what was reported, tied to the record it rests on."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="fact_lines")
    version = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "version", "order"], name="fact_line_once_in_its_place"
            )
        ]

    def __str__(self) -> str:
        return f"fact line {self.order}"


class LetterVersion(models.Model):
    """What was submitted, word for word. Append-only."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    wording_version = models.CharField(max_length=60)
    inputs = CanonicalJSONField()
    html = models.TextField()
    text = models.TextField()
    # The preview, drawn from this html with a watermark; set once.
    draft_document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="letter_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class ServiceAttempt(models.Model):
    """One attempt to hand the letter over, with its proof. Append-only."""

    class Outcome(models.TextChoices):
        SERVED = "SERVED", "Served"
        NOT_FOUND = "NOT_FOUND", "Not found"
        WRONG_ADDRESS = "WRONG_ADDRESS", "Not at this address"
        UNSAFE = "UNSAFE", "Not safe to go on"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="service_attempts")
    number = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    method = models.CharField(max_length=20, choices=Method.choices)
    place = models.CharField(max_length=220)
    at = models.DateTimeField()
    server = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    identity_check = models.CharField(max_length=200, blank=True)
    signature = models.CharField(max_length=200, blank=True)
    bwv_reference = models.CharField(max_length=60, blank=True)
    delivery_reference = models.CharField(max_length=60, blank=True)
    said = models.TextField(blank=True)
    note = models.TextField(blank=True)
    # How it came to be served although contact was not cleared; empty where it was.
    not_cleared_reason = models.TextField(blank=True)
    # How they took it: either asks for a new assessment of risk (domain: section 2a).
    hostile = models.BooleanField(default=False)
    says_victim = models.BooleanField(default=False)
    logged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="service_attempt_once"),
            models.UniqueConstraint(
                fields=["letter"], condition=Q(outcome="SERVED"), name="letter_served_once"
            ),
            models.CheckConstraint(
                name="service_by_two_different_officers",
                condition=Q(second_officer=None) | ~Q(second_officer=F("server")),
            ),
            models.CheckConstraint(
                name="service_logged_after_it_happened", condition=Q(logged_at__gte=F("at"))
            ),
            models.CheckConstraint(
                name="service_has_proof",
                condition=~Q(outcome="SERVED")
                | (
                    ~Q(place="")
                    & (
                        (~Q(identity_check="") & ~Q(signature=""))
                        | (Q(method__in=["RECORDED_POST", "SOLICITOR"]) & ~Q(delivery_reference=""))
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}"
