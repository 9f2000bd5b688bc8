"""How long a task may wait, and what is known of its hold: for the actions and for pages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from casework.clocks import LONDON
from casework.core.errors import Conflict, Refused
from casework.deadlines import working_days
from workflows.models import Task, TaskHold

# Longer than this is no hold but a decision about the intervention.
HOLD_AT_MOST = working_days("task.hold_at_most_working_days", 20, source="local")


def until(task: Task, at: datetime, *, days: int | None, until_on: date | None) -> datetime:
    """When a hold begun or made longer at `at` runs out: the end of a local day, aware, in UTC.

    `days` are working days of the force's nation; `until_on` is a local date. Raises Refused
    unless just one of the two is given, where it lies behind, or beyond what the policy allows.
    """
    if (days is None) == (until_on is None):
        raise Refused("Enter either a number of working days or a date.")
    if days is not None and days < 1:
        raise Refused("Enter at least 1 working day.")
    if until_on is not None and until_on < at.astimezone(LONDON).date():
        raise Refused("The date must be today or in the future.")
    at_most = HOLD_AT_MOST.amount_in(task.case.force.nation)
    most = _working_days(task, at, at_most)
    ends = _working_days(task, at, days) if days is not None else _end_of(until_on or at.date())
    if (days or 0) > at_most or ends > most:
        raise Refused(f"A task can be on hold for at most {at_most} working days from today.")
    return ends


def _working_days(task: Task, at: datetime, days: int) -> datetime:
    # No more than asked for is ever counted: a thousand days would outrun the calendar.
    nation = task.case.force.nation
    days = min(days, HOLD_AT_MOST.amount_in(nation))
    return HOLD_AT_MOST.due(at, nation, amount=days).due_at


def _end_of(day: date) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time.min, LONDON)
    return midnight - timedelta(seconds=1)


def live_hold(task: Task) -> TaskHold | None:
    """The hold a task is on now, or None."""
    return TaskHold.objects.live().filter(task=task).select_related("by").first()


def version(task: Task) -> str:
    """What tells whether the holds of a task were touched since: goes out with a form."""
    last = task.holds.order_by("pk").last()
    if last is None:
        return "none"
    return f"{last.pk}-{last.until.timestamp():.0f}-{'over' if last.ended_at else 'live'}"


def check_unchanged(task: Task, seen: str | None) -> None:
    """Raise Conflict, naming who and when, where the holds of a task are not as they were `seen`.

    None is from somebody who did not look first, such as a job.
    """
    if seen is None or seen == version(task):
        return
    last = task.holds.select_related("by", "ended_by").order_by("pk").last()
    assert last is not None
    longer = last.extensions.select_related("by").last()
    by, at = (longer.by, longer.at) if longer else (last.by, last.begun_at)
    if last.ended_at is not None:
        by, at = last.ended_by or last.by, last.ended_at
    raise Conflict(
        "Somebody changed the hold of this task while you were writing.",
        by=by.display_name,
        at=at,
    )
