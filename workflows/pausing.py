"""What is known of the pauses of a task's clock, and how long one may be: for actions and pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from casework import clocks
from casework.clocks import FROM_AN_EVENT, Counting, Rule, Source
from casework.core.errors import Refused
from casework.deadlines import working_days
from workflows.models import Pause, Task

# Longer than this is no pause but another due time. The day on which it begins is the first.
PAUSE_AT_MOST = working_days(
    "task.pause_at_most_working_days", 10, source="local", counting=Counting.BEGINNING_WITH
)
SET_BY = {
    Source.LAW: "The law sets this time. Its clock never stands still.",
    Source.GUIDANCE: "Guidance sets this time. Its clock never stands still.",
}
OF_AN_EVENT = "This time belongs to an event. Its clock never stands still."
IN_MONTHS = "This time is in months. Its clock never stands still."
RUN_OUT = "This task is overdue, so there is no time left to pause."


def until(task: Task, at: datetime, days: int) -> datetime:
    """When a pause of so many working days that begins at `at` ends: midnight after the last.

    The day of `at` is the first where it is a working day of the force's nation. Aware, in UTC.
    Raises Refused unless there is at least one and no more than the policy allows.
    """
    nation = task.case.force.nation
    at_most = PAUSE_AT_MOST.amount_in(nation, at)
    if not 1 <= days <= at_most:
        raise Refused(f"Enter a number from 1 to {at_most}.")
    return PAUSE_AT_MOST.due(at, nation, amount=days).due_at + timedelta(seconds=1)


def live_pause(task: Task, now: datetime) -> Pause | None:
    """The pause in which the clock of a task stands still at `now`, or None."""
    return Pause.objects.live(now).filter(task=task).select_related("by").first()


def why_never_paused(task: Task) -> str | None:
    """Why the clock of this task never stands still, or None.

    A time that the law or guidance set stays theirs, also where somebody moved it since.
    """
    sources = {_rule(task.due_proof).get("source")}
    if task.due_change_id is not None:
        moves = task.due_changes.values_list("before_proof", flat=True)
        sources |= {_rule(proof).get("source") for proof in moves}
    for source, sentence in SET_BY.items():
        if source in sources:
            return sentence
    if _rule(task.due_proof).get("kind") in FROM_AN_EVENT:
        return OF_AN_EVENT
    rule = Rule.from_json(_rule(task.due_proof))
    return IN_MONTHS if clocks.why_never_paused(rule) else None


def why_not_paused(task: Task, now: datetime) -> str | None:
    """Why the clock of this task cannot be paused at `now`, or None."""
    if (why_never := why_never_paused(task)) is not None:
        return why_never
    return RUN_OUT if task.due_at is None or task.due_at <= now else None


def spans(task: Task) -> list[clocks.Pause]:
    """The pauses with which the due time of a task is counted, in their order.

    Those from before its present start, such as before somebody moved it, have no part in it.
    """
    start = datetime.fromisoformat((task.due_proof or {})["start"])
    return [
        clocks.Pause(pause.begun_at, pause.ends)
        for pause in task.pauses.all()
        if pause.ends > max(pause.begun_at, start)
    ]


def _rule(proof: dict[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = (proof or {}).get("rule", {})
    return found
