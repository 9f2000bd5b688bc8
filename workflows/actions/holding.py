"""Putting a task on hold, making the hold longer, ending it. The due time never moves."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.core.errors import Conflict, Refused, worded
from workflows import holding, permissions
from workflows.actions.tasks import open_task
from workflows.models import HoldExtension, Task, TaskHold


def hold_task(
    *,
    task: Task,
    by: User,
    reason: str,
    days: int | None = None,
    until_on: date | None = None,
    seen: str | None = None,
) -> TaskHold:
    """Let a task wait for so many working days or until a local date, with the reason.

    `seen` is what `holding.version` said when the page was shown. Raises NotAllowed for anyone
    but its owner or a lead, Refused where the length does not hold, Conflict where somebody has
    put it on hold or changed its hold meanwhile.
    """
    with open_task(task, by) as activation:
        row: Task = activation.task
        permissions.check_can_hold(by, row)
        holding.check_unchanged(row, seen)
        there = holding.live_hold(row)
        if there is not None:
            raise Conflict(
                "This task is already on hold.", by=there.by.display_name, at=there.begun_at
            )
        worded(reason, "Say why this task has to wait.")
        now = timezone.now()
        ends = holding.until(row, now, days=days, until_on=until_on)
        hold = TaskHold.objects.create(task=row, reason=reason, by=by, begun_at=now, until=ends)
        after = {"hold": hold.pk, "until": ends.isoformat()}
        record(obj=row, verb="task.held", by=by, before=None, after=after, reason=reason)
        return hold


def extend_hold(
    *,
    task: Task,
    by: User,
    reason: str,
    days: int | None = None,
    until_on: date | None = None,
    seen: str | None = None,
) -> TaskHold:
    """Make the live hold of a task longer, counted from today; how it was before is kept."""
    with open_task(task, by) as activation:
        row: Task = activation.task
        permissions.check_can_hold(by, row)
        holding.check_unchanged(row, seen)
        hold = _the_hold(row)
        worded(reason, "Say why this task has to wait longer.")
        now = timezone.now()
        before, ends = hold.until, holding.until(row, now, days=days, until_on=until_on)
        if ends <= before:
            raise Refused("The hold already lasts until then or longer. To shorten it, end it.")
        HoldExtension.objects.create(
            hold=hold, until_before=before, until_after=ends, reason=reason, by=by, at=now
        )
        hold.until = ends
        hold.save(update_fields=["until"])
        record(
            obj=row,
            verb="task.hold_extended",
            by=by,
            before={"hold": hold.pk, "until": before.isoformat()},
            after={"hold": hold.pk, "until": ends.isoformat()},
            reason=reason,
        )
        return hold


def end_hold(*, task: Task, by: User, reason: str, seen: str | None = None) -> TaskHold:
    """End the live hold of a task before its time, with the reason."""
    with open_task(task, by) as activation:
        row: Task = activation.task
        permissions.check_can_hold(by, row)
        holding.check_unchanged(row, seen)
        hold = _the_hold(row)
        worded(reason, "Say why the hold ends.")
        hold.ended_by, hold.ended_reason = by, reason
        _end(hold, TaskHold.End.BY_HAND, by=by, reason=reason)
        return hold


def end_spent_hold(*, hold: TaskHold) -> bool:
    """End a hold whose time has come or whose task is over; whether there was one to end.

    The clock calls this; it looks again under the lock, so several sweeps at once end it once.
    """
    with hold.task.activation() as activation:
        row: Task = activation.task
        there = TaskHold.objects.filter(pk=hold.pk, ended_at=None).first()
        if there is None or (row.finished is None and there.until > timezone.now()):
            return False
        there.task = row
        over = row.finished is not None
        _end(there, TaskHold.End.TASK_OVER if over else TaskHold.End.RUN_OUT, by=None)
        return True


def _the_hold(task: Task) -> TaskHold:
    hold = holding.live_hold(task)
    if hold is None:
        raise Refused("This task is no longer on hold.")
    hold.task = task
    return hold


def _end(hold: TaskHold, how: TaskHold.End, *, by: User | None, reason: str = "") -> None:
    hold.ended_at, hold.ended_how = timezone.now(), how
    hold.save(update_fields=["ended_at", "ended_by", "ended_how", "ended_reason"])
    record(
        obj=hold.task,
        verb="task.hold_ended",
        by=by,
        before={"hold": hold.pk, "until": hold.until.isoformat()},
        after={"hold": hold.pk, "how": how.value},
        reason=reason,
    )
