"""What became of a task, as rows of a summary: its holds, its due time, its priority."""

from __future__ import annotations

from typing import Any

from casework.ui.times import moment, short_date
from workflows.models import Task, TaskHold
from workflows.worklist import ledger


def of_hold(hold: TaskHold) -> list[dict[str, Any]]:
    """A hold that is there as rows of a summary: since when, until when, each change of it."""
    rows = [
        {"key": "On hold since", "value": f"{moment(hold.begun_at)}, {hold.by.display_name}"},
        {"key": "Why", "value": hold.reason},
    ]
    for longer in hold.extensions.select_related("by"):
        told = f"{longer.by.display_name}, {moment(longer.at)}: {longer.reason}"
        rows.append({"key": f"Longer, until {short_date(longer.until_after)}", "value": told})
    return [*rows, {"key": "Ends by itself", "value": moment(hold.until)}]


def of_due(task: Task) -> list[dict[str, Any]]:
    """Each time the due time was moved, as rows of a summary."""
    return [
        {
            "key": f"{moment(change.at)}, {change.by.display_name}",
            "did": ledger.DID.get(change.cause, "moved it"),
            "value": f"From {moment(change.before)} to {moment(change.after)}: {change.reason}",
        }
        for change in task.due_changes.select_related("by")
    ]


def of_priority(task: Task) -> list[dict[str, Any]]:
    """Each time somebody said how pressing the task is, as rows of a summary."""
    return [
        {
            "key": f"{change.get_after_display()}, {moment(change.at)}",
            "value": f"{change.by.display_name}: {change.reason}",
        }
        for change in task.priorities.select_related("by")
    ]
