"""The event log: one row for every change and every look, chained so that a gap shows.

The event row holds who, when, what and a commitment; the words are in a Payload beside it, so
that lawful erasure can destroy the words and leave the chain whole (DPA 2018 s.62).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Stream(models.Model):
    """The head of one chain. Locked while the next event is written."""

    name = models.CharField(max_length=80, primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One thing that happened. Never changed, never deleted: triggers refuse it."""

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    object = models.CharField(max_length=80)
    request_id = models.CharField(max_length=32, blank=True)
    commitment = models.CharField(max_length=64)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["object", "at"]),
            models.Index(fields=["actor", "at"]),
            models.Index(fields=["verb", "at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="event_once_in_its_place")
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object}"


class Payload(models.Model):
    """What the event's commitment binds: before, after and the reason given."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=64)
    body = models.JSONField()

    def __str__(self) -> str:
        return f"payload of {self.event_id}"
