"""The words and colours of worklists and of the task page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone

from casework.clocks import Standing, in_words, standing
from workflows.models import Task
from workflows.worklist.queries import Days

EDGE = {
    Standing.OVERDUE: "overdue",
    Standing.DUE_TODAY: "today",
    Standing.SOON: "soon",
    Standing.LATER: "later",
}


@dataclass(frozen=True)
class Due:
    """A due time as a list shows it: words first, then the date."""

    words: str
    at: datetime
    edge: str

    @classmethod
    def of(cls, task: Task, now: datetime) -> Due:
        assert task.due_at is not None
        edge = EDGE[standing(task.due_at, now, task.created)]
        words = in_words(task.due_at, now)
        return cls(words=words[0].upper() + words[1:], at=task.due_at, edge=edge)


@dataclass(frozen=True)
class Line:
    """One task in a list."""

    pk: int
    title: str
    href: str
    person: str
    case: str
    detail: str
    due: Due
    status: str
    colour: str
    who: str
    markers: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, task: Task, now: datetime) -> Line:
        status, colour = status_of(task)
        person = task.case.person
        return cls(
            pk=task.pk,
            title=str(task.title),
            href=task.get_absolute_url(),
            person=person.full_name,
            case=task.case.ref,
            detail=task.process.title,
            due=Due.of(task, now),
            status=status,
            colour=colour,
            who=task.owner.display_name if task.owner else "",
            markers=[marker.get_kind_display() for marker in person.live_markers],
        )


def status_of(task: Task) -> tuple[str, str]:
    """One word for how far a task is, and its colour."""
    if task.owner_id is None:
        return "Needs someone", "purple"
    return "Not started", "grey"


@dataclass(frozen=True)
class Group:
    """Tasks due at about the same time, with how many there are in all."""

    key: str
    heading: str
    total: int
    lines: list[Line]


HEADINGS = {
    "overdue": "Overdue",
    "today": "Due today",
    "week": "Next 7 days",
    "later": "Later",
}


def groups(tasks: Iterable[Task], counts: dict[str, int], days: Days) -> list[Group]:
    """Tasks in the order they come (soonest first), under the four headings; empty ones left
    out.
    """

    def key(task: Task) -> str:
        assert task.due_at is not None
        if task.due_at < days.now:
            return "overdue"
        if task.due_at < days.tomorrow:
            return "today"
        return "week" if task.due_at < days.in_a_week else "later"

    return [
        Group(name, HEADINGS[name], counts[name], [Line.of(task, days.now) for task in members])
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


def persons_in(tasks: Iterable[Task]) -> list[Any]:
    """Everyone a list of tasks names, for the look that is written before it is shown."""
    return list({task.case.person_id: task.case.person for task in tasks}.values())


def now() -> datetime:
    """The present instant; one place, so that a page tells one time."""
    return timezone.now()
