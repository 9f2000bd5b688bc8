"""What the force recorded: who was said to have done what to whom, and each import of it."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.accounts.access import Anybody
from casework.incidents.permissions import forces_imported_by
from casework.people.models import Person
from casework.people.permissions import forces_seen_whole


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: Anybody) -> Self:
        """The imports of the forces `user` is an analyst of: rejects show what was written."""
        return self.filter(force_id__in=forces_imported_by(user))


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: Anybody) -> Self:
        """The files that `user` uploaded, while they are an analyst of that force."""
        return self.filter(force_id__in=forces_imported_by(user), uploaded_by=user)

    def waiting(self) -> Self:
        """Checked, and neither imported nor put aside."""
        return self.filter(removed_at=None)


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

    objects = ImportBatchQuerySet.as_manager()

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
    def visible_to(self, user: Anybody) -> Self:
        """Every incident of the forces that `user` sees whole (see `PersonQuerySet`)."""
        return self.filter(force_id__in=forces_seen_whole(user))

    def offences(self) -> Self:
        """Crimes against a partner or former partner that were not cancelled."""
        return self.filter(
            record_type=RecordType.CRIME,
            relationship__in=[Relationship.PARTNER, Relationship.EX],
        ).exclude(outcome_code=CANCELLED)


class Incident(models.Model):
    """One row of a force's export: one suspect and one victim in one record."""

    # Force, suspect and victim have no index of their own: those below begin with them, and a
    # planner would take a narrow one for the wider one that a rule needs.
    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="+", db_index=False)
    occurrence_no = models.CharField(max_length=40)
    crime_ref = models.CharField(max_length=40, blank=True)
    suspect = models.ForeignKey(
        Person, models.PROTECT, related_name="incidents_as_suspect", db_index=False
    )
    victim = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents_as_victim",
        db_index=False,
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
            models.Index(fields=["force", "occurrence_no"]),
            # All that a threshold rule reads, and nothing else, so that it never opens a row.
            models.Index(
                fields=[
                    "force",
                    "suspect",
                    "victim",
                    "offence_on",
                    "occurrence_no",
                    "crime_ref",
                    "outcome_code",
                    "record_type",
                    "relationship",
                ],
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


class UnidentifiedVictim(models.Model):
    """What the source says of a victim it gave no nominal id: never counted, always protected."""

    incident = models.OneToOneField(
        Incident, models.PROTECT, primary_key=True, related_name="unidentified_victim"
    )
    forename = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"unidentified victim of {self.pk}"


class IncidentRevision(models.Model):
    """What the identification rules read of an incident after one batch, so that a run can be
    repeated as of its cut-off. Append-only: the newest up to a batch is what it left behind.
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
            models.UniqueConstraint(
                fields=["incident", "batch", "content_hash"], name="revision_once_a_batch"
            )
        ]

    def __str__(self) -> str:
        return f"revision {self.pk}"


class VictimDoubt(models.Model):
    """A record that a later file gave under another victim id: perhaps one victim, named twice.

    Append-only. Both rows go on counting: nobody is merged by a machine (domain: section 8.5).
    """

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="victim_doubts")
    earlier = models.ForeignKey(Incident, models.PROTECT, related_name="doubts_as_earlier")
    later = models.ForeignKey(Incident, models.PROTECT, related_name="doubts_as_later")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="victim_doubted_once"),
            models.CheckConstraint(
                name="victim_doubt_is_about_two_rows", condition=~Q(earlier=models.F("later"))
            ),
        ]

    def __str__(self) -> str:
        return f"victim doubt {self.pk}"


class Upload(models.Model):
    """A file given on the imports page, checked and waiting for a person to confirm it.

    The file lies under an opaque name in the private folder and is removed once it is
    imported or put aside.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    file_sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, blank=True)
    read = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    batch = models.OneToOneField(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="upload"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"upload {self.pk}"
