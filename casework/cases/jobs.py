"""What the queue does for cases. Each may run twice."""

from __future__ import annotations

import logging

from django.utils import timezone

from casework.accounts.models import Force, User
from casework.cases.actions import hear_of_batch as _hear_of_batch
from casework.cases.actions import identify, wake_case
from casework.cases.hearing import tell_of_batch
from casework.cases.models import Case, State
from casework.core.errors import CaseworkError
from casework.incidents.models import ImportBatch

log = logging.getLogger(__name__)


def wake_suspended() -> int:
    """Resume every suspended case whose day has come, each in a transaction of its own.

    A day that was missed is made up for at the next run. Returns how many woke.
    """
    today = timezone.localdate()
    due = Case.objects.filter(state=State.SUSPENDED, wake_on__lte=today)
    woken = 0
    for case in due.order_by("wake_on", "pk"):
        try:
            woken += wake_case(case=case)
        except CaseworkError as error:
            log.error("case %s did not wake: %s", case.pk, type(error).__name__)
    return woken


def identify_force(*, programme: str, force: int, by: int) -> int:
    """Run a programme as of today for the analyst who asked; returns how many cases it opened.

    A second run opens nothing more. Raises NotAllowed where the analyst no longer is one.
    """
    _, opened = identify(
        programme=programme,
        on=timezone.localdate(),
        by=User.objects.get(pk=by),
        force=Force.objects.get(pk=force),
    )
    return len(opened)


def hear_of_batch(*, batch: int) -> int:
    """Note what an import brought of people whose case is under way, and tell whoever wants to
    hear of an import; returns how many changes."""
    row = ImportBatch.objects.get(pk=batch)
    noted = _hear_of_batch(batch=row)
    tell_of_batch(row)
    return noted
