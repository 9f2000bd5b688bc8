"""A task on hold: how long, by whom, its end by hand and by the clock, and what stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from casework.accounts.models import Role
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused
from tests import makers
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_work import do, letter_at, safe_contact
from tests.superuser import guards_off
from workflows import actions, checkup, holding, sweep
from workflows.models import HoldExtension, Task, TaskHold
from workflows.worklist import queries

pytestmark = pytest.mark.django_db
WHY = "The tenancy is being checked."


def held(task: Task | None = None, *, days: int = 5) -> TaskHold:
    task = task or letter_at("check_contact")
    by = people_of(task.case).officer
    return actions.hold_task(task=task, by=by, reason=WHY, days=days)


def sql(statement: str, *values: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


# --- begun ----------------------------------------------------------------------------------------


def test_a_hold_says_until_when_and_why_and_moves_no_due_time() -> None:
    task = letter_at("check_contact")
    with assert_one_event("task.held"):
        hold = held(task)
    assert hold.until > timezone.now() + timedelta(days=4)
    assert Task.objects.get(pk=task.pk).due_at == task.due_at


def test_a_hold_may_last_until_a_date() -> None:
    task = letter_at("check_contact")
    day = timezone.localdate() + timedelta(days=3)
    by = people_of(task.case).officer
    hold = actions.hold_task(task=task, by=by, reason=WHY, until_on=day)
    assert timezone.localdate(hold.until) == day
    assert timezone.localdate(hold.until + timedelta(seconds=1)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "either a number of working days or a date"),
        ({"days": 3, "until_on": "tomorrow"}, "either a number"),
        ({"days": 0}, "at least 1 working day"),
        ({"days": 21}, "at most 20 working days"),
        ({"days": 10**9}, "at most 20 working days"),
        ({"until_on": "yesterday"}, "today or in the future"),
        ({"until_on": "far"}, "at most 20 working days"),
        ({"days": 3, "reason": " "}, "Say why"),
    ],
)
def test_a_length_that_does_not_hold_is_refused(given: dict[str, object], sentence: str) -> None:
    task = letter_at("check_contact")
    today = timezone.localdate()
    days = {"tomorrow": 1, "yesterday": -1, "far": 60}
    if "until_on" in given:
        given = given | {"until_on": today + timedelta(days=days[str(given["until_on"])])}
    with pytest.raises(Refused, match=sentence):
        actions.hold_task(
            **{"task": task, "by": people_of(task.case).officer, "reason": WHY} | given  # type: ignore[arg-type]
        )
    assert not TaskHold.objects.exists()


def test_only_who_has_the_task_or_leads_puts_it_on_hold() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    with pytest.raises(NotAllowed, match="or a supervisor"):
        actions.hold_task(task=task, by=people.analyst, reason=WHY, days=2)
    stranger = makers.make_user(Role.OFFICER)
    with pytest.raises(NotVisible):
        actions.hold_task(task=task, by=stranger, reason=WHY, days=2)
    assert actions.hold_task(task=task, by=people.supervisor, reason=WHY, days=2)


def test_without_the_check_anybody_on_the_case_could(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    task = letter_at("check_contact")
    monkeypatch.setattr("workflows.permissions.check_can_hold", lambda _user, _task: None)
    assert actions.hold_task(task=task, by=people_of(task.case).analyst, reason=WHY, days=2)


def test_a_task_is_on_hold_once() -> None:
    task = letter_at("check_contact")
    held(task)
    with pytest.raises(Conflict, match="already on hold"):
        held(task)


# --- longer, ended --------------------------------------------------------------------------------


def test_a_hold_is_made_longer_and_how_it_was_is_kept() -> None:
    hold = held(days=2)
    by = people_of(hold.task.case).supervisor
    with assert_one_event("task.hold_extended"):
        actions.extend_hold(task=hold.task, by=by, reason="Still no answer.", days=6)
    (longer,) = HoldExtension.objects.all()
    assert (longer.until_before, longer.by, longer.reason) == (hold.until, by, "Still no answer.")
    assert TaskHold.objects.get().until == longer.until_after > hold.until


def test_a_hold_is_not_made_longer_by_less() -> None:
    hold = held(days=5)
    with pytest.raises(Refused, match="already lasts"):
        actions.extend_hold(
            task=hold.task, by=people_of(hold.task.case).officer, reason="Why.", days=5
        )
    assert not HoldExtension.objects.exists()


def test_a_hold_ends_early_with_a_reason_and_may_begin_again() -> None:
    hold = held()
    by = people_of(hold.task.case).officer
    with pytest.raises(Refused, match="Say why"):
        actions.end_hold(task=hold.task, by=by, reason="")
    with assert_one_event("task.hold_ended"):
        actions.end_hold(task=hold.task, by=by, reason="They answered.")
    ended = TaskHold.objects.get()
    assert (ended.ended_how, ended.ended_by, ended.ended_reason) == (
        "BY_HAND",
        by,
        "They answered.",
    )
    with pytest.raises(Refused, match="no longer on hold"):
        actions.end_hold(task=hold.task, by=by, reason="Again.")
    assert held(hold.task).pk != hold.pk


def test_the_clock_ends_a_hold_once_and_not_a_minute_early() -> None:
    hold = held()
    assert sweep.end_holds() == 0
    with time_machine.travel(hold.until + timedelta(minutes=6), tick=True):
        assert list(checkup.holds_run_out())
        with assert_one_event("task.hold_ended"):
            assert sweep.end_holds() == 1
        assert sweep.end_holds() == 0
        assert not actions.end_spent_hold(hold=hold)
        assert list(checkup.holds_run_out()) == []
    assert TaskHold.objects.get().ended_how == "RUN_OUT"


def test_a_hold_made_longer_meanwhile_is_left_by_the_clock() -> None:
    hold = held(days=1)
    with time_machine.travel(hold.until - timedelta(hours=1), tick=True):
        by = people_of(hold.task.case).supervisor
        actions.extend_hold(task=hold.task, by=by, reason="Longer.", days=3)
    with time_machine.travel(hold.until + timedelta(minutes=1), tick=True):
        assert sweep.end_holds() == 0


def test_a_hold_stays_with_the_task_whoever_gets_it() -> None:
    hold = held()
    people = people_of(hold.task.case)
    colleague = people.colleague
    actions.assign(task=hold.task, to=colleague, by=people.supervisor)
    actions.put_back(task=hold.task, by=colleague, reason="On leave.")
    actions.take(task=hold.task, by=colleague)
    there = holding.live_hold(hold.task)
    assert there is not None
    assert (there.pk, there.until, there.by) == (hold.pk, hold.until, people.officer)
    actions.end_hold(task=hold.task, by=colleague, reason="Answered.")


def test_a_task_that_is_done_takes_its_hold_with_it() -> None:
    hold = held()
    case = hold.task.case
    do(case, "check_contact", by=people_of(case).officer, **safe_contact(case))
    assert not TaskHold.objects.live().exists()
    assert sweep.end_holds() == 1
    assert TaskHold.objects.get().ended_how == "TASK_OVER"


def test_one_hold_that_fails_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = held(), held()
    end = actions.end_spent_hold

    def fail_for_one(*, hold: TaskHold) -> bool:
        if hold.pk == one.pk:
            raise RuntimeError("1 Mill Lane")
        return end(hold=hold)

    monkeypatch.setattr(sweep, "end_spent_hold", fail_for_one)
    with time_machine.travel(max(one.until, other.until) + timedelta(minutes=1), tick=True):
        assert sweep.end_holds() == 1
    assert "RuntimeError" in caplog.text
    assert "Mill Lane" not in caplog.text


# --- lists ----------------------------------------------------------------------------------------


def test_a_held_task_stands_apart_in_every_count() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    days = queries.Days.at(timezone.now())
    assert sum(queries.own_counts(people.officer, days).values()) == 1
    held(task)
    assert sum(queries.own_counts(people.officer, days).values()) == 0
    assert list(queries.own_held(people.officer)) == [task]
    counts = queries.team_counts(people.supervisor, days)
    assert (counts["held"], counts["everything"]) == (1, 1)


# --- the database ---------------------------------------------------------------------------------

LIVE = "INSERT INTO workflows_taskhold (task_id, reason, by_id, begun_at, until, ended_how, "
LIVE += "ended_reason) SELECT task_id, reason, by_id, begun_at, until, '', '' "
LIVE += "FROM workflows_taskhold WHERE id = %s"


def test_the_database_keeps_one_live_hold_of_a_task() -> None:
    hold = held()
    with pytest.raises(IntegrityError):
        sql(LIVE, hold.pk)


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'Another'",
        "reason = ''",
        "begun_at = '2020-01-01'",
        "until = begun_at",
        "task_id = task_id + 1",
        "ended_how = 'RUN_OUT'",
        "ended_at = begun_at, ended_how = 'BY_HAND', ended_reason = 'x'",
        "ended_at = begun_at, ended_how = 'NOBODY_KNOWS'",
    ],
)
def test_the_database_refuses_to_change_what_was_said_of_a_hold(change: str) -> None:
    hold = held()
    with pytest.raises(DatabaseError):
        sql(f"UPDATE workflows_taskhold SET {change} WHERE id = %s", hold.pk)
    assert TaskHold.objects.filter(pk=hold.pk, reason=WHY, ended_at=None, until=hold.until).exists()


def test_the_database_removes_no_hold_and_opens_none_again() -> None:
    hold = held()
    actions.end_hold(task=hold.task, by=people_of(hold.task.case).officer, reason="Over.")
    for statement in (
        "DELETE FROM workflows_taskhold WHERE id = %s",
        "UPDATE workflows_taskhold SET ended_at = NULL, ended_by_id = NULL, ended_how = '', "
        "ended_reason = '' WHERE id = %s",
    ):
        with pytest.raises(DatabaseError):
            sql(statement, hold.pk)


def test_the_database_keeps_every_extension() -> None:
    hold = held(days=2)
    by = people_of(hold.task.case).officer
    actions.extend_hold(task=hold.task, by=by, reason="Longer.", days=4)
    for statement in (
        "DELETE FROM workflows_holdextension WHERE hold_id = %s",
        "UPDATE workflows_holdextension SET reason = 'Other' WHERE hold_id = %s",
    ):
        with pytest.raises(DatabaseError):
            sql(statement, hold.pk)


def test_without_the_guards_a_hold_could_be_rewritten() -> None:
    """The red twin."""
    hold = held()
    with guards_off():
        assert sql("UPDATE workflows_taskhold SET reason = 'Another' WHERE id = %s", hold.pk)
