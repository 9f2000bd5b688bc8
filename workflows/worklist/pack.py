"""The hand-over pack: per case where it stands, what is open, what waits, what comes next."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.gate import gate_status
from casework.cases.guards import current_assessment
from casework.cases.models import Case
from casework.cases.queries import open_tasks
from casework.ui.times import local_time, short_date
from letters import hand_over as paper
from workflows.models import HandOver, Task, TaskHold
from workflows.waking import LONG
from workflows.worklist.leaving_presenters import line_of
from workflows.worklist.presenters import outside_ref

# The clock moves between a timer's start and the reading of what it waits for.
A_DAY = timedelta(days=1)


def cases_of(done: HandOver, receiver: User) -> list[Case]:
    """The cases of which the receiver got something and which they see today."""
    mine = done.items.filter(to=receiver).values("case")
    seen = Case.objects.visible_to(receiver).filter(pk__in=mine)
    return list(seen.select_related("person", "owner", "force").order_by("year", "number"))


def printed(done: HandOver, receiver: User, cases: list[Case]) -> bytes:
    """The pack as it stands now; that it was made, and the hash of it, is recorded."""
    now = timezone.now()
    pdf = paper.print_pack(_inputs(done, receiver, cases, now), key=f"hand-over:{done.pk}", at=now)
    with transaction.atomic():
        record(
            obj=done,
            verb="work.pack_read",
            by=receiver,
            after={
                "cases": [case.pk for case in cases],
                "sha256": hashlib.sha256(pdf).hexdigest(),
            },
        )
    return pdf


def _inputs(done: HandOver, receiver: User, cases: list[Case], now: datetime) -> dict[str, Any]:
    return {
        "reference": f"Hand-over {done.pk}",
        "force": done.user.force.name,
        "about": [
            ["From", done.user.display_name],
            ["To", receiver.display_name],
            ["Handed over", f"{local_time(done.at)}, by {done.by.display_name}"],
            ["Last day", short_date(done.last_day)],
            ["As it stood", local_time(now)],
        ],
        "cases": [_case(case, now) | {"came": _came(done, receiver, case)} for case in cases],
    }


def _came(done: HandOver, receiver: User, case: Case) -> list[list[str]]:
    """What of this case came to the receiver besides tasks, which stand in their own table."""
    items = done.items.filter(to=receiver, case=case, task=None)
    lines = (line_of(item.thing) for item in items)
    return [[line["title"], line["note"].removeprefix(f"{case.ref}. ")] for line in lines]


def _case(case: Case, now: datetime) -> dict[str, Any]:
    tasks = open_tasks(case)
    holds = TaskHold.objects.live().filter(task__in=tasks).select_related("by")
    held = {hold.task_id: hold for hold in holds}
    return {
        "ref": case.ref,
        "about": _about(case, now),
        "tasks": [_task(task, held.get(task.pk)) for task in tasks],
        "clocks": _clocks(case, tasks),
    }


def _about(case: Case, now: datetime) -> list[list[str]]:
    assessment = current_assessment(case)
    return [
        ["Person", f"{case.person.full_name}, {case.person.ref}"],
        ["Where it stands", f"{case.get_state_display()}, since {short_date(case.state_since)}"],
        ["Owner", case.owner.display_name if case.owner else "Nobody yet"],
        [
            "Risk",
            f"{assessment.get_band_display()}, assessed {short_date(assessment.signed_at)}"
            if assessment
            else "Not assessed yet",
        ],
        ["Contact", gate_status(case, at=now).sentence],
    ]


def _task(task: Task, hold: TaskHold | None) -> list[str]:
    """What, which intervention or an agency's reference, by when, with whom, what it waits for."""
    about = outside_ref(task) if task.flow_task.outside else str(task.process.title)
    waits = ""
    if hold is not None:
        waits = f"On hold until {local_time(hold.until)}, by {hold.by.display_name}: {hold.reason}"
    with_whom = task.owner.display_name if task.owner else str(task.team)
    return [str(task.title), about, local_time(task.due_at), with_whom, waits]


def _clocks(case: Case, tasks: list[Task]) -> list[list[str]]:
    """What comes by itself: dates of the case, and timers of its interventions, but for those that
    wait for no time at all and only for something else to happen.
    """
    dates = [
        ("Risk to be assessed by", case.assess_by),
        ("Risk to be reviewed on", case.review_on),
        ("The case wakes on", case.wake_on),
        ("Monitoring ends on", case.monitoring_until),
    ]
    rows = [[words, _when(at)] for words, at in dates if at is not None]
    soon = F("created") + (LONG - A_DAY)
    timers = Task.objects.filter(case=case, finished=None, scheduled__lt=soon)
    titles = {(task.process_id, task.flow_task.name): str(task.title) for task in tasks}
    for timer in timers.select_related("process").order_by("scheduled", "pk"):
        of = titles.get((timer.process_id, timer.flow_task.name.partition("__timeout")[0]))
        what = ", ".join(filter(None, [str(timer.process.title), of]))
        rows.append([f"{what}: {timer.title}", local_time(timer.scheduled)])
    return rows


def _when(at: Any) -> str:
    return local_time(at) if isinstance(at, datetime) else short_date(at)
