"""Which intervention a contact of an operation started. Each starts one, once."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils import timezone

from casework.operations.models import Operation, TimedContact
from workflows.models import Intervention


class StartedContactQuerySet(models.QuerySet["StartedContact"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the operations this user sees."""
        return self.filter(contact__member__operation__in=Operation.objects.visible_to(user))


class StartedContact(models.Model):
    """That a contact started this intervention. Append-only."""

    contact = models.OneToOneField(TimedContact, models.PROTECT, related_name="start_link")
    intervention = models.OneToOneField(Intervention, models.PROTECT, related_name="event_contact")
    at = models.DateTimeField(default=timezone.now)

    objects = StartedContactQuerySet.as_manager()

    def __str__(self) -> str:
        return f"contact {self.contact_id} started intervention {self.intervention_id}"
