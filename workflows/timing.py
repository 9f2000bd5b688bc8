"""Interventions that belong to an event: what is to be done for them is due by their own moment.

An intervention that an operation started keeps the start of the event it was started for and how
far from it the contact lies (`data["event"]`). Until that moment no step of it is due later; what
comes after it has the due time of its own step. A later move of the event leaves it as it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from casework.clocks import Deadline, Nation
from casework.operations.rules import away
from workflows.models import Intervention

EVENT = "event"


def of_event(*, event_at: datetime, minutes: int) -> dict[str, Any]:
    """What an intervention keeps of its event: its start, and the offset in minutes."""
    return {EVENT: {"at": event_at.isoformat(), "minutes": minutes}}


def timed(process: Intervention, deadline: Deadline) -> Deadline:
    """The deadline of a step: its own, or the moment of the event's contact where that is still to
    come and the step is on the way to it."""
    event = (process.data or {}).get(EVENT)
    if not event:
        return deadline
    nation = Nation(process.case.force.nation)
    contact = away(datetime.fromisoformat(event["at"]), event["minutes"], nation)
    return contact if contact.due_at > timezone.now() else deadline
