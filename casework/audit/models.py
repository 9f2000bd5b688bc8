"""The event log: one row for every change and every look, chained so that a gap shows.

The event row holds who, when, what and a commitment; the words are in a Payload beside it, so
that lawful erasure can destroy the words and leave the chain whole (DPA 2018 s.62). Rows are
written by `actions` alone; the database itself refuses to change them (`triggers`).
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone

from casework.audit.fields import CanonicalJSONField
from casework.audit.refs import object_ref


class Stream(models.Model):
    """The head of one chain. Locked while the next event is written."""

    name = models.CharField(max_length=80, primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="", blank=True)

    def __str__(self) -> str:
        return self.name


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, obj: models.Model) -> Self:
        """Every event that names `obj`: changes to it, and looks at pages that showed it."""
        ref = object_ref(obj)
        named = Mention.objects.filter(object=ref).values("event_id")
        return self.filter(Q(object=ref) | Q(pk__in=named))

    def with_words(self) -> Self:
        """With actor and `body_text`, the payload as it is stored: for the presenters."""
        body = Cast("payload__body", models.TextField())
        return self.select_related("actor").annotate(body_text=body)

    def visible_to(self, user: models.Model) -> Self:
        """What an auditor may read: their own forces' events and those of no force."""
        forces = user.forces_audited()  # type: ignore[attr-defined]
        if not forces:
            return self.none()
        return self.filter(Q(force__in=forces) | Q(force=None))


class Event(models.Model):
    """One thing that happened. Never changed, never deleted: triggers refuse it."""

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Whose record it is: an auditor reads the events of the forces they audit.
    force = models.ForeignKey(
        "accounts.Force", models.PROTECT, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    object = models.CharField(max_length=80)
    request_id = models.CharField(max_length=32, blank=True)
    commitment = models.CharField(max_length=64)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object", "at"]),
            models.Index(fields=["actor", "at"]),
            models.Index(fields=["verb", "at"]),
            models.Index(fields=["at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="event_once_in_its_place"),
            models.CheckConstraint(name="event_counts_from_one", condition=Q(seq__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object}"


class Payload(models.Model):
    """What the event's commitment binds: before, after, the reason given, the objects shown."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=64)
    body = CanonicalJSONField()

    def __str__(self) -> str:
        return f"payload of {self.event_id}"


class Mention(models.Model):
    """An object named by an event besides its own: one row for each thing a page showed.

    An index into the payloads ("who looked at this person"), checked against them by
    `verify_audit`.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="mentions")
    object = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["object", "event"])]
        constraints = [
            models.UniqueConstraint(fields=["event", "object"], name="mentioned_once_by_an_event")
        ]

    def __str__(self) -> str:
        return self.object
