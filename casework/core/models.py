"""What the site knows about its own running. No person appears here."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When something that must keep happening last happened."""

    name = models.CharField(max_length=50, unique=True)
    at = models.DateTimeField(help_text="When it last finished, by the clock of that machine.")

    def __str__(self) -> str:
        return self.name
