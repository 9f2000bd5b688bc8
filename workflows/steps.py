"""What the steps do that belong to no one kind: look again or stop, try once more."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from viewflow.workflow.status import STATUS

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.gate import gate_status
from casework.core.errors import worded
from workflows.models import Intervention, Task

now = timezone.now
# Tasks and timers that wait for somebody or for their time.
WAITING = (STATUS.NEW, STATUS.ASSIGNED, STATUS.SCHEDULED)


def safe_to_contact(intervention: Intervention) -> str:
    """What the contact gate of the case says at this moment: "open" or "closed"."""
    return "open" if gate_status(intervention.case, at=now()).open else "closed"


def look_again_or_stop(*, intervention: Intervention, by: User, decision: str, reason: str) -> None:
    """A supervisor decides what follows when contact is not cleared: check again, or stop."""
    if decision == "STOP":
        intervention.flow_class.withdraw(intervention, by=by, reason=reason)
    else:
        _note("contact.check_again", intervention, by=by, reason=reason)


def note_retry(*, intervention: Intervention, by: User, reason: str) -> None:
    """A supervisor says what was put right before a failed job is tried again."""
    _note("document.tried_again", intervention, by=by, reason=reason)


def note_chased(*, intervention: Intervention, by: User, reason: str) -> None:
    """A lead says what was done about work that is late."""
    _note("intervention.chased", intervention, by=by, reason=worded(reason, "Say what was done."))


@transaction.atomic
def _note(verb: str, intervention: Intervention, *, by: User, reason: str) -> None:
    kept = intervention.record or intervention
    record(obj=kept, verb=verb, by=by, before=None, after=None, reason=reason)


def drop_other_work(activation: Any) -> None:
    """Drop whatever else is open in this intervention: its record has come to an end that no
    other branch knows of. What somebody types into a dropped task is shown back to them.
    """
    other = Task.objects.filter(process=activation.process, finished__isnull=True)
    for task in other.exclude(pk=activation.task.pk):
        waiting = task.flow_task.activation_class(task)
        if task.status in WAITING and waiting.cancel.can_proceed():
            waiting.cancel()
