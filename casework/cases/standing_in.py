"""For whom somebody stood in when they decided on a record: said wherever they are named."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from casework.accounts.models import User

# A decision and the completion of its task are of one transaction.
SAME_ACT = timedelta(minutes=1)


def standing_in(record: Any, by: User | None, at: datetime | None) -> str:
    """ ", standing in for Insp Tom Okafor" where `by` did it for somebody who was away, else "".

    `record` is what the decision was about, `at` (aware) when it was made.
    """
    intervention = getattr(record, "intervention", None)
    if intervention is None or by is None or at is None:
        return ""
    done = intervention.task_set.filter(
        completion__by=by,
        completion__stood_in_for__isnull=False,
        completion__at__range=(at, at + SAME_ACT),
    )
    task = done.select_related("completion__stood_in_for").first()
    return f", standing in for {task.completion.stood_in_for.display_name}" if task else ""
