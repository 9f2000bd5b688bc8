"""Approved wording, version by version. Once live it never changes; a new version replaces it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.accounts.models import Force
from casework.audit.fields import CanonicalJSONField
from casework.core.errors import Refused


class Status(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    LIVE = "LIVE", "Live"
    RETIRED = "RETIRED", "Retired"


class WordingQuerySet(models.QuerySet["Wording"]):
    def live(self) -> Self:
        return self.filter(status=Status.LIVE)

    def current(self, kind: str, *, force: Force | None) -> Wording:
        """The live wording of `kind` for `force`: its own, else the one that came with the system.

        Raises Refused when there is neither.
        """
        candidates = self.live().filter(Q(force=force) | Q(force=None), kind=kind)
        found = candidates.order_by(F("force").desc(nulls_last=True)).first()
        if found is None:
            raise Refused("There is no approved wording for this document yet.")
        return found


class Wording(models.Model):
    """The approved paragraphs of one kind of document, with {placeholders}, and their layout."""

    kind = models.CharField(max_length=40)
    force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, related_name="wordings")
    version = models.PositiveSmallIntegerField()
    layout = models.CharField(max_length=60)
    # Name of the place in the layout -> paragraphs of plain text.
    paragraphs = CanonicalJSONField()
    # Of the paragraphs and of the layout's own text: the same hash is the same wording.
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who stands behind the words; also where that is nobody who signs in here.
    approved_name = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "force", "version"],
                condition=Q(force__isnull=False),
                name="wording_version_once_a_force",
            ),
            models.UniqueConstraint(
                fields=["kind", "version"],
                condition=Q(force=None),
                name="wording_version_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "force"],
                condition=Q(status="LIVE", force__isnull=False),
                name="one_live_wording_a_force",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(status="LIVE", force=None),
                name="one_live_wording",
            ),
            models.CheckConstraint(
                name="wording_status_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="wording_live_only_when_approved",
                condition=Q(status="DRAFT") | (Q(approved_at__isnull=False) & ~Q(approved_name="")),
            ),
            models.CheckConstraint(
                name="wording_retired_at_exactly_when_retired",
                condition=Q(status="RETIRED", retired_at__isnull=False)
                | (~Q(status="RETIRED") & Q(retired_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What a document names as its wording: warning_letter-1, or warning_letter-NMP-2."""
        parts = [self.kind, *([self.force.code] if self.force else []), str(self.version)]
        return "-".join(parts)
