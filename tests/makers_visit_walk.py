"""Walking one visit through its flow, each step by its own form, as the people who may."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.cases.models import Case
from casework.core.queue import work_off
from casework.visits.models import Outcome, Visit
from casework.visits.rules import attempts_used_up
from tests.makers_cases import people_of
from tests.makers_visits import local, next_time, plan_typed
from tests.makers_work import check_contact_again, do, intervention_of, open_steps, visit_at
from workflows.models import Task


def ended(case: Case) -> tuple[str, str]:
    """The outcome of the one intervention of the case, and the state its visit was left in."""
    assert open_steps(case) == []
    row = intervention_of(case)
    assert row.finished is not None
    assert not Task.objects.filter(process=row, finished=None).exists()
    return row.outcome, visit_of(case).state


def visit_of(case: Case) -> Visit:
    return Visit.objects.get(case=case)


def officer_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).officer, **typed)


def supervisor_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).supervisor, **typed)


def plan(case: Case, **typed: Any) -> None:
    officer_does(case, "plan", **plan_typed(visit_of(case), **typed))


def approved(case: Case | None = None, **typed: Any) -> Case:
    """A visit that is approved and waits for its two officers."""
    case = visit_at("plan", case).case
    plan(case, **typed)
    supervisor_does(case, "approve", decision="APPROVE")
    return case


def at_the_door(case: Case, outcome: str = Outcome.COMPLETED) -> None:
    custody = {"custody_reference": "CU/0417/26"} if outcome == Outcome.ARREST_MADE else {}
    officer_does(
        case, "visit_home", outcome=outcome, said="What was seen.", worried="no", **custody
    )


def write_record(case: Case) -> None:
    officer_does(
        case,
        "write_record",
        announced="no",
        present="The person, alone",
        facts="He opened.",
        risk_trigger="no",
    )
    work_off()


def read_record(case: Case, **typed: Any) -> None:
    given = {"decision": "CLOSE", "risk_answer": "NO_CHANGE"} | typed
    supervisor_does(case, "review", **given)


def write_and_close(case: Case) -> None:
    write_record(case)
    read_record(case)


def nobody_answers_at(case: Case, when: datetime) -> None:
    """Planned and approved two hours before `when` (aware), then tried at that time."""
    with time_machine.travel(when - timedelta(hours=2), tick=True):
        check_contact_again(case, by=people_of(case).officer)
        plan(case, planned_for=local(when))
        supervisor_does(case, "approve", decision="APPROVE")
    with time_machine.travel(when, tick=True):
        at_the_door(case, Outcome.NO_REPLY)


def nobody_ever_answers(case: Case) -> datetime:
    """Tried until a supervisor has to decide; the instant of the last attempt."""
    at = timezone.now()
    while not attempts_used_up(visit_of(case)):
        with time_machine.travel(at, tick=False):
            at = next_time(visit_of(case))
        nobody_answers_at(case, at)
    return at
