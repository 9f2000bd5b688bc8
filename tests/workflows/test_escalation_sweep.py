"""The sweep of deadlines: off for a week, at a clock that jumps, with a row that fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from casework.accounts.models import User
from tests.makers_cases import make_case
from tests.makers_escalations import HOUR, WEEK, a_task, at, ladder, sql
from tests.makers_work import letter_at
from tests.superuser import guards_off
from workflows import checkup, escalating, sweep
from workflows.models import Escalation, Notice, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> Task:
    return a_task()


# --- whatever the sweep and the clock do ----------------------------------------------------------


def test_a_sweep_that_was_off_for_a_week_misses_none_repeats_none_and_keeps_the_order(
    task: Task,
) -> None:
    other = letter_at("check_contact")
    with at(task.due_at, after=WEEK):
        assert sweep.send_escalations() == 10
        assert sweep.send_escalations() == 0
    sent = [notice.escalation.send_at for notice in Notice.objects.order_by("pk")]
    assert sent == sorted(sent)
    assert {notice.task_id for notice in Notice.objects.all()} == {task.pk, other.pk}


def test_a_clock_that_goes_back_two_hours_sends_nothing_twice(task: Task) -> None:
    with at(task.due_at):
        assert sweep.send_escalations() == 4
    with at(task.due_at, after=-2 * HOUR):
        assert sweep.send_escalations() == 0
    with at(task.due_at):
        assert sweep.send_escalations() == 0


def test_a_clock_that_jumps_ahead_two_days_and_back_sends_nothing_a_second_time(
    task: Task,
) -> None:
    with at(task.due_at, after=timedelta(days=2)):
        assert sweep.send_escalations() == 5
    with at(task.created):
        assert sweep.send_escalations() == 0
    with at(task.due_at, after=timedelta(days=3)):
        assert sweep.send_escalations() == 0


def test_without_the_mark_everybody_is_told_again(task: Task) -> None:
    """The red twin: with it gone, only the database still refuses."""
    with at(task.due_at):
        sweep.send_escalations()
        with guards_off():
            Escalation.objects.filter(task=task).update(settled_at=None, how="")
        assert sweep.send_escalations() == 0
        assert Escalation.objects.late(timezone.now()).count() == 4


def test_one_that_fails_is_logged_by_number_and_the_others_go_on(
    task: Task, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    letter_at("check_contact")
    poisoned = ladder(task)["WARN"]
    told_of = escalating.told

    def fail_for_one(row: Escalation, today: escalating.Today) -> list[User]:
        if row == poisoned:
            raise RuntimeError("1 Mill Lane")
        return told_of(row, today)

    monkeypatch.setattr("workflows.escalating.told", fail_for_one)
    with at(task.due_at, after=WEEK):
        assert sweep.send_escalations() == 9
    assert f"escalation {poisoned.pk} failed: RuntimeError" in caplog.text
    assert "Mill Lane" not in caplog.text
    monkeypatch.undo()
    with at(task.due_at, after=WEEK + HOUR):
        assert sweep.send_escalations() == 1


def test_a_run_ends_in_time_and_the_next_goes_on(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "MOST_IN_A_RUN", 3)
    with at(task.due_at, after=WEEK):
        assert [sweep.send_escalations() for _ in range(3)] == [3, 2, 0]


@pytest.fixture
def statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def test_a_sweep_costs_by_what_is_due_and_not_by_what_is_open(
    task: Task, statements: list[str]
) -> None:
    """With nothing due: two statements, of which each is answered by the index of what is still
    to be sent."""
    statements.clear()
    assert sweep.send_escalations() == 0
    assert [sql.split()[0] for sql in statements if "SAVEPOINT" not in sql] == ["UPDATE", "SELECT"]
    late = Escalation.objects.late(timezone.now())
    if connection.vendor == "postgresql":
        sql("SET LOCAL enable_seqscan = off")
    for rows in (late.values("pk"), late.filter(task__finished__isnull=False).values("pk")):
        assert "escalation_to_send" in rows.explain()


def test_what_is_sent_together_takes_few_statements_for_each(
    task: Task, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of one transaction are locked, marked, told of and written down together."""
    for _ in range(3):
        letter_at("check_contact", make_case(team=task.case.team))
    with at(task.due_at, after=WEEK):
        statements.clear()
        assert sweep.send_escalations() == 20
        together = len(statements)
    assert together < 20 * 6
    for _ in range(4):
        letter_at("check_contact", make_case(team=task.case.team))
    monkeypatch.setattr(sweep, "AT_ONCE", 1)  # the red twin
    with at(task.due_at, after=WEEK):
        statements.clear()
        assert sweep.send_escalations() == 20
    assert len(statements) > 1.5 * together


def test_more_tasks_of_the_same_people_take_no_more_statements(
    task: Task, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sees what is asked of all that is sent together, and not of each."""

    def asked() -> int:
        with at(task.due_at, after=WEEK):
            statements.clear()
            assert sweep.send_escalations() in (5, 20)
        return sum(sql.startswith("SELECT") for sql in statements)

    of_one = asked()
    for _ in range(4):
        letter_at("check_contact", make_case(team=task.case.team))
    of_four = asked()
    for _ in range(4):
        letter_at("check_contact", make_case(team=task.case.team))
    monkeypatch.setattr("workflows.actions.escalating.asked_together", lambda _: nullcontext())
    assert asked() >= of_four + 10  # the red twin
    assert of_four <= of_one + 2


def test_without_its_index_the_sweep_looks_at_everything(task: Task) -> None:
    """The red twin."""
    every = Escalation.objects.filter(how="", send_at__lte=timezone.now())
    assert "escalation_to_send" not in every.explain()


def test_the_doctor_says_when_reminders_are_late(task: Task) -> None:
    with at(task.due_at, after=HOUR):
        (said,) = checkup.reminders_are_sent()
        assert "4 in all" in said
        sweep.send_escalations()
        assert not list(checkup.reminders_are_sent())
