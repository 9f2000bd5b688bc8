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
from casework.clocks import Standing, in_words, proof_in_words, standing
from casework.core.errors import Conflict, passes
from casework.enforcement.briefings.models import Shift
from casework.ui.times import moment, short_date
from workflows import permissions
from workflows.actions.due import why_not_moved
from workflows.models import Completion, Priority, Task, TaskHold
from workflows.worklist import ledger
from workflows.worklist.histories import of_due
from workflows.worklist.loads import Load
from workflows.worklist.queries import Days, hold_of, markers_of

EDGE = {
    Standing.OVERDUE: "overdue",
    Standing.DUE_TODAY: "today",
    Standing.SOON: "soon",
    Standing.LATER: "later",
}
NEEDS_SOMEONE = {"text": "Needs someone", "colour": "purple"}
NOT_STARTED = {"text": "Not started", "colour": "grey"}
TAKEN = {"text": "Taken", "colour": "blue"}
ON_HOLD = {"text": "On hold", "colour": "yellow"}
PRESSING: dict[int, dict[str, str]] = {
    Priority.HIGH: {"text": "High priority", "colour": "pink"},
    Priority.LOW: {"text": "Low priority", "colour": "turquoise"},
}


def how_it_was_counted(task: Task) -> list[str]:
    """The proof of its due time, a line for each span that was counted or skipped."""
    lines = proof_in_words(task.due_proof) if task.due_proof else []
    moves = [f"{row['key']} {row['did']}. {row['value']}" for row in _moves(task)]
    return [*moves, *(f"{line[0].upper()}{line[1:]}" for line in lines)]


def _moves(task: Task) -> list[dict[str, Any]]:
    """Nobody asks for the moves of a due time that never moved."""
    return of_due(task) if task.due_change_id else []


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
    """One task as a line of a list; `with_owner` says whose it is, `reader` why it is theirs.

    What waits for another agency names neither person nor case, whoever reads the list.
    """
    if task.flow_task.outside:
        return outside_line(task, now)
    person = task.case.person
    note = f"{task.case.ref}. {task.process.full_title}"
    if whose := _for_whom(task):
        note = f"{note}. For {whose}"
    if reader is not None and task.also_for_id == reader.pk:
        note = f"{note}. {task.flow_task.also_says}"
    owner = task.owner.display_name if task.owner else ""
    hold = hold_of(task)
    tag = NEEDS_SOMEONE if task.owner is None else NOT_STARTED
    return {
        "pk": task.pk,
        "title": str(task.title),
        "href": task.get_absolute_url(),
        "case": task.case.ref,
        "who": person.full_name,
        "note": f"{note}. With {owner}" if with_owner and owner else note,
        "owner": owner,
        "owner_pk": task.owner_id or "",
        "marks": [marker.get_kind_display() for marker in markers_of(task)],
        "due": due_of(task, now),
        "flag": held_in_words(hold) if hold else "",
        "tag": ON_HOLD if hold else tag,
        "pressing": PRESSING.get(task.priority),
    }


def _for_whom(task: Task) -> str:
    """The team, and the shift of it, where a task waits for another team than the case's own: one
    step may ask several of them the same.
    """
    if task.owner is not None or task.team_id == task.case.team_id:
        return ""
    shift = (task.data or {}).get("shift")
    return f"{task.team}, {Shift(shift).label}" if shift else str(task.team)


def held_in_words(hold: TaskHold) -> str:
    """ "On hold until 24 November 2026: the tenancy is being checked"."""
    return f"On hold until {short_date(hold.until)}: {hold.reason}"


def outside_line(task: Task, now: datetime) -> dict[str, Any]:
    """A task of another agency as a line: the reference of its record, whose desk, by when."""
    return {
        "pk": task.pk,
        "title": str(task.title),
        "href": task.get_absolute_url(),
        "case": outside_ref(task),
        "who": outside_ref(task),
        "note": f"With {task.team}",
        "marks": [],
        "due": due_of(task, now),
        "tag": NEEDS_SOMEONE if task.owner_id is None else TAKEN,
    }


