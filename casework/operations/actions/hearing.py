"""A grave change during the window, kept for the debrief."""

from __future__ import annotations

from django.db import transaction

from casework.cases.models import Change
from casework.operations import rules
from casework.operations.models import CohortMember, DebriefLine, OperationState

S = OperationState


@transaction.atomic
def note_for_debrief(*, change: Change) -> int:
    """A line for each operation under way in whose window the change came; how many there are.

    A part of the action that noted the change, which writes its event.
    """
    running = CohortMember.objects.filter(
        case=change.case_id, operation__state__in=(S.BRIEFED, S.RUNNING, S.DEBRIEF)
    )
    found = 0
    for member in running.select_related("operation__force"):
        first, last = rules.window(member.operation)
        if first <= change.noted_at <= last:
            DebriefLine.objects.get_or_create(member=member, change=change)
            found += 1
    return found
