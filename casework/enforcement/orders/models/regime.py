"""From which day a regime is live in a force, or no longer is (domain: section 2i)."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casework.enforcement.orders.models.names import Regime


class RegimeSwitchQuerySet(models.QuerySet["RegimeSwitch"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the forces this user serves today."""
        return self.filter(force__in=user.forces_served())


class RegimeSwitch(models.Model):
    """From `starts_on` a regime is live, or is not, in a force. Two people enter it.

    Entered by one and confirmed once by another; until then it changes nothing. Neither changes
    afterwards: a mistake is another row. The latest confirmed row of the day decides.
    """

    force = models.ForeignKey("accounts.Force", models.PROTECT, related_name="regime_switches")
    regime = models.CharField(max_length=20, choices=Regime.choices)
    starts_on = models.DateField()
    live = models.BooleanField()
    reason = models.TextField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = RegimeSwitchQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["force", "regime", "-starts_on"])]
        constraints = [
            models.CheckConstraint(
                name="switch_regime_known", condition=Q(regime__in=Regime.values)
            ),
            models.CheckConstraint(
                name="switch_confirmed_by_another",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(confirmed_by=F("entered_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regime} from {self.starts_on}"
