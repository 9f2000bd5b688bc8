"""Services that support people who were harmed. Their desk is a team of their own."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from casework.accounts.models import Role
from casework.accounts.outside import OUTSIDE_ROLES, desks_of
from casework.victims.models.names import Rung


class SupportServiceQuerySet(models.QuerySet["SupportService"]):
    def visible_to(self, user: Any) -> Self:
        """Services of the forces somebody serves; of their own desk for an advocate."""
        forces = user.forces_served(*(role for role in Role if role not in OUTSIDE_ROLES))
        return self.filter(Q(force__in=forces) | Q(team__in=desks_of(user, Role.ADVOCATE)))


class SupportService(models.Model):
    """An agency whose advocates support victims, and whom to ask there when it is silent."""

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="support_services")
    team = models.OneToOneField("accounts.Team", models.PROTECT, related_name="support_service")
    name = models.CharField(max_length=120)
    # ASSIST and its like support only where somebody is charged or likely to be.
    charged_only = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)
    spoc = models.CharField(max_length=200)
    manager = models.CharField(max_length=200)
    chair = models.CharField(max_length=200)

    objects = SupportServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["force", "name"], name="support_service_once_in_a_force"
            ),
            models.CheckConstraint(
                name="support_service_has_every_rung_to_chase",
                condition=~Q(spoc="") & ~Q(manager="") & ~Q(chair=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_force_id(self) -> int:
        return self.force_id

    def at_rung(self, rung: str) -> str:
        """Whom to ask there."""
        people = {Rung.SPOC: self.spoc, Rung.MANAGER: self.manager, Rung.CHAIR: self.chair}
        return people[Rung(rung)]
