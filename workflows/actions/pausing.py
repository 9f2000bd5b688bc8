"""Letting the clock of a task stand still, and going on sooner. What the law sets never pauses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from casework import clocks
from casework.accounts.models import User
from casework.audit.actions import record
from casework.core.errors import Conflict, Refused, worded
from casework.deadlines import recounted
from workflows import pausing, permissions
from workflows.actions.due import check_unmoved, put
from workflows.actions.tasks import open_task
from workflows.models import DueChange, Pause, Task


def pause_clock(
    *, task: Task, by: User, days: int, reason: str, seen: datetime | None = None
) -> Pause:
    """Let the clock of a task stand still from now until the end of so many working days.

    Today is the first of them. The due time is counted again with the pause, and moves at once.
    `seen` is the due time (aware) when the page was shown. Raises NotAllowed for anyone but a lead
    of the case who does not have the task, Refused for a time that the force does not set itself
    or that has run out, Conflict where somebody moved or paused it meanwhile. Source: local
    (domain: section 2.13).
    """
    with open_task(task, by) as activation:
        row: Task = activation.task
        permissions.check_can_pause(by, row)
        now = timezone.now()
        _check_runs(row, now)
        check_unmoved(row, seen)
        if (why_not := pausing.why_not_paused(row, now)) is not None:
            raise Refused(why_not)
        reason = worded(reason, "Say why the clock stands still.")
        until = pausing.until(row, now, days)
        with_it = [*pausing.spans(row), clocks.Pause(now, until)]
        deadline = recounted(row.due_proof or {}, with_it)
        before = row.due_at
        if deadline.due_at == before:
            raise Refused("No time of this task falls into so short a pause. Enter more days.")
        pause = Pause.objects.create(task=row, reason=reason, by=by, begun_at=now, until=until)
        # Nobody is reminded while the clock stands still.
        cause = DueChange.Cause.PAUSED
        put(row, deadline, cause=cause, by=by, reason=reason, reminded_from=until)
        told = {"pause": pause.pk, "until": until}
        _record(row, "task.paused", by, before, told, reason)
        return pause


def end_pause(*, task: Task, by: User, reason: str, seen: datetime | None = None) -> Pause:
    """Let the clock of a task go on now and not when it was planned; the due time is counted again.

    Raises as `pause_clock`, and Refused where the clock runs.
    """
    with open_task(task, by) as activation:
        row: Task = activation.task
        permissions.check_can_pause(by, row)
        now = timezone.now()
        pause = _live(row, now)
        check_unmoved(row, seen)
        reason = worded(reason, "Say why the clock goes on.")
        pause.ended_at, pause.ended_by, pause.ended_reason = now, by, reason
        pause.save(update_fields=["ended_at", "ended_by", "ended_reason"])
        deadline = recounted(row.due_proof or {}, pausing.spans(row))
        before = row.due_at
        if deadline.due_at == before:
            row.due_proof = deadline.proof
            row.save(update_fields=["due_proof"])
        else:
            put(row, deadline, cause=DueChange.Cause.RESUMED, by=by, reason=reason)
        _record(row, "task.pause_ended", by, before, {"pause": pause.pk}, reason)
        return pause


def _check_runs(task: Task, now: datetime) -> None:
    """Raise Conflict while it stands still, Refused where a pause lies ahead: a clock set back."""
    there = pausing.live_pause(task, now)
    if there is not None:
        raise Conflict(
            "The clock of this task stands still already.",
            by=there.by.display_name,
            at=there.begun_at,
        )
    if any(each.ends > now for each in task.pauses.all()):
        raise Refused(
            "A pause of this task ends later than now, so the clock of the system was set back. "
            "Tell whoever runs it, and pause it after that."
        )


def _live(task: Task, now: datetime) -> Pause:
    """The pause that lasts. Conflict where somebody ended it already, Refused where none does."""
    found = pausing.live_pause(task, now)
    if found is not None:
        found.task = task
        return found
    last = task.pauses.select_related("ended_by").last()
    if last is not None and last.ended_by is not None:
        raise Conflict(
            "Somebody has ended this pause already.",
            by=last.ended_by.display_name,
            at=last.ended_at,
        )
    raise Refused("The clock of this task is not paused.")


def _record(
    task: Task, verb: str, by: User, before: datetime | None, told: dict[str, Any], reason: str
) -> None:
    record(
        obj=task,
        verb=verb,
        by=by,
        before={"due_at": before},
        after={"due_at": task.due_at, **told},
        reason=reason,
    )
