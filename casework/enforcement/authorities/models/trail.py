"""What is told about an authority, to those who may know of it; and who the covert unit are."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.accounts.models import Rank, Role, User
from casework.enforcement.authorities.models.authority import Authority, at_least, who
from casework.enforcement.authorities.models.states import LIVE


class OfAnAuthority(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(authority__in=Authority.objects.visible_to(user))


class AlertQuerySet(OfAnAuthority):
    def that_hold(self) -> Self:
        """Without those that ask for something to be done while an authority is live, once it is
        over, and those of a review that was done or put off to another day.
        """
        reviews = Q(kind__in=Alert.REVIEWS)
        asks = Q(kind__in=[Alert.Kind.STARTED, Alert.Kind.EXPIRES]) | reviews
        of_its_day = Q(expires_at__date=F("authority__review_on"))
        return self.exclude(asks & ~Q(authority__state__in=LIVE)).exclude(reviews & ~of_its_day)


class Alert(models.Model):
    """Something the manager and the authorising officer have to know. Append-only."""

    class Kind(models.TextChoices):
        STARTED = "STARTED", "Begun: look at what is planned on the case"
        STOPPED = "STOPPED", "Over: contact can be checked again"
        EXPIRES = "EXPIRES", "Expires soon: cancel or renew it"
        LAPSED = "LAPSED", "Lapsed without being cancelled: an incident"
        REVIEW = "REVIEW", "To be reviewed soon: say why it is still needed, or cancel it"
        OVERDUE = "OVERDUE", "Review overdue: say why it is still needed, or cancel it"

    REVIEWS = (Kind.REVIEW, Kind.OVERDUE)

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # The end it tells of, of which period or of which day of review: the next is told of again.
    expires_at = models.DateTimeField()
    hours_before = models.PositiveSmallIntegerField(default=0)
    raised_at = models.DateTimeField(default=timezone.now)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "expires_at", "hours_before"],
                name="authority_told_once_of_each",
            ),
            models.CheckConstraint(
                name="authority_alert_known",
                condition=Q(kind__in=["STARTED", "STOPPED", "LAPSED", "OVERDUE"], hours_before=0)
                | Q(kind__in=["EXPIRES", "REVIEW"], hours_before__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"


class Lapse(models.Model):
    """An authority passed its expiry while live: an incident, until somebody has reported."""

    authority = models.OneToOneField(Authority, models.PROTECT, related_name="lapse_incident")
    found_at = models.DateTimeField(default=timezone.now)
    report = models.TextField(blank=True)
    people_told = models.TextField(blank=True)
    reported_by = who()
    reported_at = models.DateTimeField(null=True, blank=True)

    objects = OfAnAuthority.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="authority_lapse_reported_whole",
                condition=Q(report="", people_told="", reported_by=None, reported_at=None)
                | (
                    ~Q(report="")
                    & ~Q(people_told="")
                    & Q(reported_by__isnull=False, reported_at__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"lapse {self.pk}"


class UnitMemberQuerySet(models.QuerySet["UnitMember"]):
    def visible_to(self, user: Any) -> Self:
        """The list is read by whoever keeps it: a superintendent who authorises there."""
        if not isinstance(user, User) or not at_least(user, Rank.SUPERINTENDENT):
            return self.none()
        return self.filter(force__in=user.forces_served(Role.AUTHORISER))


class UnitMember(models.Model):
    """One name on the list of the covert unit: no role, no rank gives what this gives."""

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="covert_unit")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)
    removed_by = who()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = UnitMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "user"],
                condition=Q(removed_at=None),
                name="covert_unit_names_once",
            ),
            models.CheckConstraint(
                name="covert_unit_names_another",
                condition=~Q(user=models.F("named_by")),
            ),
            models.CheckConstraint(
                name="covert_unit_removed_whole",
                condition=Q(removed_by=None, removed_at=None)
                | Q(removed_by__isnull=False, removed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"name {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"covert_unit:{self.force_id}"
