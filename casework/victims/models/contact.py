"""How somebody who was harmed can be reached safely. Behind the wall (domain: 2e, 5.10).

A table of its own that nothing else joins: no list, count, search, timeline or export reads it.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.people.models import Person
from casework.victims.models.names import Method
from casework.victims.models.offer import SupportOffer


class SafeContactQuerySet(models.QuerySet["SafeContact"]):
    def visible_to(self, user: Any) -> Self:  # noqa: ARG002
        """None: it is opened one at a time, for a reason (actions.read_safe_contact)."""
        return self.none()


class SafeContact(models.Model):
    """One version of what is known; the newest holds. Append-only.

    `stopped` says that no way is safe now: then there is nothing else in it but why.
    """

    victim = models.ForeignKey(Person, models.PROTECT, related_name="safe_contacts")
    version = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=12, choices=Method.choices, blank=True)
    details = models.CharField(max_length=200, blank=True)
    safe_times = models.TextField(blank=True)
    codeword = models.CharField(max_length=60, blank=True)
    interpreter = models.CharField(max_length=120, blank=True)
    who_else_has_access = models.TextField(blank=True)
    stopped = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = SafeContactQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["victim", "version"], name="safe_contact_version_once"),
            models.CheckConstraint(
                name="safe_contact_says_how_and_when_or_why_not",
                condition=~Q(stopped="") & Q(method="", details="")
                | Q(stopped="", method__in=Method.values)
                & ~Q(details="")
                & ~Q(safe_times="")
                & ~Q(who_else_has_access=""),
            ),
        ]

    def __str__(self) -> str:
        return f"safe contact {self.pk}"

    @property
    def audit_stream(self) -> str:
        """A chain of its own, so that no timeline of a case shows it."""
        return f"victim:{self.victim_id}"

    @property
    def audit_force_id(self) -> int:
        force: int = self.victim.force_id
        return force


class Opening(models.Model):
    """That somebody said why they need it: open to them a while, in one sitting. Append-only."""

    offer = models.ForeignKey(SupportOffer, models.PROTECT, related_name="openings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    # A fingerprint of the session: another sitting asks again.
    sitting = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["offer", "by", "until"])]
        constraints = [
            models.CheckConstraint(name="opening_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="opening_ends_after_it_began", condition=Q(until__gt=F("at"))
            ),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"


class Clearance(models.Model):
    """That an officer may open it for a while, given by a supervisor. Append-only."""

    offer = models.ForeignKey(SupportOffer, models.PROTECT, related_name="clearances")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="clearance_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="clearance_ends_after_it_began", condition=Q(until__gt=F("at"))
            ),
            models.CheckConstraint(
                name="clearance_given_by_somebody_else", condition=~Q(given_by=F("officer"))
            ),
        ]

    def __str__(self) -> str:
        return f"clearance {self.pk}"