def outside_ref(task: Task) -> str:
    """The reference by which an agency knows the record of its task."""
    return str(task.flow_task.subject(task.process).outside_ref)


def name_of(task: Task) -> str:
    """What a task is called beside its title: the case's reference, or the record's own."""
    return outside_ref(task) if task.flow_task.outside else task.case.ref


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


def hold_on_page(task: Task, user: User) -> dict[str, Any]:
    """What the task page says of a hold, and where this reader puts the task on hold."""
    hold = hold_of(task)
    may = permissions.can_hold(user, task)
    href = reverse("workflows:hold", args=[task.pk]) if may else ""
    if hold is None:
        return {"hold_href": href}
    why = hold.reason.strip().rstrip(".")
    text = f"Until {short_date(hold.until)}: {why}. The due time stays the same."
    return {"held": {"text": text, "href": href}}


def suggest(lines: list[dict[str, Any]], found: dict[int, Load]) -> None:
    """Say under each line who might do it, and why just they."""
    for line in lines:
        load = found.get(line["pk"])
        if load is not None:
            cases = f"{load.cases} open case{'' if load.cases == 1 else 's'}"
            line["suggested"] = (
                f"Suggested: {load.officer.display_name}, who is here today and has the least on "
                f"({cases}, {load.due_this_week} due this week)"
            )


def standing_in_on_page(task: Task, user: User) -> str:
    """What the task page says to somebody who stands in for whoever has it, else ""."""
    if task.finished is not None or not permissions.is_standing_in(user, task):
        return ""
    who = task.owner.display_name if task.owner else ""
    return f"{who} is away and you stand in. What you do is recorded as yours, and for whom."


def priority_on_page(task: Task) -> dict[str, Any]:
    """The priority as the task page shows it: the tag, who said so and why."""
    last = task.priorities.select_related("by").last()
    if last is None or task.priority not in PRESSING:
        return {}
    told = f"{last.by.display_name}, {moment(last.at)}: {last.reason}"
    return {"pressing": PRESSING[task.priority] | {"why": told}}


def what_leads_may(task: Task, user: User) -> list[tuple[str, str]]:
    """Links for those who lead the case: add a task beside this one, drop one that was added."""
    if not permissions.can_add(user, task.process):
        return []
    links = [("Add a task to this intervention", "workflows:add_task", task.process_id)]
    if permissions.can_set_priority(user, task):
        links.append(("Set the priority of this task", "workflows:priority", task.pk))
    if permissions.can_stop_reminders(user, task):
        links.append(("See and stop the reminders of this task", "workflows:reminders", task.pk))
    stands = why_not_moved(task) or ledger.live_of(task)
    if permissions.can_move_due(user, task) and not stands:
        links.append(("Move the due time of this task", "workflows:due", task.pk))
    if permissions.can_pause(user, task) and (text := ledger.offered(task)):
        links.append((text, "workflows:pause", task.pk))
    if task.is_added:
        links.append(("Drop this task", "workflows:drop_task", task.pk))
    return [(text, reverse(name, args=[pk])) for text, name, pk in links]


def changed_meanwhile(conflict: Conflict) -> dict[str, str]:
    """The alert above a form whose subject somebody changed while it was filled in."""
    return {
        "heading": str(conflict),
        "text": f"{conflict.by}, {moment(conflict.at)}. Below is how it is now and what you "
        "had typed. Nothing of yours was saved. Look at both, then save again.",
    }


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
    names = {"tasks": "My tasks", "held": "On hold", "cases": "My cases"}
    if "standing_in" in figures or current == "standing_in":
        names["standing_in"] = "Standing in"
    names |= {"waiting": "Waiting on others", "take": "To take", "done": "Done"}
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
    """Everyone a list of tasks names, for the look that is written before it is shown.

    Of a task of another agency the list names the record.
    """
    named = [
        task.flow_task.subject(task.process) if task.flow_task.outside else task.case.person
        for task in tasks
    ]
    return list({(type(each), each.pk): each for each in named}.values())


def now() -> datetime:
    """The present instant; one place, so that a page tells one time."""
    return timezone.now()
