"""Changes of a case, and the assessments they ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import time_machine
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.actions import note_change
from casework.cases.models import Case, Change, ChangeKind
from casework.core.queue import work_off
from tests.makers_cases import assess, assessment_of, make_case, people_of
from workflows import actions, sweep
from workflows.demonstration.answers import answers_of
from workflows.models import Task

Move = Callable[[Case], object]


def something_changes(case: Case, kind: str = ChangeKind.RELEASED) -> Change:
    """The owner notes that something changed; released from custody unless told."""
    by = people_of(case).officer
    return note_change(case=case, by=by, kind=kind, note="Told by the custody desk.")


def waiting(case: Case) -> list[Task]:
    """The open tasks of assessments that changes asked for, soonest first."""
    tasks = Task.objects.open().filter(case=case, kind="reassessment")
    return list(tasks.select_related("process", "case").order_by("due_at", "pk"))


def steps(case: Case) -> list[str]:
    return [task.flow_task.name for task in waiting(case)]


def does(case: Case, step: str, *, by: User, **given: object) -> Task:
    """Do the soonest open step of that name with its form."""
    task = next(each for each in waiting(case) if each.flow_task.name == step)
    return actions.complete(task=task, by=by, answers=answers_of(task, by, given))


def assesses(case: Case, band: str = "HIGH") -> Task:
    return does(case, "assess", by=people_of(case).officer, **assessment_of(band))


def at(moment: datetime) -> None:
    """The clock comes to that instant."""
    with time_machine.travel(moment, tick=True):
        sweep.fire_due_timers()


def assessed(case: Case) -> None:
    """What changed has been assessed, so that no clock of it runs any more."""
    assess(case)
    work_off()


def a_day_late(case: Case) -> None:
    at(timezone.now() + timedelta(hours=49))


def late_and_assessed() -> None:
    """Nobody assesses in time; both leads see to it, and then it is done."""
    case = make_case()
    people = people_of(case)
    something_changes(case)
    with time_machine.travel(timezone.now() + timedelta(hours=49), tick=True):
        sweep.fire_due_timers()
        does(case, "chase", by=people.supervisor, reason="It is to be done today.")
        does(case, "chase_again", by=people.manager, reason="Another officer does it now.")
        assesses(case)


REASSESSMENT: dict[str, list[Move]] = {
    "assess": [],
    "chase": [a_day_late],
    "chase_again": [a_day_late],
}
