"""How pressing a task is, said by whoever leads its case. The due time never moves."""

from __future__ import annotations

from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.core.errors import Conflict, Refused, worded
from workflows import permissions
from workflows.actions.tasks import open_task
from workflows.models import Priority, PriorityChange, Task


def set_priority(
    *, task: Task, by: User, priority: Priority, reason: str, seen: Priority | None = None
) -> Task:
    """Say how pressing a task is among those due in the same days, and why.

    `seen` is what it was when the page was shown. Raises NotAllowed for anyone but a lead of the
    case, Refused without a reason or a change, Conflict where somebody changed it meanwhile.
    """
    with open_task(task, by) as activation:
        row: Task = activation.task
        permissions.check_can_set_priority(by, row)
        _check_unchanged(row, seen)
        worded(reason, "Say why this task is more or less pressing than others.")
        before, after = Priority(row.priority), Priority(priority)
        if before == after:
            raise Refused(f"The priority is {after.label.lower()} already.")
        row.priority = after
        row.save(update_fields=["priority"])
        PriorityChange.objects.create(
            task=row, before=before, after=after, reason=reason.strip(), by=by, at=timezone.now()
        )
        record(
            obj=row,
            verb="task.priority_set",
            by=by,
            before={"priority": before.label},
            after={"priority": after.label},
            reason=reason,
        )
        return row


def _check_unchanged(task: Task, seen: Priority | None) -> None:
    if seen is None or seen == task.priority:
        return
    last = task.priorities.select_related("by").last()
    if last is None:
        raise Refused("That is not the priority this task had. Open the page again.")
    raise Conflict(
        "Somebody changed the priority of this task while you were writing.",
        by=last.by.display_name,
        at=last.at,
    )
