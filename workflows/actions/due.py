"""Moving the due time of a task, which nothing else does: neither a new owner nor a late job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.clocks import FROM_AN_EVENT, Deadline, Source
from casework.core.errors import Conflict, Refused, worded
from casework.deadlines import recounted, working_days
from workflows import pausing, permissions
from workflows.actions.tasks import open_task
from workflows.escalating import ladder_of
from workflows.models import DueChange, Escalation, Task

# Counted from the day on which somebody moves it.
MORE_TIME = working_days("task.moved_within_at_most_working_days", 10, source="local")
OF_THE_LAW = "The law sets this time. Nobody can move it."
OF_AN_EVENT = "This time belongs to an event. Move the contact in the operation instead."


def move_due(*, task: Task, by: User, days: int, reason: str, seen: datetime | None = None) -> Task:
    """Have the task due so many working days from today instead, at the end of that day.

    `seen` is the due time (aware) when the page was shown. Never for a time that the law sets.
    Raises NotAllowed for anyone but a lead of the case, Refused, Conflict where somebody moved it
    meanwhile. Source: local (domain: section 2.13).
    """

    def wanted(row: Task) -> Deadline:
        if (why_not := why_not_moved(row)) is not None:
            raise Refused(why_not)
        if pausing.live_pause(row, timezone.now()) is not None:
            raise Refused("The clock of this task stands still. End the pause first.")
        nation = row.case.force.nation
        at_most = MORE_TIME.amount_in(nation)
        if not 1 <= days <= at_most:
            raise Refused(f"Enter a number from 1 to {at_most}.")
        return MORE_TIME.due(timezone.now(), nation, amount=days)

    reason = worded(reason, "Say why the due time moves.")
    return _move(task, by, DueChange.Cause.PERSON, reason, seen, wanted)


def count_again(*, task: Task, by: User, reason: str, seen: datetime | None = None) -> Task:
    """Have the task due when its own rule ends with the bank holidays of today: same start, same
    version of the rule. A time of the law moves as well, since the law counts by the calendar.

    Raises as `move_due`, and Refused where the calendar moves nothing.
    """

    def wanted(row: Task) -> Deadline:
        return recounted(row.due_proof or {})

    reason = worded(reason, "Say which day was announced.")
    return _move(task, by, DueChange.Cause.CALENDAR, reason, seen, wanted)


def why_not_moved(task: Task) -> str | None:
    """Why no person can move this due time, or None."""
    rule = (task.due_proof or {}).get("rule", {})
    if rule.get("source") == Source.LAW:
        return OF_THE_LAW
    if rule.get("kind") in FROM_AN_EVENT:
        return OF_AN_EVENT
    return None


def _move(
    task: Task,
    by: User,
    cause: DueChange.Cause,
    reason: str,
    seen: datetime | None,
    wanted: Callable[[Task], Deadline],
) -> Task:
    with open_task(task, by) as activation:
        row: Task = activation.task
        permissions.check_can_move_due(by, row)
        check_unmoved(row, seen)
        deadline = wanted(row)
        assert row.due_at is not None
        if deadline.due_at == row.due_at:
            raise Refused("It is due then already.")
        before = row.due_at
        put(row, deadline, cause=cause, by=by, reason=reason)
        record(
            obj=row,
            verb="task.due_moved",
            by=by,
            before={"due_at": before},
            after={"due_at": row.due_at, "cause": cause},
            reason=reason,
        )
        return row


def put(
    row: Task,
    deadline: Deadline,
    *,
    cause: DueChange.Cause,
    by: User,
    reason: str,
    reminded_from: datetime | None = None,
) -> None:
    """Give a locked task another due time, with the row that keeps what it was, and its ladder.

    Nothing is sent of it before the aware instant `reminded_from`, which is now unless told.
    """
    assert row.due_at is not None  # work has a due time
    now = timezone.now()
    row.due_change = DueChange.objects.create(
        task=row,
        cause=cause,
        before=row.due_at,
        before_proof=row.due_proof,
        after=deadline.due_at,
        reason=reason,
        by=by,
        at=now,
    )
    row.due_at, row.due_proof = deadline.due_at, deadline.proof
    row.save(update_fields=["due_at", "due_proof", "due_change"])
    _new_ladder(row, now, reminded_from or now)


def _new_ladder(task: Task, now: datetime, made_at: datetime) -> None:
    """What was still to be sent of the old due time is not; the new one has its own ladder."""
    for rung in task.escalations.unsettled().select_for_update(of=("self",), no_key=True):
        rung.settled_at, rung.how = now, Escalation.How.MOVED
        rung.save(update_fields=["settled_at", "how"])
    Escalation.objects.bulk_create(ladder_of(task, made_at=made_at))


def check_unmoved(task: Task, seen: datetime | None) -> None:
    """Raise Conflict, naming who and when, where the due time is not the one that was seen."""
    if seen is None or seen == task.due_at:
        return
    last = task.due_change
    if last is None:
        raise Refused("That is not when this task was due. Open the page again.")
    raise Conflict(
        "Somebody moved the due time of this task while you were writing.",
        by=last.by.display_name,
        at=last.at,
    )
