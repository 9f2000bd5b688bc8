"""Proof of life: written by work that was really done, read by the doctor and `/health/`."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from casework.core.models import Heartbeat


def beat(name: str) -> None:
    """Note that `name` has just happened."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def age(name: str) -> timedelta | None:
    """How long ago `name` last happened; None when it never did."""
    last = Heartbeat.objects.filter(name=name).first()
    return timezone.now() - last.at if last else None
