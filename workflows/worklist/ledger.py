"""The ledger of pauses as pages show it: who, why, from when and until when.

A pause moves the due time, so of a task that was never moved nobody asks for any.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from casework.ui.times import latest, moment
from workflows import pausing
from workflows.models import DueChange, Pause, Task

# What somebody did who moved a due time by a pause.
DID: dict[str, str] = {
    DueChange.Cause.PAUSED: "paused the clock",
    DueChange.Cause.RESUMED: "ended the pause",
}


def rows(task: Task) -> list[dict[str, Any]]:
    """Each pause of a task as a row of a summary."""
    return [
        {"key": f"{moment(pause.begun_at)} to {latest(pause.ends)}", "value": _said(pause)}
        for pause in task.pauses.select_related("by", "ended_by")
    ]


def _said(pause: Pause) -> str:
    said = f"{pause.by.display_name}: {pause.reason}"
    if pause.ended_by is None:
        return said
    sooner = f"Planned until {latest(pause.until)}. Ended by {pause.ended_by.display_name}"
    return f"{said} {sooner}: {pause.ended_reason}"


def on_page(task: Task) -> dict[str, Any]:
    """The ledger of a task for its page, and what everybody is told while a pause lasts."""
    if task.due_change_id is None:
        return {}
    live = live_of(task)
    return {"pauses": rows(task), "paused": f"{stands_still(live)} {live.reason}" if live else ""}


def live_of(task: Task) -> Pause | None:
    """The pause that lasts now, or None."""
    return pausing.live_pause(task, timezone.now()) if task.due_change_id is not None else None


def stands_still(pause: Pause) -> str:
    return f"The clock stands still until {latest(pause.until)}."


def offered(task: Task) -> str:
    """What the link to the page of pauses says to whoever may pause; "" where there is nothing."""
    if live_of(task) is not None:
        return "End the pause of this task"
    why_not = pausing.why_not_paused(task, timezone.now())
    return "" if why_not else "Pause the clock of this task"
