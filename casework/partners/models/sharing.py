"""What exactly is shared: items with their basis, frozen sets with their hash, the log of it.

Everything here is append-only. A correction before sending is a new set; nothing that was sent
can be changed (DPA 2018 s.62: to whom, when; s.38(4): inaccurate data is told to who has it).
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from casework.accounts.models import Role
from casework.accounts.outside import desks_of
from casework.cases.models import Case, not_kept_from
from casework.partners.models.referral import Referral


class Basis(models.TextChoices):
    """On which ground an item is shared (domain: section 2d). Consent is rare under Part 3."""

    GATEWAY = "GATEWAY", "A statute lets us share it"
    POLICING = "POLICING", "Common-law policing purpose"
    VITAL_INTERESTS = "VITAL_INTERESTS", "Somebody's life is at risk"
    CONSENT = "CONSENT", "The person freely consents"


class ItemKind(models.TextChoices):
    """What may be shared with an agency. Nothing about a victim is on this list."""

    NEED = "NEED", "What they need"
    RISK_TO_STAFF = "RISK_TO_STAFF", "Risk to staff"
    NAME = "NAME", "Name"
    DATE_OF_BIRTH = "DATE_OF_BIRTH", "Date of birth"
    ADDRESS = "ADDRESS", "Address"
    PHONE = "PHONE", "Phone number"
    COMMUNICATION = "COMMUNICATION", "Language and communication needs"
    CONDITIONS = "CONDITIONS", "Conditions that bear on appointments"
    OTHER = "OTHER", "Something else they asked for"


class DataSet(models.Model):
    """A set of items frozen with its hash: what was approved, or what was added on request."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="data_sets")
    number = models.PositiveSmallIntegerField()
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    # What was left out, and why this is the least that does.
    minimum = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="data_set_number_once"),
            models.CheckConstraint(
                name="data_set_says_why_it_is_the_minimum", condition=~Q(minimum="")
            ),
            models.CheckConstraint(
                name="data_set_has_its_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"set {self.number}"


class SharedItemQuerySet(models.QuerySet["SharedItem"]):
    def visible_to(self, user: Any) -> Self:
        """Items of the cases this user sees; at an agency's desk those that went to it."""
        inside = Q(data_set__referral__case__in=Case.objects.visible_to(user))
        received = Q(disclosure__agency__team__in=desks_of(user, Role.PARTNER))
        return self.filter(
            inside | (received & not_kept_from(user, case="data_set__referral__case"))
        )


class SharedItem(models.Model):
    """One thing shared, each on its own ground."""

    data_set = models.ForeignKey(DataSet, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    value = models.TextField()
    basis = models.CharField(max_length=20, choices=Basis.choices)
    statute = models.CharField(max_length=120, blank=True)
    necessity = models.TextField()
    proportionality = models.TextField()

    objects = SharedItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["data_set", "kind"], name="item_once_in_a_set"),
            models.CheckConstraint(name="item_kind_known", condition=Q(kind__in=ItemKind.values)),
            models.CheckConstraint(name="item_basis_known", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(
                name="item_by_a_gateway_names_its_statute",
                condition=~Q(basis="GATEWAY") | ~Q(statute=""),
            ),
            models.CheckConstraint(
                name="item_is_necessary_and_proportionate",
                condition=~Q(value="") & ~Q(necessity="") & ~Q(proportionality=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def ground(self) -> str:
        """The ground in words, with its statute."""
        return ": ".join(filter(None, (str(self.get_basis_display()), self.statute)))

    def as_json(self) -> dict[str, Any]:
        """The item as it goes into the frozen body of its set."""
        return {"kind": self.kind, "value": self.value, "basis": self.basis} | {
            "statute": self.statute,
            "necessity": self.necessity,
            "proportionality": self.proportionality,
        }


class Disclosure(models.Model):
    """That one item went to somebody, when and how (DPA 2018 s.62). Append-only."""

    class Method(models.TextChoices):
        HERE = "HERE", "Through this service"
        SECURE_EMAIL = "SECURE_EMAIL", "Secure email"
        IN_PERSON = "IN_PERSON", "Handed over in person"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="disclosures")
    item = models.OneToOneField(SharedItem, models.PROTECT, related_name="disclosure")
    agency = models.ForeignKey("partners.Agency", models.PROTECT, related_name="disclosures")
    recipient = models.CharField(max_length=120)
    method = models.CharField(max_length=20, choices=Method.choices)
    agreement = models.ForeignKey("partners.SharingAgreement", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="disclosure_method_known",
                condition=Q(method__in=["HERE", "SECURE_EMAIL", "IN_PERSON"]),
            ),
            models.CheckConstraint(name="disclosure_says_to_whom", condition=~Q(recipient="")),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"
