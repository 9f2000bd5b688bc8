"""The words and titles of the manager's figures. A chart's title states what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from casework.cases.models import State
from workflows.caseload.queries import AGES, KindOfWork, OfficerLoad
from workflows.registry import kinds


@dataclass(frozen=True)
class Chart:
    """A chart that is also a table: what it finds, what is measured, and its figures."""

    title: str
    measure: str
    heading: str
    columns: list[str]
    rows: list[dict[str, Any]]
    grouped: bool = False


def case_decision(case: Any) -> dict[str, Any]:
    """One case of `awaiting_decision` as a line: what is to be decided, and by whom."""
    if case.state == State.TRIAGE:
        title, who = "Decide on triage", "a supervisor"
    elif case.assessed and case.countersigned is None:
        title, who = "Countersign the risk assessment", "a supervisor"
    elif case.proposed:
        title, who = "Decide on stepping down", "a manager (DI)"
    else:
        title, who = "Decide on adoption", "a manager (DI)"
    return {
        "title": title,
        "href": case.get_absolute_url(),
        "who": case.person.full_name,
        "note": f"{case.ref}. For {who}",
        "tag": {"text": "Decision needed", "colour": "red"},
    }


def counted(number: int, noun: str) -> str:
    """ "1 task", "2 tasks"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def stats(work: list[KindOfWork], states: dict[str, int], held: int) -> list[dict[str, Any]]:
    """The four figures at the top, each leading to its list."""
    overdue = sum(row.overdue for row in work)
    week = sum(row.week for row in work)
    cases = sum(states.values())
    return [
        {
            "number": overdue,
            "text": f"task{'' if overdue == 1 else 's'} overdue",
            "href": reverse("workflows:team_overdue"),
            "hot": overdue > 0,
        },
        {"number": week, "text": "due in 7 days", "href": reverse("workflows:team_tasks")},
        {
            "number": held,
            "text": f"task{'' if held == 1 else 's'} on hold",
            "href": reverse("workflows:team_held"),
        },
        {
            "number": cases,
            "text": f"open case{'' if cases == 1 else 's'}",
            "href": reverse("cases:list"),
        },
    ]


def work_by_kind(work: list[KindOfWork]) -> Chart:
    late = [row for row in work if row.overdue]
    return Chart(
        title=f"Work is late in: {titled(late[0].kind).lower()}" if late else "No work is late",
        measure="Open tasks by kind of intervention",
        heading="Intervention",
        columns=["Overdue", "Next 7 days", "Later"],
        rows=[
            {"label": titled(row.kind), "values": [row.overdue, row.week, row.later]}
            for row in work
        ],
    )


def overdue_by_age(work: list[KindOfWork]) -> Chart:
    totals = [sum(row.ages[number] for row in work) for number in range(len(AGES))]
    oldest = totals[-1]
    return Chart(
        title=f"{counted(oldest, 'task')} overdue by 8 days or more"
        if oldest
        else "Nothing is overdue by 8 days or more",
        measure="Overdue tasks by how late they are",
        heading="Late by",
        columns=["Tasks"],
        rows=[
            {"label": words, "values": [total]}
            for (words, _, _), total in zip(AGES, totals, strict=True)
        ],
    )


def load_by_officer(loads: list[OfficerLoad]) -> Chart:
    return Chart(
        title=f"{loads[0].officer.display_name} has the most open cases"
        if loads
        else "Nobody has an open case",
        measure="Open cases, open tasks and overdue tasks of each officer",
        heading="Officer",
        columns=["Overdue", "Tasks", "Cases"],
        rows=[
            {"label": load.officer.display_name, "values": [load.overdue, load.tasks, load.cases]}
            for load in loads
        ],
        grouped=True,
    )


def cases_by_state(counts: dict[str, int]) -> Chart:
    total, active = sum(counts.values()), counts.get(State.ACTIVE, 0)
    return Chart(
        title=f"{active} of {counted(total, 'open case')} under way",
        measure="Open cases by state",
        heading="State",
        columns=["Cases"],
        rows=[
            {"label": str(state.label), "values": [counts[state]]}
            for state in State
            if state in counts
        ],
    )


def titled(kind: str) -> str:
    """A kind in people's words, also where its file has since been retired."""
    flow = kinds().get(kind)
    return str(flow.process_title) if flow else kind.replace("_", " ").capitalize()
