"""What the clock does to a referral: it chases, rung by rung, and never closes anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.clocks import LONDON
from casework.partners import actions, rules
from casework.partners.models import Rung
from tests.makers_cases import people_of
from tests.makers_partners import ended, referral_at, referral_of, take_step
from tests.makers_work import intervention_of, open_steps, open_task
from workflows.actions import cancel
from workflows.interventions import referral as flow
from workflows.sweep import fire_due_timers

pytestmark = pytest.mark.django_db

LATE = {
    "acknowledge": "NO_ACK",
    "decide": "NO_DECISION",
    "begin_service": "NOT_STARTED",
    "report": "FEEDBACK_OVERDUE",
}


def just_after(moment: datetime) -> datetime:
    return moment + timedelta(minutes=1)


@pytest.mark.parametrize(("step", "late"), LATE.items())
def test_at_its_time_the_agency_is_late_and_its_task_stays_as_it_was(step: str, late: str) -> None:
    case = referral_at(step)
    task = open_task(case, step)
    assert task.due_at == rules.agency_due(referral_of(case)).due_at
    with time_machine.travel(task.due_at - timedelta(minutes=1), tick=True):
        assert fire_due_timers() == 0
    with time_machine.travel(just_after(task.due_at), tick=True):
        assert fire_due_timers() == 1
        assert referral_of(case).state == late
        assert open_steps(case) == [step, "ask_them"]
        same = open_task(case, step)
        assert (same.pk, same.due_at) == (task.pk, task.due_at)
        take_step(case, step)
    assert referral_of(case).state != late


def test_each_rung_names_the_next_person_and_asks_the_owner_to_ring() -> None:
    case = referral_at("acknowledge")
    referral = referral_of(case)
    for number, rung in enumerate(Rung, start=1):
        with time_machine.travel(just_after(rules.rung_at(referral, rung)), tick=True):
            fire_due_timers()
        chase = referral.chases.last()
        assert chase is not None
        assert (chase.rung, chase.whom) == (rung, referral.agency.at_rung(rung))
        asked = [step for step in open_steps(case) if step == "ask_them"]
        assert len(asked) == number
    take_step(case, "ask_them", said="Short of people.")
    first = referral.chases.first()
    assert first is not None
    assert first.call.said == "Short of people."


def test_an_urgent_referral_is_to_be_acknowledged_the_next_working_day() -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=LONDON)
    with time_machine.travel(monday, tick=True):
        urgent = referral_at("acknowledge", write={"urgency": "URGENT"})
        routine = referral_at("acknowledge")
    due = [open_task(each, "acknowledge").due_at for each in (urgent, routine)]
    assert [day.astimezone(LONDON).day for day in due if day] == [24, 25]


def test_what_was_answered_in_time_is_not_chased() -> None:
    case = referral_at("acknowledge")
    due = open_task(case, "acknowledge").due_at
    assert due is not None
    take_step(case, "acknowledge")
    with time_machine.travel(just_after(due), tick=True):
        assert fire_due_timers() == 0
    assert open_steps(case) == ["decide"]


def test_every_report_starts_its_own_time_and_its_own_ladder() -> None:
    case = referral_at("report")
    first = open_task(case, "report").due_at
    assert first is not None
    with time_machine.travel(just_after(first), tick=True):
        fire_due_timers()
        take_step(case, "ask_them")
        take_step(case, "report")
        second = open_task(case, "report").due_at
        assert referral_of(case).state == "IN_SERVICE"
    assert second is not None
    assert second > first
    with time_machine.travel(just_after(second), tick=True):
        fire_due_timers()
        assert referral_of(case).state == "FEEDBACK_OVERDUE"
    assert list(referral_of(case).chases.values_list("rung", flat=True)) == ["SPOC", "SPOC"]


def test_a_rung_that_fires_twice_is_one_chase() -> None:
    case = referral_at("acknowledge")
    referral = referral_of(case)
    with time_machine.travel(just_after(rules.rung_at(referral, Rung.SPOC)), tick=True):
        actions.run_late(referral=referral, rung=Rung.SPOC)
        actions.run_late(referral=referral, rung=Rung.SPOC)
    assert referral.chases.count() == 1


def test_years_of_silence_close_nothing() -> None:
    case = referral_at("acknowledge")
    with time_machine.travel(timezone.now() + timedelta(days=800), tick=True):
        fire_due_timers()
        fire_due_timers()
    assert referral_of(case).state == "NO_ACK"
    assert "acknowledge" in open_steps(case)


def test_a_call_that_was_never_made_does_not_keep_a_closed_referral_open_for_the_agency() -> None:
    case = referral_at("acknowledge")
    referral = referral_of(case)
    with time_machine.travel(just_after(rules.rung_at(referral, Rung.SPOC)), tick=True):
        fire_due_timers()
        take_step(case, "acknowledge")
        take_step(case, "decide", decision="DECLINE", decline_code="ALREADY_OPEN")
        take_step(case, "close")
    assert ended(case) == ("Referred and closed", "CLOSED")


def test_a_recall_drops_the_agencys_task_the_ladder_and_the_calls() -> None:
    case = referral_at("acknowledge")
    referral = referral_of(case)
    with time_machine.travel(just_after(rules.rung_at(referral, Rung.SPOC)), tick=True):
        fire_due_timers()
        row = intervention_of(case)
        cancel(intervention=row, by=people_of(case).manager, reason="The wrong agency.")
        assert sorted(open_steps(case)) == ["assess_breach", "confirm_deletion"]
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=True):
        assert fire_due_timers() == 0
    assert referral.chases.count() == 1


@pytest.mark.parametrize(
    ("step", "typed", "due_in"),
    [
        ("confirm_deletion", {}, timedelta(days=8)),
        ("assess_breach", {}, timedelta(hours=72)),
    ],
)
def test_a_recall_gives_each_side_its_time(step: str, typed: Any, due_in: timedelta) -> None:
    case = referral_at("acknowledge", **typed)
    row = intervention_of(case)
    cancel(intervention=row, by=people_of(case).manager, reason="The wrong agency.")
    recalled = referral_of(case).recalled_at
    due = open_task(case, step).due_at
    assert recalled is not None
    assert due is not None
    assert recalled < due <= recalled + due_in


def test_without_the_ladder_silence_would_go_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: a rung that lies at the end of time is never reached."""
    monkeypatch.setattr(flow.rules, "rung_at", lambda *_: flow.NEVER)
    case = referral_at("acknowledge")
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=True):
        assert fire_due_timers() == 0
    assert referral_of(case).state == "SENT"
