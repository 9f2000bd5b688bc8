"""The words of the forecast. Chances are said as parts of ten: no more is known than that."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from casework.accounts.access import Scope
from casework.ui.times import short_date
from workflows.caseload.forecast import rules
from workflows.caseload.forecast.calibration import Calibration
from workflows.caseload.forecast.chances import Chance, Forecast
from workflows.caseload.forecast.levelling import Proposal
from workflows.caseload.presenters import Chart, counted, titled
from workflows.models import Task
from workflows.registry import kinds
from workflows.worklist import presenters as lists

LIKELY = {"text": "Likely", "colour": "orange"}
# Spans shorter than this are not worth a word.
A_DAY = 24.0


def in_ten(share: float) -> str:
    """ "about 7 in 10"; near the ends in words, since no count is ever certain."""
    if share >= 0.95:
        return "almost certain"
    if share < 0.05:
        return "less than 1 in 20"
    return f"about {max(1, min(9, round(share * 10)))} in 10"


def stats(chances: list[Chance]) -> list[dict[str, Any]]:
    """The figures at the top."""
    likely = sum(each.is_likely for each in chances)
    unsaid = sum(each.late is None for each in chances)
    tasks = reverse("workflows:team_tasks")
    return [
        {"number": likely, "text": "likely to go red", "href": "#likely", "hot": likely > 0},
        {"number": len(chances), "text": f"due in {rules.DAYS.value} days", "href": tasks},
        {"number": unsaid, "text": "too few to say", "href": "#unsaid"},
    ]


def line(task: Task, chance: Chance, now: datetime) -> dict[str, Any]:
    """A task that is likely to go red, with its chance and what it rests on."""
    told = lists.line_of(task, now, with_owner=True)
    return told | {"flag": why(chance), "tag": LIKELY}


def why(chance: Chance) -> str:
    """ "About 7 in 10 that it is late, judged by 34 finished steps like it. ..." """
    assert chance.late is not None
    said = in_ten(chance.late)
    steps = f"judged by {counted(chance.alike, 'finished step')} like it"
    parts = [f"{said[0].upper()}{said[1:]} that it is late, {steps}"]
    if chance.busy:
        parts.append(f"Whoever has it has {counted(chance.has, 'other open task')}")
    if chance.waits >= A_DAY:
        days = counted(round(chance.waits / A_DAY), "day")
        parts.append(f"It waits for {days} until then: on hold, or its holder is away")
    return ". ".join(parts)


def proposal(each: Proposal, supervised: Scope) -> dict[str, Any]:
    """One task that could go to somebody else: the reason, and what the form sends."""
    task, to = each.task, each.to
    return {
        "task": task.pk,
        "title": str(task.title),
        "href": task.get_absolute_url(),
        "who": task.case.person.full_name,
        "note": f"{task.case.ref}. With {task.owner.display_name if task.owner else 'nobody'}",
        "had": task.owner_id or "",
        "to": to.officer.pk,
        "name": to.officer.display_name,
        "reason": reason(each),
        "may_take": is_in(supervised, task),
    }


def is_in(scope: Scope, task: Task) -> bool:
    """Whether the task's team is one of these."""
    return task.team_id in scope.teams or task.case.force_id in scope.forces


def reason(each: Proposal) -> str:
    """Why this person: what both have on, and whether the past says that it helps."""
    to, holder, late = each.to, each.holder, each.chance.late
    has = f"{to.officer.display_name} could take it: they have {counted(to.tasks, 'open task')}"
    if holder is not None and holder.away:
        has = f"{has}, and {holder.officer.display_name} is away"
    elif holder is not None:
        has = f"{has}, {holder.officer.display_name} has {holder.tasks}"
    here = "They are here until it is due"
    if each.late_then is None or late is None or in_ten(each.late_then) == in_ten(late):
        return f"{has}. {here}. The past does not say that it would be late less often with them"
    return f"{has}. {here}. With them it is {in_ten(each.late_then)}, not {in_ten(late)}"


