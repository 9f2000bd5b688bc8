"""Who a briefing is for, who read it, and what came back: rows that are added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.enforcement.briefings.models.briefing import Briefing
from casework.enforcement.briefings.models.states import Assessed, Handling, Shift, Source


class BriefingAudience(models.Model):
    """One team a briefing was published to."""

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="audience")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["briefing", "team"], name="briefing_team_once")
        ]

    def __str__(self) -> str:
        return f"team {self.team_id}"


class Acknowledgement(models.Model):
    """A supervisor's word that one shift of one team was briefed."""

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="acknowledgements")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+")
    shift = models.CharField(max_length=5, choices=Shift.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "team", "shift"], name="briefing_acknowledged_once_a_shift"
            ),
            models.CheckConstraint(
                name="acknowledgement_shift_known", condition=Q(shift__in=Shift.values)
            ),
        ]

    def __str__(self) -> str:
        return self.get_shift_display()


class BriefingReading(models.Model):
    """That somebody opened the briefing for the first time. Later looks are in the log."""

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["briefing", "reader"], name="briefing_read_once")
        ]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class BriefingReturn(models.Model):
    """What an officer saw or was told, graded as intelligence is (3x5x2)."""

    class Kind(models.TextChoices):
        SIGHTING = "SIGHTING", "I saw the person"
        CONTACT = "CONTACT", "I spoke to the person"
        INFORMATION = "INFORMATION", "I was told something"

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="returns")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    place = models.CharField(max_length=220)
    what = models.TextField()
    source = models.CharField(max_length=1, choices=Source.choices)
    assessed = models.CharField(max_length=1, choices=Assessed.choices)
    handling = models.CharField(max_length=1, choices=Handling.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-logged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="briefing_return_graded",
                condition=Q(
                    source__in=Source.values,
                    assessed__in=Assessed.values,
                    handling__in=Handling.values,
                ),
            ),
            models.CheckConstraint(
                name="briefing_return_kind_known",
                condition=Q(kind__in=["SIGHTING", "CONTACT", "INFORMATION"]),
            ),
            models.CheckConstraint(
                name="briefing_return_logged_after_it_was", condition=Q(logged_at__gte=F("at"))
            ),
        ]

    def __str__(self) -> str:
        return f"return {self.pk}"

    @property
    def grading(self) -> str:
        """Such as 2 C P."""
        return f"{self.source} {self.assessed} {self.handling}"


class BriefingReturnEntry(models.Model):
    """That a return became an entry in the force's intelligence system, under its reference."""

    returned = models.OneToOneField(
        BriefingReturn, models.PROTECT, primary_key=True, related_name="entry"
    )
    reference = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="briefing_entry_has_a_reference", condition=~Q(reference="")
            )
        ]

    def __str__(self) -> str:
        return f"entry of return {self.returned_id}"
