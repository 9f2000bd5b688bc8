"""What the site knows about its own running. No person appears here."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When something that must keep happening last happened."""

    name = models.CharField(max_length=50, unique=True)
    at = models.DateTimeField(help_text="When it last finished, by the clock of that machine.")

    def __str__(self) -> str:
        return self.name


class ClockReading(models.Model):
    """What the clock of a machine last showed while it was believed (`casework.core.clock`)."""

    machine = models.CharField(max_length=36, unique=True, help_text="Another one at each start.")
    at = models.DateTimeField(help_text="By the clock that can be set.")
    since_start = models.DurationField(help_text="By the clock that nobody can set.")

    def __str__(self) -> str:
        return self.machine
