"""The clock: fires timers that are due. The queue calls it every minute.

Overdue is never something the sweep sets: it is read from due times. A sweep that ran late
loses nothing, it only acts late.
"""

from __future__ import annotations

import logging

from django.utils import timezone
from viewflow.workflow.status import STATUS

from workflows.models import Task

log = logging.getLogger(__name__)


def fire_due_timers() -> int:
    """Fire every timer whose moment has come, each in a transaction of its own.

    A timer is looked at again under its process's lock, so several sweeps at once fire it once.
    One that fails is logged by number and tried again next time; the others go on. Returns how
    many fired.
    """
    fired = 0
    due = Task.objects.filter(
        finished__isnull=True, scheduled__isnull=False, scheduled__lte=timezone.now()
    )
    for task in due.order_by("scheduled").iterator(chunk_size=500):
        try:
            fired += _fire(task)
        except Exception as error:
            log.error("timer %s failed: %s", task.pk, type(error).__name__)
    return fired


def _fire(task: Task) -> int:
    with task.activation() as activation:
        if activation.task.status != STATUS.SCHEDULED:
            return 0
        activation.start()
        activation.execute()
        return 1
