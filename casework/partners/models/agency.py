"""Agencies, what they offer, under which agreement data is shared, and whom to chase there."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.accounts.models import Role
from casework.accounts.outside import desks_of


class Pathway(models.TextChoices):
    """What kind of help a service gives (domain: section 2d)."""

    HOUSING = "HOUSING", "Housing"
    SUBSTANCES = "SUBSTANCES", "Alcohol or drugs"
    MENTAL_HEALTH = "MENTAL_HEALTH", "Mental health"
    PROGRAMME = "PROGRAMME", "Perpetrator programme"
    PROBATION = "PROBATION", "Probation"
    CHILDREN = "CHILDREN", "Children's social care"
    ADULTS = "ADULTS", "Adult social care"
    EMPLOYMENT = "EMPLOYMENT", "Work or debt"
    IMMIGRATION = "IMMIGRATION", "Immigration"
    SCHOOLS = "SCHOOLS", "Schools"


class Rung(models.TextChoices):
    """The chase ladder, from the first person asked to the last (domain: section 2d)."""

    SPOC = "SPOC", "Single point of contact"
    MANAGER = "MANAGER", "Agency manager"
    CHAIR = "CHAIR", "MATAC chair"


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, user: Any) -> Self:
        """Agencies of the forces somebody serves; of their own desk for an agency's people."""
        inside = [role for role in Role if role not in (Role.PARTNER, Role.ADVOCATE)]
        forces = user.forces_served(*inside)
        return self.filter(Q(force__in=forces) | Q(team__in=desks_of(user)))


class Agency(models.Model):
    """An agency a force works with. Its desk is a team: its people hold their role there."""

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="agencies")
    team = models.OneToOneField("accounts.Team", models.PROTECT, related_name="agency")
    name = models.CharField(max_length=120)
    # Whom to chase, each as a name with how to reach them.
    spoc = models.CharField(max_length=200)
    manager = models.CharField(max_length=200)
    chair = models.CharField(max_length=200)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["force", "name"], name="agency_once_in_a_force"),
            models.CheckConstraint(
                name="agency_has_every_rung_to_chase",
                condition=~Q(spoc="") & ~Q(manager="") & ~Q(chair=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_force_id(self) -> int:
        return self.force_id

    def at_rung(self, rung: str) -> str:
        """Whom to ask there, by name."""
        people = {Rung.SPOC: self.spoc, Rung.MANAGER: self.manager, Rung.CHAIR: self.chair}
        return people[Rung(rung)]

    def agreement_on(self, on: date | None = None) -> SharingAgreement | None:
        """The sharing agreement in force on a local date, today unless told; the last to expire."""
        return self.agreements.in_force(on).order_by("-expires_on", "-pk").first()


class Service(models.Model):
    """Something an agency offers."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="services")
    name = models.CharField(max_length=120)
    pathway = models.CharField(max_length=20, choices=Pathway.choices)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["agency__name", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="service_once_in_an_agency"),
            models.CheckConstraint(
                name="service_pathway_known", condition=Q(pathway__in=Pathway.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency.name}: {self.name}"


class SharingAgreementQuerySet(models.QuerySet["SharingAgreement"]):
    def in_force(self, on: date | None = None) -> Self:
        """Agreements that hold on a local date, both ends included, today unless told."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day, expires_on__gte=day)


class SharingAgreement(models.Model):
    """The information sharing agreement (ISA) with an agency. Append-only: renewed by a new one."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="agreements")
    reference = models.CharField(max_length=60)
    starts_on = models.DateField()
    expires_on = models.DateField()

    objects = SharingAgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "reference", "starts_on"], name="agreement_once"
            ),
            models.CheckConstraint(
                name="agreement_expires_after_it_starts",
                condition=Q(expires_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(name="agreement_has_a_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return self.reference
