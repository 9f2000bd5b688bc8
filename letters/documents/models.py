"""The ledger: what was rendered, from which inputs, with which wording, byte for byte.

A row is written once and never changes: the database's triggers refuse it. The bytes are in the
row, so that a document and the record of it are kept or lost together.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from casework.audit.fields import CanonicalJSONField
from casework.cases.models import Case
from casework.people.models import Person


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> Self:
        """Documents of the cases this user sees."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def light(self) -> Self:
        """Without the HTML and the bytes, for lists; they are read when asked for."""
        return self.defer("html", "pdf", "inputs")


class Document(models.Model):
    """One finished PDF and everything that proves what it is."""

    # Names the act that made it ("letter:12:v1"): the same act twice finds the same row.
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    wording_version = models.CharField(max_length=60)
    inputs = CanonicalJSONField()
    inputs_sha256 = models.CharField(max_length=64)
    html = models.TextField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    byte_length = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    renderer = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-created_at"])]
        constraints = [
            models.CheckConstraint(
                name="document_has_bytes_and_pages", condition=Q(byte_length__gt=0, pages__gt=0)
            ),
            models.CheckConstraint(name="document_has_a_key", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def audit_stream(self) -> str:
        return f"case:{self.case_id}"

    @property
    def sealed_as(self) -> dict[str, Any]:
        """What the audit log keeps of it: whoever changes the row has the log against them."""
        return {
            "kind": self.kind,
            "key": self.key,
            "sha256": self.sha256,
            "bytes": self.byte_length,
            "pages": self.pages,
            "wording": self.wording_version,
            "inputs": self.inputs_sha256,
            "renderer": self.renderer,
        }

    @property
    def file_name(self) -> str:
        """A name for a downloaded copy; it says nothing about anybody."""
        return f"document-{self.pk}.pdf"
