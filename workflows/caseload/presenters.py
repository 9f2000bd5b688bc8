"""The words, bars and titles of the manager's figures."""

from __future__ import annotations

from dataclasses import dataclass

from casework.cases.models import State
from workflows.caseload.queries import AGES, KindOfWork, OfficerLoad
from workflows.registry import kinds


@dataclass(frozen=True)
class Part:
    """One stretch of a bar: where it starts and how wide it is, in percent; and its palette
    number.
    """

    start: str
    width: str
    colour: int


@dataclass(frozen=True)
class Row:
    """One row of a bar table: label, its bar, and its figures in the order of the headings."""

    label: str
    parts: list[Part]
    figures: list[int]


@dataclass(frozen=True)
class BarTable:
    """A chart that is also a table (guide: section 4.5)."""

    key: str
    title: str
    subtitle: str
    first: str
    headings: list[str]
    rows: list[Row]
    legend: bool = False


def bars(figures: list[int], widest: int, colours: tuple[int, ...] = (1, 2, 3, 4)) -> list[Part]:
    """The stretches of one bar, drawn against the widest bar of its table."""
    parts, start = [], 0.0
    for figure, colour in zip(figures, colours, strict=False):
        width = 100 * figure / widest if widest else 0.0
        if figure:
            parts.append(Part(f"{start:.2f}%", f"{width:.2f}%", colour))
        start += width
    return parts


def work_by_kind(rows: list[KindOfWork]) -> BarTable:
    widest = max((row.overdue + row.week + row.later for row in rows), default=0)
    late = [row for row in rows if row.overdue]
    title = f"{titled(late[0].kind)}s are where work is late" if late else "No work is late"
    return BarTable(
        "by-kind",
        title,
        "Open tasks by kind of intervention",
        "Intervention",
        ["Overdue", "Next 7 days", "Later"],
        [
            Row(
                titled(row.kind),
                bars([row.overdue, row.week, row.later], widest, (3, 2, 1)),
                [row.overdue, row.week, row.later],
            )
            for row in rows
        ],
        legend=True,
    )


def overdue_by_age(rows: list[KindOfWork]) -> BarTable:
    totals = [sum(row.ages[number] for row in rows) for number in range(len(AGES))]
    oldest = totals[-1]
    title = (
        f"{oldest} overdue task{'' if oldest == 1 else 's'} of 8 days or more"
        if oldest
        else "Nothing is overdue by 8 days or more"
    )
    return BarTable(
        "by-age",
        title,
        "Overdue tasks by how late they are",
        "Late by",
        [titled(row.kind) for row in rows] + ["All"],
        [
            Row(
                words,
                bars([totals[number]], max(totals, default=0), (3,)),
                [row.ages[number] for row in rows] + [totals[number]],
            )
            for number, (words, _, _) in enumerate(AGES)
        ],
    )


def load_by_officer(loads: list[OfficerLoad]) -> BarTable:
    widest = max((load.cases for load in loads), default=0)
    title = (
        f"{loads[0].officer.display_name} has the most open cases"
        if loads
        else "Nobody has an open case"
    )
    return BarTable(
        "by-officer",
        title,
        "Open cases, open tasks and overdue tasks of each officer",
        "Officer",
        ["Cases", "Tasks", "Overdue"],
        [
            Row(
                load.officer.display_name,
                bars([load.cases], widest, (1,)),
                [load.cases, load.tasks, load.overdue],
            )
            for load in loads
        ],
    )


def cases_by_state(counts: dict[str, int]) -> BarTable:
    total = sum(counts.values())
    active = counts.get(State.ACTIVE, 0)
    open_states = [state for state in State if state in counts]
    return BarTable(
        "by-state",
        f"{active} of {total} open cases {'is' if active == 1 else 'are'} under way",
        "Open cases by state",
        "State",
        ["Cases"],
        [
            Row(
                str(state.label),
                bars([counts[state]], max(counts.values(), default=0), (1,)),
                [counts[state]],
            )
            for state in open_states
        ],
    )


def titled(kind: str) -> str:
    """A kind in people's words, also where its file has since been retired."""
    flow = kinds().get(kind)
    return str(flow.process_title) if flow else kind.replace("_", " ").capitalize()
