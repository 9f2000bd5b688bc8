"""The reviews of an outstanding warrant: every 14 days, at the target, at twice the target."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.core.errors import NotAllowed, Refused
from casework.enforcement.warrants import actions as warrants
from casework.enforcement.warrants import rules
from casework.enforcement.warrants.models import WarrantState as S
from tests.makers_cases import people_of
from tests.makers_reassessment import assessed
from tests.makers_warrant_walk import (
    act,
    ended,
    surrendered,
    tomorrow,
    typed,
    warrant_at,
    warrant_of,
)
from tests.makers_work import do, open_steps, open_task
from workflows import sweep

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)


def sweep_at(moment: object) -> time_machine.travel:
    """The clock at that moment, and running."""
    return time_machine.travel(moment, tick=True)  # type: ignore[arg-type]


def test_a_supervisor_looks_every_14_days_until_the_target() -> None:
    case = warrant_at("search", grade="C")
    first = open_task(case, "review")
    assert first.role == Role.SUPERVISOR
    assert first.due_at == rules.review_due(warrant_of(case)).due_at
    with sweep_at(timezone.now() + timedelta(days=13)):
        act(case, "review")
        again = open_task(case, "review").due_at
        assert again is not None
        assert timedelta(days=13) < again - timezone.now() < timedelta(days=15)


def test_on_the_target_date_a_manager_looks() -> None:
    case = warrant_at("search")
    assessed(case)
    at_target = rules.target(warrant_of(case)).due_at
    with sweep_at(at_target - A_MINUTE):
        assert sweep.fire_due_timers() == 0
    with sweep_at(at_target + A_MINUTE):
        assert sweep.fire_due_timers() == 1
        assert sorted(open_steps(case)) == ["manager_review", "search"]
        assert warrant_of(case).state == S.REVIEW
        task = open_task(case, "manager_review")
        assert task.role == Role.MANAGER
        assert task.due_at == at_target + timedelta(hours=24)


def test_while_it_is_under_review_they_are_still_looked_for() -> None:
    case = warrant_at("search")
    with sweep_at(rules.target(warrant_of(case)).due_at + A_MINUTE):
        sweep.fire_due_timers()
        act(case, "search")
        assert warrant_of(case).state == S.REVIEW
        act(case, "manager_review")
        assert warrant_of(case).state == S.ATTEMPTED
        surrendered(case)
        act(case, "cancel_circulation")
        act(case, "tell_victims")
    assert ended(case) == ("Surrendered", "CLOSED")


def test_a_manager_sets_the_next_date_and_may_not_set_it_far_off() -> None:
    case = warrant_at("search")
    with sweep_at(rules.target(warrant_of(case)).due_at + A_MINUTE):
        sweep.fire_due_timers()
        with pytest.raises(Refused, match="within 14 days"):
            act(case, "manager_review", next_on=tomorrow(15))
        act(case, "manager_review", next_on=tomorrow(5))
        due = open_task(case, "manager_review").due_at
        assert due is not None
        assert timezone.localdate(due) == date.fromisoformat(tomorrow(5))


def test_a_supervisor_does_not_review_past_the_target() -> None:
    case = warrant_at("search")
    with (
        sweep_at(rules.target(warrant_of(case)).due_at + A_MINUTE),
        pytest.raises(NotAllowed, match="manager"),
    ):
        act(case, "review")


def test_at_twice_the_target_a_superintendent_looks_and_nobody_below() -> None:
    case = warrant_at("search")
    received = warrant_of(case).received_at
    with sweep_at(received + timedelta(days=14, hours=1)):
        sweep.fire_due_timers()
    with sweep_at(received + timedelta(days=28, hours=2)):
        assert sweep.fire_due_timers() == 1
        assert sorted(open_steps(case)) == ["search", "superintendent_review"]
        people = people_of(case)
        given = typed(case, "superintendent_review")
        with pytest.raises(NotAllowed, match="superintendent"):
            do(case, "superintendent_review", by=people.authoriser, **given)
        act(case, "superintendent_review")
        assert sorted(open_steps(case)) == ["later_review", "search"]
        act(case, "later_review")
        assert sorted(open_steps(case)) == ["later_review", "search"]
        assert sweep.fire_due_timers() == 0


def test_a_sweep_that_was_away_for_weeks_leads_straight_to_the_superintendent() -> None:
    case = warrant_at("search")
    assessed(case)
    with sweep_at(warrant_of(case).received_at + timedelta(days=40)):
        assert sweep.fire_due_timers() == 1
        assert sorted(open_steps(case)) == ["search", "superintendent_review"]


def test_a_warrant_graded_lower_is_not_overdue_when_a_shorter_target_passes() -> None:
    """The timer was set before anybody had graded it, for the shortest target."""
    case = warrant_at("search", grade="C")
    assessed(case)
    with sweep_at(warrant_of(case).received_at + timedelta(days=14, hours=1)):
        assert sweep.fire_due_timers() == 1
        assert "review" in open_steps(case)
        assert warrant_of(case).state == S.ALLOCATED
        assert sweep.fire_due_timers() == 0, "and the clock does not run in a circle"


def test_one_that_nobody_has_graded_comes_to_the_manager_where_it_is() -> None:
    case = warrant_at("grade")
    with sweep_at(warrant_of(case).received_at + timedelta(days=14, hours=1)):
        sweep.fire_due_timers()
        assert sorted(open_steps(case)) == ["grade", "manager_review"]
        assert warrant_of(case).state == S.RECEIVED
        act(case, "grade")
        assert "circulate" in open_steps(case)


def test_a_change_of_grade_moves_the_target_and_keeps_its_reason() -> None:
    case = warrant_at("search")
    before = warrant_of(case).target_at
    act(case, "review", decision="REGRADE", grade="B", reason="The victim has moved away.")
    warrant = warrant_of(case)
    assert (warrant.grade, warrant.grade_reason) == ("B", "The victim has moved away.")
    assert warrant.target_at is not None
    assert before is not None
    assert warrant.target_at - before == timedelta(days=7)


def test_without_the_timer_a_warrant_would_grow_old_unseen() -> None:
    """The red twin: no manager ever hears of it."""
    case = warrant_at("search")
    with sweep_at(rules.target(warrant_of(case)).due_at + timedelta(days=9)):
        assert open_task(case, "review").role == Role.SUPERVISOR


def test_noting_twice_that_it_is_overdue_changes_nothing() -> None:
    case = warrant_at("search")
    with sweep_at(rules.target(warrant_of(case)).due_at + A_MINUTE):
        sweep.fire_due_timers()
        again = warrants.note_overdue(warrant=warrant_of(case))
        assert again.state == S.REVIEW
