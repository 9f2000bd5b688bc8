"""The calendar feed of a user: an address nobody can guess, of which only a fingerprint is kept."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

# Written into the SQL as it stands, or SQLite would not use the partial index.
LIVE = Q(revoked_at__isnull=True)


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def live(self) -> Self:
        """Those that are not revoked, of users who work here."""
        return self.filter(LIVE, user__is_active=True)

    def opened_by(self, token: str) -> CalendarFeed | None:
        """The live feed whose address holds this token, if there is one."""
        return self.live().filter(fingerprint=fingerprint(token)).select_related("user").first()

    def visible_to(self, user: Any) -> Self:
        """The user's own."""
        return self.filter(user=user.pk)


class CalendarFeed(models.Model):
    """That a user's due times can be read by a calendar, until the address is revoked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=LIVE, name="one_live_feed_of_a_user"
            ),
            models.CheckConstraint(
                name="feed_is_revoked_after_it_was_made",
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"calendar feed {self.pk}"


def fingerprint(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash gives nothing away."""
    return sha256(token.encode()).hexdigest()
