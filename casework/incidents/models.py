"""What the force recorded: who was said to have done what to whom, and each import of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.people.models import Person


class ImportBatch(models.Model):
    """One accepted file. Its four counts add up to the rows read."""

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    read = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="batch_counts_add_up",
                condition=Q(
                    read=models.F("new")
                    + models.F("same")
                    + models.F("changed")
                    + models.F("rejected")
                ),
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportReject(models.Model):
    """A row that was not taken, and what to do about it."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="rejects")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40)
    value = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=200)
    remedy = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"row {self.row}"


class RecordType(models.TextChoices):
    CRIME = "CRIME", "Crime"
    NON_CRIME_DA = "NON_CRIME_DA", "Domestic abuse incident, not crimed"


class Relationship(models.TextChoices):
    PARTNER = "PARTNER", "Partner"
    EX = "EX", "Former partner"
    FAMILY = "FAMILY", "Family"
    OTHER = "OTHER", "Other"


class SuspectRole(models.TextChoices):
    SUSPECT = "SUSPECT", "Suspect"
    CHARGED = "CHARGED", "Charged"
    CONVICTED = "CONVICTED", "Convicted"
    NFA = "NFA", "No further action"


CANCELLED = "CANCELLED"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def offences(self) -> Self:
        """Crimes against a partner or former partner that were not cancelled."""
        return self.filter(
            record_type=RecordType.CRIME,
            relationship__in=[Relationship.PARTNER, Relationship.EX],
        ).exclude(outcome_code=CANCELLED)


class Incident(models.Model):
    """One row of a force's export: one suspect and one victim in one record."""

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="+")
    occurrence_no = models.CharField(max_length=40)
    crime_ref = models.CharField(max_length=40, blank=True)
    suspect = models.ForeignKey(Person, models.PROTECT, related_name="incidents_as_suspect")
    victim = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="incidents_as_victim"
    )
    record_type = models.CharField(max_length=12, choices=RecordType.choices)
    ho_code = models.CharField(max_length=12, blank=True)
    cjs_code = models.CharField(max_length=12, blank=True)
    ho_title = models.CharField(max_length=200, blank=True)
    offence_from = models.DateTimeField()
    # The local date of offence_from: what windows are counted in.
    offence_on = models.DateField()
    offence_to = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    da_flag = models.BooleanField(default=False)
    stalking_flag = models.BooleanField(default=False)
    hbv_flag = models.BooleanField(default=False)
    children_present = models.BooleanField(default=False)
    relationship = models.CharField(max_length=8, choices=Relationship.choices)
    risk_tool = models.CharField(max_length=20, blank=True)
    risk_grade = models.CharField(max_length=20, blank=True)
    suspect_role = models.CharField(max_length=10, choices=SuspectRole.choices)
    suspect_address = models.CharField(max_length=200, blank=True)
    suspect_postcode = models.CharField(max_length=10, blank=True)
    mo_text = models.TextField(blank=True)
    outcome_code = models.CharField(max_length=10, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    oic_collar = models.CharField(max_length=12, blank=True)
    team = models.CharField(max_length=80, blank=True)
    beat = models.CharField(max_length=40, blank=True)
    source_updated_at = models.DateTimeField(null=True, blank=True)
    warnings = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="incidents")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["suspect", "offence_on"]),
            models.Index(fields=["victim", "offence_on"]),
            models.Index(
                fields=["force", "offence_on", "suspect"],
                condition=Q(record_type="CRIME", relationship__in=["PARTNER", "EX"]),
                name="incident_offences",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["force", "occurrence_no", "crime_ref", "suspect", "victim"],
                name="incident_key",
                condition=Q(victim__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["force", "occurrence_no", "crime_ref", "suspect"],
                name="incident_key_without_victim",
                condition=Q(victim__isnull=True),
            ),
            models.CheckConstraint(
                name="incident_values_known",
                condition=Q(record_type__in=RecordType.values)
                & Q(relationship__in=Relationship.values)
                & Q(suspect_role__in=SuspectRole.values),
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"


class IncidentRevision(models.Model):
    """What the identification rules read of an incident after one batch, so that a run can be
    repeated as of its cut-off. Append-only.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="revisions")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="revisions")
    content_hash = models.CharField(max_length=64)
    record_type = models.CharField(max_length=12)
    relationship = models.CharField(max_length=8)
    outcome_code = models.CharField(max_length=10, blank=True)
    offence_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "batch"], name="revision_once_a_batch")
        ]

    def __str__(self) -> str:
        return f"revision {self.pk}"
