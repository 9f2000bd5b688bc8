"""What may follow from a visit: a safeguarding referral, a marker proposed for the person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.people.models import Marker
from casework.visits.models.visit import Visit


class SafeguardingReferral(models.Model):
    """What was done where officers were worried about anyone's safety. Append-only."""

    class Done(models.TextChoices):
        CHILDREN = "CHILDREN", "Referred to children's social care"
        ADULT = "ADULT", "Referred to adult safeguarding"
        HEALTH = "HEALTH", "Taken to hospital, or seen by an ambulance crew"
        NOT_NEEDED = "NOT_NEEDED", "No referral is needed after all"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="safeguarding")
    done = models.CharField(max_length=12, choices=Done.choices)
    done_at = models.DateTimeField()
    reference = models.CharField(max_length=60, blank=True)
    concern = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="safeguarding_says_what_and_when",
                condition=~Q(concern="") & Q(recorded_at__gte=F("done_at")),
            ),
            models.CheckConstraint(
                name="safeguarding_referral_has_its_reference",
                condition=Q(done__in=["HEALTH", "NOT_NEEDED"])
                | Q(done__in=["CHILDREN", "ADULT"]) & ~Q(reference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"safeguarding {self.pk}"


class MarkerProposal(models.Model):
    """A warning that officers propose after a visit; a supervisor decides. Decided once."""

    class Kind(models.TextChoices):
        VIOLENCE = Marker.Kind.VIOLENCE.value, "Violent to police"
        WEAPONS = Marker.Kind.WEAPONS.value, Marker.Kind.WEAPONS.label
        FIREARMS = Marker.Kind.FIREARMS.value, Marker.Kind.FIREARMS.label
        DOGS = Marker.Kind.DOGS.value, Marker.Kind.DOGS.label

    class Decision(models.TextChoices):
        PLACED = "PLACED", "Placed"
        DECLINED = "DECLINED", "Not placed"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="marker_proposals")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    note = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    marker = models.ForeignKey(
        Marker, models.PROTECT, null=True, blank=True, related_name="proposals"
    )

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "kind"],
                condition=Q(decision=""),
                name="one_undecided_marker_of_a_kind",
            ),
            models.CheckConstraint(name="marker_proposal_says_why", condition=~Q(note="")),
            models.CheckConstraint(
                name="marker_never_decided_by_whoever_proposed_it",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="marker_placed_or_declined_by_somebody",
                condition=Q(decision="", decided_by=None, decided_at=None, marker=None)
                | Q(decision="PLACED", marker__isnull=False)
                & Q(decided_by__isnull=False, decided_at__isnull=False)
                | Q(decision="DECLINED", marker=None)
                & Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"marker proposal {self.pk}"

    @property
    def in_words(self) -> str:
        """ "Weapons: knife in the hall": the kind first, then the detail."""
        return f"{self.get_kind_display()}: {self.note}"
