"""Sending a rung of a deadline's ladder, stopping what is still to be sent, reading a notice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.audit.actions import record
from workflows import escalating
from workflows.models import Escalation, Notice


@transaction.atomic
def escalate(*, escalation: int) -> bool:
    """Tell whoever a rung is for, once; whether anything was done.

    The clock calls this. It looks again under the row's lock: a rung that is settled meanwhile,
    is not due by the clock of now, or is in the hands of another sweep is left alone. A rung of a
    task that is over lapses.
    """
    now = timezone.now()
    late = Escalation.objects.late(now).select_for_update(
        of=("self",), skip_locked=True, no_key=True
    )
    row = late.select_related("task__process", "task__case__force", "task__case__team")
    found = (
        row.select_related("task__owner", "task__also_for", "task__team")
        .filter(pk=escalation)
        .first()
    )
    if found is None:
        return False
    over = found.task.finished is not None
    found.settled_at = now
    found.how = Escalation.How.LAPSED if over else Escalation.How.SENT
    if not over:
        _tell(found, now)
    found.save(update_fields=["settled_at", "how"])
    return not over


def _tell(row: Escalation, now: datetime) -> None:
    """A notice for each who is told now, and the one event of it."""
    told = escalating.told(row)
    Notice.objects.bulk_create(
        Notice(recipient=user, escalation=row, task=row.task, made_at=now) for user in told
    )
    after = {"rung": row.rung, "due_at": row.task.due_at, "told": [user.pk for user in told]}
    record(obj=row.task, verb="task.escalated", by=None, before=None, after=after)


@transaction.atomic
def lapse_escalations() -> int:
    """Settle, in one statement, every rung whose moment came after its task was over.

    The clock calls this, so that what is over is not looked at again. Returns how many.
    """
    now = timezone.now()
    over = Escalation.objects.late(now).filter(task__finished__isnull=False).order_by()
    return Escalation.objects.filter(pk__in=over.values("pk"), settled_at=None).update(
        settled_at=now, how=Escalation.How.LAPSED
    )
