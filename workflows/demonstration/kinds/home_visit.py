"""Visits that came to an end, one for each thing that may happen at the door, and a few on the way.

Several lie one after another on a case, as they do where a person is visited over months. They
happen on the cases of `warning_letter`.
"""

from __future__ import annotations

from casework.accounts.models import Role
from workflows import actions
from workflows.demonstration import telling
from workflows.demonstration.answers import open_task
from workflows.demonstration.stage import Story
from workflows.demonstration.telling import Telling


def seen(t: Telling, on: int) -> Story:
    yield from telling.visit(t, on)
    yield from telling.attempt(t, on - 1, "10:30", "COMPLETED", "He let us in and was calm.")
    yield from telling.recorded(t, on - 1)


def closed(t: Telling, on: int) -> Story:
    yield from seen(t, on)
    yield from telling.reviewed(t, on - 3)


def arrested(t: Telling, on: int) -> Story:
    """He was wanted for something else, which came out at the door."""
    yield from telling.visit(t, on)
    words = "He pushed at the door. He was arrested for assault on an officer."
    custody = {"custody_reference": "CU/4431/26"}
    yield from telling.attempt(t, on - 1, "18:30", "ARREST_MADE", words, **custody)
    yield from telling.recorded(t, on - 2)
    yield from telling.reviewed(t, on - 4)


def one_thing_more(t: Telling, on: int) -> Story:
    """The sergeant adds a task that no visit has by itself, and it is done."""
    yield t.at(on, "10:40")
    actions.add_task(
        intervention=t.case.interventions.get(kind="home_visit", finished=None),
        by=t.unit["supervisor"],
        title="Ring the school",
        asked="Whether the children were there all week, and who fetched them.",
        role=Role.OFFICER,
        owner=t.officer,
        days=2,
        reason="He said that he fetches them, and the order of the court says otherwise.",
    )
    yield t.at(on - 1, "11:50")
    t.do("added", by=t.officer, note="They were there every day; their grandmother fetched them.")


def record_returned(t: Telling, on: int) -> Story:
    yield from seen(t, on)
    why = "Say who else was in the house, and what was said about work."
    yield from telling.reviewed(t, on - 2, decision="RETURN", reason=why)
    yield from one_thing_more(t, on - 2)


def nobody_ever(t: Telling, on: int) -> Story:
    """Three times in different bands of the day, then a supervisor ends it."""
    saturday = t.last(5, before=on)
    days = (saturday + 5, "10:10"), (saturday + 3, "18:40"), (saturday, "11:20")
    yield from telling.visit(t, days[0][0] + 1)
    for day, clock in days:
        yield from telling.attempt(t, day, clock, "NO_REPLY", "Knocked and rang. No lights.")
    yield t.at(on - 1, "09:40")
    why = "Three attempts, and he answers the phone."
    t.do("review_no_reply", by=t.unit["supervisor"], decision="END", reason=why)
    yield from telling.recorded(t, on - 2)
    yield from telling.reviewed(t, on - 3)


def left_for_safety(t: Telling, on: int) -> Story:
    """Somebody in the house was at risk, and was seen to the same day."""
    yield from telling.visit(t, on)
    words = "Shouting inside and a dog loose in the yard. We left and called for a van."
    worried = {"worried": "yes"}
    yield from telling.attempt(t, on - 1, "18:10", "ABANDONED_SAFETY", words, **worried)
    yield t.at(on - 1, "19:05")
    t.do(
        "safeguard",
        by=t.officer,
        done="CHILDREN",
        children_ref="CSC/26/3391",
        concern="A child of about six was at the window while he shouted.",
    )
    yield from telling.recorded(t, on - 2)
    yield from telling.reviewed(t, on - 3)


def checks_ran_out(t: Telling, on: int) -> Story:
    """Approved, and a day later nobody has written down whether they went."""
    yield from telling.visit(t, on)
    yield from telling.planned(t, on - 1, "08:05", visit_on=on - 1, visit_at="18:00")
    yield from telling.approved(t, on - 1, "09:20")


def found_elsewhere(t: Telling, on: int) -> Story:
    yield from telling.visit(t, on)
    words = "The new tenant moved in last month."
    yield from telling.attempt(t, on - 1, "18:20", "NOT_AT_ADDRESS", words)
    yield t.at(on - 2, "10:05")
    found = "The housing officer says where he moved; it comes with the next export."
    t.do("locate", by=t.officer, found="yes", note=found)
    yield from telling.recorded(t, on - 2)
    yield from telling.reviewed(t, on - 4)


def called_off(t: Telling, on: int) -> Story:
    yield from telling.visit(t, on)
    yield t.at(on - 1, "11:30")
    running = open_task(t.case, "plan").process
    reason = "He is in hospital after a fall; nobody calls on him there."
    actions.cancel(intervention=running, by=t.unit["supervisor"], reason=reason)


def talked_to_and_arrested(t: Telling) -> Story:
    yield from closed(t, 90)
    yield from arrested(t, 55)
    yield from record_returned(t, 4)


def no_answer_and_not_safe(t: Telling) -> Story:
    yield from nobody_ever(t, 75)
    yield from left_for_safety(t, 40)
    yield from checks_ran_out(t, 5)


def moved_and_called_off(t: Telling) -> Story:
    yield from found_elsewhere(t, 60)
    yield from called_off(t, 20)
