"""The warrant: every way through the search, and every end, by the forms of its steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.models import Case, Change
from casework.clocks import LONDON
from casework.core.errors import Conflict, Refused
from casework.enforcement.warrants.models import Result
from casework.enforcement.warrants.models import WarrantState as S
from tests.makers_cases import make_case, people_of
from tests.makers_warrant_walk import (
    COURT,
    act,
    arrested,
    ended,
    surrendered,
    tomorrow,
    warrant_at,
    warrant_of,
)
from tests.makers_work import answers_of, intervention_of, open_steps, open_task, start
from workflows import actions, sweep
from workflows.interventions import warrant as flow
from workflows.models import Intervention

pytestmark = pytest.mark.django_db


def finish(case: Case) -> None:
    for step in ("cancel_circulation", "tell_victims"):
        if step in open_steps(case):
            act(case, step)


def test_an_arrest_leaves_two_things_to_do_and_closes_after_both() -> None:
    case = warrant_at("search")
    arrested(case)
    assert sorted(open_steps(case)) == ["cancel_circulation", "tell_victims"]
    act(case, "tell_victims")
    assert warrant_of(case).state == S.EXECUTED
    act(case, "cancel_circulation")
    assert ended(case) == ("Arrested", "CLOSED")


def test_it_goes_on_until_they_are_found() -> None:
    case = warrant_at("search")
    for result in (Result.NO_REPLY, Result.HIDING, Result.MOVED, Result.UNSAFE, Result.INFORMATION):
        act(case, "search", result=result)
        assert "search" in open_steps(case)
    arrested(case)
    assert warrant_of(case).attempts.count() == 6
    finish(case)
    assert ended(case) == ("Arrested", "CLOSED")


def test_a_surrender_with_its_new_court_date_ends_it() -> None:
    case = warrant_at("search")
    surrendered(case)
    finish(case)
    assert ended(case) == ("Surrendered", "CLOSED")


def test_bail_on_the_warrant_ends_it_where_the_court_backed_it() -> None:
    case = warrant_at("search", code="4575")
    act(
        case,
        "search",
        result=S.BACKED_BAIL_SERVED,
        bail_court=COURT,
        bail_hearing_on=tomorrow(),
    )
    finish(case)
    assert ended(case) == ("Bailed on the warrant", "CLOSED")


def test_bail_on_a_warrant_that_is_not_backed_is_not_offered() -> None:
    case = warrant_at("search")
    task = open_task(case, "search")
    with pytest.raises(ValueError, match="BACKED_BAIL_SERVED"):
        answers_of(task, people_of(case).officer, {"result": S.BACKED_BAIL_SERVED})


def test_the_court_withdraws_it_at_the_door_of_the_search() -> None:
    case = warrant_at("search")
    act(case, "search", result=S.WITHDRAWN_BY_COURT, court_reference="2509")
    assert open_steps(case) == ["cancel_circulation"]
    due = open_task(case, "cancel_circulation").due_at
    assert due is not None
    assert due.astimezone(LONDON).date() == timezone.localdate(), "the same day"
    finish(case)
    assert ended(case) == ("Withdrawn by the court", "CLOSED")


OPEN_STEPS = ("grade", "circulate", "allocate", "search")


@pytest.mark.parametrize("step", OPEN_STEPS)
def test_the_court_may_withdraw_it_at_any_step_and_nobody_goes_on_looking(step: str) -> None:
    case = warrant_at(step)
    act(case, "review", decision="COURT", court_reference="2509")
    circulated = step in ("allocate", "search")
    assert open_steps(case) == (["cancel_circulation"] if circulated else [])
    finish(case)
    assert ended(case) == ("Withdrawn by the court", "CLOSED")


@pytest.mark.parametrize("step", OPEN_STEPS)
def test_another_force_may_take_it_on_at_any_step(step: str) -> None:
    case = warrant_at(step)
    act(case, "review", decision="ASK_FORCE", force="Next door", contact_point="Insp Sample")
    assert {"review", "hear_force", step} <= set(open_steps(case)), "ours until they accept"
    act(case, "hear_force")
    finish(case)
    assert ended(case) == ("Taken on by another force", "CLOSED")


def test_another_force_that_refuses_leaves_it_ours() -> None:
    case = warrant_at("search")
    act(case, "review", decision="ASK_FORCE", force="Next door", contact_point="Insp Sample")
    act(case, "hear_force", answer="SILENT", note="No answer.")
    assert "hear_force" in open_steps(case), "asked again"
    act(case, "hear_force", answer="REFUSED", note="No officers.")
    assert sorted(open_steps(case)) == ["review", "search"]
    arrested(case)
    finish(case)
    assert ended(case) == ("Arrested", "CLOSED")


def test_another_force_has_72_hours() -> None:
    case = warrant_at("search")
    with time_machine.travel(timezone.now(), tick=False):
        act(case, "review", decision="ASK_FORCE", force="Next door", contact_point="Insp Sample")
        due = open_task(case, "hear_force").due_at
        assert due == timezone.now() + timedelta(hours=72)


@pytest.mark.parametrize("decision", ["DEATH", "NOT_WANTED"])
@pytest.mark.parametrize("step", OPEN_STEPS)
def test_a_manager_ends_it_on_evidence_at_any_step(step: str, decision: str) -> None:
    case = warrant_at(step)
    people, given = people_of(case), {"decision": decision, "reason": "Checked."}
    task = open_task(case, "review")
    # A supervisor's own page does not offer it; the manager's comes with the target date.
    with pytest.raises(ValueError, match=decision):
        answers_of(task, people.supervisor, given)
    at_target = warrant_of(case).received_at + timedelta(days=14, minutes=1)
    with time_machine.travel(at_target, tick=True):
        sweep.fire_due_timers()
        act(
            case,
            "manager_review",
            **given,
            evidence_of_death="The certificate.",
            evidence_not_wanted="The court's list.",
        )
        finish(case)
    assert ended(case) == ("No longer wanted", "CLOSED")


# --- who and by when ------------------------------------------------------------------------------


def test_whoever_it_was_given_to_has_the_search_and_else_the_whole_team() -> None:
    case = warrant_at("search")
    assert open_task(case, "search").owner == people_of(case).officer
    other = warrant_at("allocate")
    act(other, "allocate", officer="")
    assert open_task(other, "search").owner is None
    assert open_task(other, "search").role == Role.OFFICER


@pytest.mark.parametrize(("grade", "hours"), [("A", 24), ("B", 72), ("C", 168), ("U", 168)])
def test_the_first_attempt_is_due_by_its_grade_from_receipt(grade: str, hours: int) -> None:
    case = warrant_at("search", grade=grade)
    due = open_task(case, "search").due_at
    assert due == warrant_of(case).received_at + timedelta(hours=hours)


def test_of_a_grade_a_warrant_the_next_attempt_is_due_within_three_days() -> None:
    case = warrant_at("search")
    act(case, "search")
    last = warrant_of(case).attempts.get()
    due = open_task(case, "search").due_at
    assert due is not None
    assert due.astimezone(LONDON) == last.at.astimezone(LONDON) + timedelta(days=3)


def test_it_is_graded_and_circulated_within_a_day() -> None:
    case = warrant_at("grade")
    received = warrant_of(case).received_at
    assert open_task(case, "grade").due_at == received + timedelta(hours=24)
    act(case, "grade")
    assert open_task(case, "circulate").due_at == received + timedelta(hours=24)


def test_the_case_hears_that_they_are_wanted_and_of_the_court_date() -> None:
    case = warrant_at("search")
    assert case.changes.filter(kind=Change.Kind.WANTED).exists()
    arrested(case)
    assert case.changes.filter(kind=Change.Kind.COURT).exists()


# --- several at once, stopping, two people --------------------------------------------------------


def test_a_case_may_have_several_warrants_open() -> None:
    case = make_case()
    start("warrant", case)
    start("warrant", case)
    assert Intervention.objects.filter(case=case, finished=None).count() == 2


def stop(case: Case) -> None:
    row = intervention_of(case)
    actions.cancel(intervention=row, by=people_of(case).supervisor, reason="A fine.")


@pytest.mark.parametrize("step", ["grade", "circulate"])
def test_it_can_be_turned_away_before_anybody_is_circulated(step: str) -> None:
    case = warrant_at(step)
    stop(case)
    assert ended(case) == ("Withdrawn", "NOT_TAKEN_ON")


@pytest.mark.parametrize("step", ["allocate", "search"])
def test_once_they_are_circulated_it_ends_otherwise(step: str) -> None:
    case = warrant_at(step)
    with pytest.raises(Refused, match="It ends otherwise"):
        stop(case)
    assert step in open_steps(case)


def test_who_was_looking_is_told_that_nobody_needs_to_any_more() -> None:
    case = warrant_at("search")
    people = people_of(case)
    task = open_task(case, "search")
    answers = answers_of(task, people.officer, {"result": "NO_REPLY", **_no_reply()})
    act(case, "review", decision="COURT", court_reference="2509")
    with pytest.raises((Refused, Conflict)):
        actions.complete(task=task, by=people.officer, answers=answers)
    assert warrant_of(case).attempts.count() == 0


def _no_reply() -> dict[str, Any]:
    return {"place": "ELSEWHERE", "elsewhere": "14 Alder Court", "next_action": "Again."}


def test_without_dropping_the_rest_somebody_would_go_on_looking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    case = warrant_at("search")
    monkeypatch.setattr(flow, "drop_other_work", lambda activation: None)
    act(case, "review", decision="COURT", court_reference="2509")
    assert "search" in open_steps(case)
