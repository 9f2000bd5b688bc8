"""The stories of warrants: one for each state worth looking at.

Days are counted backwards from today, so some are overdue whatever day this is set up.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework.cases.models import Band
from casework.enforcement.warrants.models import Result, WarrantState
from workflows import actions
from workflows.demonstration.answers import answers_of
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling, started
from workflows.models import Task

KINDS = ("warrant", "bail_check")
COURT = "Eastbrook Magistrates' Court"
SEARCH = ("grade", "circulate", "allocate")
ARREST = {
    "result": Result.ARRESTED,
    "custody_reference": "CU/4417/26",
    "next_steps": "Held for the next court.",
    "arrest_court": COURT,
    "elsewhere": "At the shops in the High Street",
    "place": "ELSEWHERE",
}
NOT_FOUND = {
    "result": Result.NO_REPLY,
    "place": "ELSEWHERE",
    "elsewhere": "At his mother's",
    "intelligence": "She says he comes for meals.",
    "next_action": "Try on Sunday at midday.",
}


def day(t: Telling, ahead: int, on: int = 0) -> str:
    """So many days after the day that was `on` days ago, as a form has it."""
    return (t.today - timedelta(days=on) + timedelta(days=ahead)).isoformat()


def who(t: Telling, step: str) -> Any:
    if step in ("grade", "allocate", "review", "hear_force", "agree", "decide_end"):
        return t.unit["supervisor"]
    return t.unit["manager"] if step == "manager_review" else t.officer


def open_here(t: Telling, step: str) -> Task | None:
    """The open task of this step. Other kinds on the same case may have a step of that name."""
    own = Task.objects.open().filter(case=t.case, kind__in=KINDS)
    return next((task for task in own if task.flow_task.name == step), None)


def does(t: Telling, on: int, clock: str, step: str, **given: Any) -> Story:
    yield t.at(on, clock)
    task, by = open_here(t, step), who(t, step)
    if task is None:
        raise ValueError(f"{step} is not open on {t.case.ref}")
    actions.complete(task=task, by=by, answers=answers_of(task, by, given))


def received(
    t: Telling, on: int, *, grade: str = "A", code: str = "4576", up_to: str = ""
) -> Story:
    """A warrant that came in `on` days ago, as far as the step `up_to`; else to the search."""
    yield from started(t, "warrant", on, "09:05")
    given: dict[str, dict[str, Any]] = {
        "grade": {
            "kind": "FTA",
            "code": code,
            "court": COURT,
            "offence": "Assault by beating",
            "grade": grade,
            "grade_reason": "Domestic abuse; the person harmed lives near.",
        },
        "circulate": {"reference": f"LEDS/26/{t.case.number:04d}"},
        "allocate": {
            "officer": t.officer.pk,
            "victim_safety": "The advocate knows, and a place to be is agreed.",
        },
    }
    for hour, step in enumerate(SEARCH, 10):
        if step == up_to:
            return
        yield from does(t, on, f"{hour}:15", step, **given[step])


def _arrested(t: Telling, on: int, clock: str) -> Story:
    hearing = day(t, 1, on)
    yield from does(t, on, clock, "search", **ARREST, arrest_hearing_on=hearing)


def cleared(t: Telling, on: int) -> Story:
    """Whatever is left on the day it ended."""
    for clock, step, given in (
        ("17:10", "cancel_circulation", {"reference": f"LEDS/26/{t.case.number:04d}/C"}),
        ("17:40", "tell_victims", {"how": "ADVOCATE"}),
    ):
        yield t.at(on, clock)
        if open_here(t, step):
            yield from does(t, on, clock, step, **given)


def to_grade(t: Telling) -> Story:
    yield from received(t, 2, up_to="grade")


def to_circulate(t: Telling) -> Story:
    yield from received(t, 1, up_to="circulate")


def to_give_out(t: Telling) -> Story:
    yield from received(t, 1, grade="B", up_to="allocate")


def to_try(t: Telling) -> Story:
    yield from received(t, 1)


def tried_twice(t: Telling) -> Story:
    yield from received(t, 8)
    yield from does(t, 7, "19:40", "search", **NOT_FOUND)
    hiding = NOT_FOUND | {"result": Result.HIDING, "next_action": "Ask for the phone."}
    yield from does(t, 4, "07:10", "search", **hiding)


def past_its_target(t: Telling) -> Story:
    yield from received(t, 19)
    yield from does(t, 18, "18:30", "search", **NOT_FOUND)


def manager_looked(t: Telling) -> Story:
    yield from received(t, 22)
    yield from does(t, 21, "20:10", "search", **NOT_FOUND)
    yield from does(
        t,
        7,
        "10:30",
        "manager_review",
        decision="CARRY_ON",
        reason="He is believed to be with relations.",
        trace_plan="Benefits, two known phones, the relations' addresses.",
        also=["PORTS"],
        next_on=day(t, 12, 7),
    )


def arrested_and_still_circulated(t: Telling) -> Story:
    yield from received(t, 4)
    yield from _arrested(t, 1, "15:20")


def arrested(t: Telling) -> Story:
    yield from received(t, 30)
    yield from does(t, 29, "18:00", "search", **NOT_FOUND)
    yield from _arrested(t, 28, "13:30")
    yield from cleared(t, 28)


def surrendered(t: Telling) -> Story:
    yield from received(t, 40)
    yield from does(
        t,
        38,
        "11:10",
        "search",
        result=WarrantState.SURRENDERED,
        surrender_court=COURT,
        surrender_hearing_on=day(t, 10, 38),
    )
    yield from cleared(t, 38)


def bailed(t: Telling) -> Story:
    yield from received(t, 35, code="4575")
    yield from does(
        t,
        34,
        "12:10",
        "search",
        result=WarrantState.BACKED_BAIL_SERVED,
        bail_court=COURT,
        bail_hearing_on=day(t, 14, 34),
    )
    yield from cleared(t, 34)


def withdrawn_by_the_court(t: Telling) -> Story:
    yield from received(t, 33)
    yield from does(
        t,
        30,
        "09:50",
        "review",
        decision="COURT",
        court_reference="2509, list of the day",
        reason="The court's list of the day.",
    )
    yield from cleared(t, 30)


def another_force_is_asked(t: Telling) -> Story:
    yield from received(t, 6)
    yield from _ask(t, 2)


def another_force_took_it(t: Telling) -> Story:
    yield from received(t, 26)
    yield from _ask(t, 24)
    yield from does(
        t,
        22,
        "14:00",
        "hear_force",
        answer="ACCEPTED",
        answered_by="Insp R. Sample",
        note="By phone, with their reference.",
    )
    yield from cleared(t, 22)


def _ask(t: Telling, on: int) -> Story:
    yield from does(
        t,
        on,
        "11:40",
        "review",
        decision="ASK_FORCE",
        force="The force next door",
        contact_point="Insp R. Sample",
        reason="He has been seen there.",
    )


def another_force_refused(t: Telling) -> Story:
    yield from received(t, 20)
    yield from _ask(t, 16)
    no = "By phone: they have nobody free, and we go on looking."
    yield from does(t, 15, "13:10", "hear_force", answer="REFUSED", note=no)


def turned_away(t: Telling) -> Story:
    """It came to the wrong team, which is seen before anybody works on it."""
    yield from received(t, 26, up_to="grade")
    yield t.at(26, "15:40")
    running = t.case.interventions.get(kind="warrant", finished=None)
    reason = "He lives in another force's area; the court has sent it there."
    actions.cancel(intervention=running, by=t.unit["supervisor"], reason=reason)


def died(t: Telling) -> Story:
    yield from received(t, 45)
    yield from does(
        t,
        30,
        "10:20",
        "manager_review",
        decision="DEATH",
        evidence_of_death="The coroner's officer, by letter.",
        reason="Confirmed by the coroner.",
    )
    yield from cleared(t, 30)


def not_wanted(t: Telling) -> Story:
    yield from received(t, 44)
    yield from does(
        t,
        29,
        "10:40",
        "manager_review",
        decision="NOT_WANTED",
        evidence_not_wanted="The court's register.",
        reason="Dealt with under another name.",
    )
    yield from cleared(t, 29)


PARTS = (
    Part((arrested_and_still_circulated,), adopted=30, band=Band.HIGH),
    Part((past_its_target,), adopted=40, band=Band.HIGH),
    Part((tried_twice,), adopted=30),
    Part((manager_looked,), adopted=42, band=Band.HIGH),
    Part((to_try,), adopted=25),
    Part((to_grade,), adopted=20),
    Part((another_force_is_asked,), adopted=28),
    Part((to_circulate,), adopted=24),
    Part((to_give_out,), adopted=40),
    Part((arrested,), adopted=50),
    Part((surrendered,), adopted=60),
    Part((withdrawn_by_the_court,), adopted=70),
    Part((bailed,), adopted=60),
    Part((another_force_took_it,), adopted=50),
    Part((died,), adopted=70),
    Part((not_wanted,), adopted=70),
    Part((another_force_refused,), adopted=35),
    Part((turned_away,), adopted=40),
)
