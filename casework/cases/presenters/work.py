"""The interventions of a case and their open tasks, as the overview lists them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.cases.presenters.common import due
from casework.ui.times import short_date

IN_PROGRESS = {"text": "In progress", "colour": "blue"}
NOT_STARTED = {"text": "Not started", "colour": "grey"}
NEEDS_SOMEONE = {"text": "Needs someone", "colour": "purple"}
ON_HOLD = {"text": "On hold", "colour": "yellow"}
NO_CONTACT = {"text": "No contact now", "colour": "yellow"}


def task_line(task: Any, now: datetime, *, no_contact: bool, started: list[Any]) -> dict[str, Any]:
    """An open task: whose, by when, and what it waits for. `no_contact` says that nobody may be
    contacted now; whoever reads that it is overdue reads why as well. `started` are the
    interventions of the case with their records, of which two may be of one kind.
    """
    process = next((row for row in started if row.pk == task.process_id), task.process)
    has_someone = task.owner is not None
    tag = NOT_STARTED if has_someone else NEEDS_SOMEONE
    if no_contact and task.flow_task.contact:
        tag = NO_CONTACT
    if any(hold.ended_at is None for hold in task.holds.all()):
        tag = ON_HOLD
    return {
        "title": str(task.title),
        "href": task.get_absolute_url(),
        "who": task.owner.display_name if has_someone else task.team.name,
        "note": process.full_title,
        "due": due(task.due_at, started=task.created, now=now),
        "tag": tag,
    }


def plan(started: list[Any]) -> list[dict[str, Any]]:
    """The open interventions of the case: what, by whom, since when."""
    return [
        _intervention(row, f"started {short_date(row.created)}", IN_PROGRESS)
        for row in started
        if row.finished is None
    ]


def past(started: list[Any]) -> list[dict[str, Any]]:
    """The ended interventions, the last to end first: what, by whom, how it went."""
    ended = [row for row in started if row.finished is not None]
    return [
        _intervention(
            row,
            f"{short_date(row.created)} to {short_date(row.finished)}",
            {"text": row.outcome or "Ended", "colour": "grey"},
        )
        for row in sorted(ended, key=lambda row: (row.finished, row.pk), reverse=True)
    ]


def _intervention(row: Any, note: str, tag: dict[str, str]) -> dict[str, Any]:
    return {
        "title": row.full_title,
        "href": row.record.get_absolute_url() if row.record else "",
        "who": row.started_by.display_name,
        "note": note,
        "tag": tag,
    }
