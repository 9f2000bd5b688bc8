"""The words and colours of worklists and of the task page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.gate import gate_status
from casework.cases.models import Case
from casework.cases.moves import check_move
from casework.clocks import Standing, in_words, standing
from casework.core.errors import passes
from casework.ui.times import moment, short_date
from workflows.models import Completion, Task
from workflows.worklist.queries import Days, markers_of

EDGE = {
    Standing.OVERDUE: "overdue",
    Standing.DUE_TODAY: "today",
    Standing.SOON: "soon",
    Standing.LATER: "later",
}
NEEDS_SOMEONE = {"text": "Needs someone", "colour": "purple"}
NOT_STARTED = {"text": "Not started", "colour": "grey"}


def due_of(task: Task, now: datetime) -> dict[str, Any]:
    """A due time as a list shows it: words first, then the date."""
    assert task.due_at is not None
    words = in_words(task.due_at, now)
    return {
        "words": words[0].upper() + words[1:],
        "state": EDGE[standing(task.due_at, now, task.created)],
        "when": task.due_at,
    }


def line_of(
    task: Task, now: datetime, *, with_owner: bool = False, reader: User | None = None
) -> dict[str, Any]:
    """One task as a line of a list; `with_owner` says whose it is, `reader` why it is theirs."""
    person = task.case.person
    note = f"{task.case.ref}. {task.process.title}"
    if reader is not None and task.also_for_id == reader.pk:
        note = f"{note}. {task.flow_task.also_says}"
    owner = task.owner.display_name if task.owner else ""
    return {
        "pk": task.pk,
        "title": str(task.title),
        "href": task.get_absolute_url(),
        "case": task.case.ref,
        "who": person.full_name,
        "note": f"{note}. With {owner}" if with_owner and owner else note,
        "owner": owner,
        "marks": [marker.get_kind_display() for marker in markers_of(task)],
        "due": due_of(task, now),
        "tag": NEEDS_SOMEONE if task.owner is None else NOT_STARTED,
    }


def no_contact(task: Task, user: User) -> dict[str, str] | None:
    """Why the step has to wait while contact is not cleared, and where it is checked again."""
    if not task.flow_task.contact:
        return None
    status = gate_status(task.case)
    if status.open:
        return None
    may_check = passes(check_move, user, task.case, "contact")
    href = reverse("cases:move", args=[task.case.slug, "contact"]) if may_check else ""
    return {"sentence": status.sentence, "href": href}


def next_of(line: dict[str, Any]) -> dict[str, Any]:
    """The first line of My work as the large panel."""
    return line | {"text": f"{line['who']}, {line['note']}", "button": "Open the task"}


@dataclass(frozen=True)
class Group:
    """Tasks due at about the same time, with how many there are in all."""

    key: str
    heading: str
    total: int
    lines: list[dict[str, Any]]


HEADINGS = {
    "overdue": "Overdue",
    "today": "Due today",
    "week": "Next 7 days",
    "later": "Later",
}


def groups(
    tasks: Iterable[Task], counts: dict[str, int], days: Days, *, reader: User
) -> list[Group]:
    """The reader's tasks as they come (soonest first), under four headings; empty ones left out."""

    def key(task: Task) -> str:
        assert task.due_at is not None
        if task.due_at < days.now:
            return "overdue"
        if task.due_at < days.tomorrow:
            return "today"
        return "week" if task.due_at < days.in_a_week else "later"

    return [
        Group(
            name,
            HEADINGS[name],
            counts[name],
            [line_of(task, days.now, reader=reader) for task in members],
        )
        for name, members in groupby(tasks, key=key)
    ]


def tabs(current: str, figures: dict[str, int | None]) -> list[tuple[str, str, bool]]:
    """The parts of My work with their figures."""
    names = {"tasks": "My tasks", "cases": "My cases", "waiting": "Waiting on others"}
    names |= {"take": "To take", "done": "Done"}
    address = reverse("workflows:my_work")
    return [
        (_with_figure(text, figures.get(name)), f"{address}?show={name}", name == current)
        for name, text in names.items()
    ]


def _with_figure(text: str, figure: int | None) -> str:
    return text if figure is None else f"{text} ({figure})"


def case_lines(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """The user's own cases as lines."""
    return [
        {
            "title": case.ref,
            "href": case.get_absolute_url(),
            "who": case.person.full_name,
            "note": f"since {short_date(case.state_since)}",
            "tag": {"text": case.get_state_display(), "colour": "blue"},
        }
        for case in cases
    ]


def done_lines(completions: Iterable[Completion]) -> list[dict[str, Any]]:
    """What the user finished, as lines."""
    return [
        {
            "title": str(done.task.title),
            "href": done.task.get_absolute_url(),
            "who": done.task.case.person.full_name,
            "note": f"{done.task.case.ref}, {moment(done.at)}",
            "tag": {"text": "Done", "colour": "green"},
        }
        for done in completions
    ]


def persons_in(tasks: Iterable[Task]) -> list[Any]:
    """Everyone a list of tasks names, for the look that is written before it is shown."""
    return list({task.case.person_id: task.case.person for task in tasks}.values())


def now() -> datetime:
    """The present instant; one place, so that a page tells one time."""
    return timezone.now()
