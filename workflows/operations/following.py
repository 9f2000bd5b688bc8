"""What follows in the work when the event of an operation moves."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from casework.core.queue import enqueue
from casework.operations.models import EventMove


def connect() -> None:
    """From now on letters are looked at again whenever the event they were started for moves."""
    post_save.connect(
        look_again, sender=EventMove, weak=False, dispatch_uid="an event of an operation moves"
    )


def look_again(instance: EventMove, **_: Any) -> None:
    enqueue("workflows.operations.jobs.check_letters_again", operation=instance.operation_id)