def how_good(found: Calibration) -> list[str]:
    """The error of the forecast in sentences."""
    days = "day" if found.every == 1 else "week"
    tried = (
        f"The same forecast was made for each {days} of {rules.TRIED.value} days in the past, with "
        "no more than was known then."
    )
    if not found.enough:
        judged = counted(len(found.judged), "past forecast")
        return [tried, f"There are too few to say how good it is: {judged} could be checked."]
    called, which, red = found.called(likely=True)
    other, others, other_red = found.called(likely=False)
    likely = f"{times(called)} it called a task likely ({counted(which, 'task')}): {red} went red."
    if not called:
        likely = "It called no task likely."
    tasks = counted(others, "task")
    unlikely = f"{times(other)} it called one not likely ({tasks}): {other_red} went red."
    brier, usual = found.brier, found.brier_of_the_usual
    than = "better" if brier < usual else "no better"
    return [
        tried,
        likely,
        unlikely,
        f"Its Brier score is {brier:.2f}, where 0 is perfect and 0.25 is a coin. That is {than} "
        f"than giving every task the usual share, which scores {usual:.2f}.",
    ]


def times(number: int) -> str:
    """ "Once", "26 times"."""
    return "Once" if number == 1 else f"{number} times"


def bands(found: Calibration) -> Chart | None:
    """What was said beside what came; None where there is too little."""
    if not found.enough:
        return None
    rows = [
        {"label": f"{low} to {high} in 100", "values": [said, red]}
        for low, high, said, red in found.bands()
    ]
    return Chart(
        title="What it said, and what came",
        measure="Past forecasts by the chance they gave, and how many of these tasks went red",
        heading="Chance given",
        columns=["Forecasts", "Went red"],
        rows=rows,
        grouped=True,
    )


def weeks(now: datetime) -> list[str]:
    """The heads of the columns of work by week."""
    starts = [now + timedelta(weeks=week) for week in range(rules.WEEKS.value)]
    return ["Officer", "This week", *(f"From {_day(start)}" for start in starts[1:])]


def _day(instant: datetime) -> str:
    """ "30 November", local: of days so near the year goes without saying."""
    return short_date(instant).rpartition(" ")[0]


def work_by_week(forecast: Forecast, names: dict[int, str]) -> list[list[Any]]:
    """How many tasks each is expected to have in each week, by name; nobody's come last."""
    found = forecast.by_week()
    order = sorted(found, key=lambda owner: (owner is None, names.get(owner or 0, "")))
    return [
        [
            "Nobody yet" if owner is None else names.get(owner, ""),
            *({"text": whole(share), "format": "numeric"} for share in found[owner]),
        ]
        for owner in order
    ]


def whole(share: float) -> str:
    """A number of tasks to the nearest whole one: "3", "fewer than 1"."""
    if 0 < share < 0.5:
        return "fewer than 1"
    return str(round(share))


def unsaid(chances: list[Chance]) -> list[list[Any]]:
    """Of which steps nothing is said, and how many such tasks there are."""
    steps = Counter(each.task.step for each in chances if each.late is None)
    told = [(f"{titled(kind)}: {_titled(kind, name)}", n) for (kind, name), n in steps.items()]
    return [[step, {"text": str(n), "format": "numeric"}] for step, n in sorted(told)]


def _titled(kind: str, step: str) -> str:
    flow = kinds().get(kind)
    node = flow.instance.node(step, no_obsolete=True) if flow else None
    return str(node.task_title) if node is not None and node.task_title else step


def how(usual: int) -> list[str]:
    """How it is worked out, as points."""
    return [
        "How long a step takes is asked of the steps of the same kind in your teams over the last "
        f"{rules.HISTORY.value} days. Those not finished yet count for as long as they have waited "
        "(the Kaplan-Meier estimate).",
        "The chance is the share that was still open when this one is due, of those that had "
        "waited as long as this one has, with one more added that was late and one more that was "
        "not, so that few steps never make it certain.",
        "Hours on hold do not count, nor do the hours until it is due in which it is on hold or "
        "its holder is away with no deputy.",
        f"Steps of people who had more than {counted(usual, 'other open task')}, the usual number, "
        "are looked at apart where there are enough of them.",
        f"With fewer than {rules.FINISHED.value} finished steps of a kind, or fewer than "
        f"{rules.LASTED.value} that waited as long, it says nothing.",
    ]
