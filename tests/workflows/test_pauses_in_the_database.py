"""What the database itself refuses of pauses, whatever statement is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from casework.clocks import Kind, Source
from casework.clocks.pauses import PAUSABLE
from tests.makers_cases import people_of
from tests.makers_escalations import a_task, ladder, sql
from tests.makers_pauses import A_MONDAY, WHY
from tests.superuser import guards_off
from workflows import actions
from workflows.models import DueChange, Pause, Task

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(A_MONDAY, tick=True) as travelling:
        yield travelling


def paused() -> Task:
    task = a_task()
    actions.pause_clock(task=task, by=people_of(task.case).supervisor, days=3, reason=WHY)
    return task


def with_rule(task: Task, **changes: str) -> Task:
    """As if its step were due by a rule of others."""
    proof = task.due_proof or {}
    rule = proof["rule"] | changes
    Task.objects.filter(pk=task.pk).update(due_proof=proof | {"rule": rule})
    return Task.objects.get(pk=task.pk)


def inserted(task: Task, **changes: Any) -> Pause:
    """Past the actions, by a statement of its own."""
    now = timezone.now()
    row = {
        "task": task,
        "reason": WHY,
        "by": people_of(task.case).supervisor,
        "begun_at": now,
        "until": now + 24 * HOUR,
    }
    with transaction.atomic():
        return Pause.objects.create(**row | changes)


def test_what_is_in_order_is_let_in() -> None:
    """So that what is refused below is refused for what is wrong with it."""
    task = a_task()
    first = inserted(task)
    assert inserted(task, begun_at=first.until, until=first.until + HOUR).pk


@pytest.mark.parametrize(
    "changes",
    [{"source": str(Source.LAW)}, {"source": str(Source.GUIDANCE)}]
    + [{"kind": str(each)} for each in Kind if each not in PAUSABLE],
)
def test_no_due_time_that_others_set_gets_a_pause(changes: dict[str, str]) -> None:
    task = with_rule(a_task(), **changes)
    with pytest.raises(DatabaseError, match="Only a due time that the force sets itself"):
        inserted(task)
    assert not Pause.objects.exists()


def test_nor_does_one_that_was_moved_since() -> None:
    task = with_rule(a_task(), source=str(Source.GUIDANCE))
    actions.move_due(task=task, by=people_of(task.case).manager, days=8, reason="At court.")
    with pytest.raises(DatabaseError, match="Only a due time that the force sets itself"):
        inserted(task)


@pytest.mark.parametrize("source", [Source.LAW, Source.GUIDANCE])
def test_no_such_due_time_is_counted_with_a_pause(source: Source) -> None:
    task = with_rule(a_task(), source=str(source))
    proof = (task.due_proof or {}) | {"pauses": [{"from": "x", "to": "y"}]}
    with pytest.raises(DatabaseError, match="Only a due time"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(due_proof=proof)
    of_the_force = paused()
    rule = (of_the_force.due_proof or {})["rule"] | {"source": str(source)}
    proof = (of_the_force.due_proof or {}) | {"rule": rule}
    with pytest.raises(DatabaseError, match="Only a due time"), transaction.atomic():
        Task.objects.filter(pk=of_the_force.pk).update(due_proof=proof)


def test_without_the_guards_a_clock_of_the_law_gets_its_pause() -> None:
    task = with_rule(a_task(), source=str(Source.LAW))
    with guards_off():
        assert inserted(task).pk


@pytest.mark.parametrize(
    "begins", [timedelta(0), 12 * HOUR, -12 * HOUR], ids=["at once", "within", "around"]
)
def test_no_two_pauses_of_a_task_overlap(begins: timedelta) -> None:
    task = a_task()
    with time_machine.travel(A_MONDAY + 24 * HOUR):
        first = inserted(task)
    at = first.begun_at + begins
    with pytest.raises(DatabaseError, match="after the one before it"):
        inserted(task, begun_at=at, until=at + 30 * HOUR)


def test_after_a_pause_that_ended_sooner_another_may_begin() -> None:
    task = paused()
    with time_machine.travel(A_MONDAY + 5 * HOUR):
        actions.end_pause(task=task, by=people_of(task.case).manager, reason="Home again.")
        assert inserted(task).pk


@pytest.mark.parametrize(
    "changes",
    [
        {"begun_at": A_MONDAY - HOUR},
        {"begun_at": A_MONDAY + 200 * HOUR, "until": A_MONDAY + 201 * HOUR},
        {"ended_at": A_MONDAY + HOUR, "ended_reason": "x"},
    ],
    ids=["before there was the task", "after it was due", "ended from the first"],
)
def test_a_pause_begins_while_there_is_time_and_ends_later(changes: dict[str, Any]) -> None:
    task = a_task()
    if "ended_at" in changes:
        changes = changes | {"ended_by": people_of(task.case).supervisor}
    with pytest.raises(DatabaseError, match="while an open task still has time"):
        inserted(task, **changes)


def test_a_task_that_is_over_gets_none() -> None:
    task = a_task()
    actions.cancel(intervention=task.process, by=people_of(task.case).manager, reason="No need")
    with pytest.raises(DatabaseError, match="while an open task still has time"):
        inserted(task)


@pytest.mark.parametrize(
    "changes", [{"reason": ""}, {"until": A_MONDAY - HOUR}], ids=["no reason", "ends before"]
)
def test_a_pause_has_a_reason_and_a_length(changes: dict[str, Any]) -> None:
    task = a_task()
    with pytest.raises(IntegrityError):
        inserted(task, **changes)


ENDED = "ended_at = begun_at, ended_by_id = by_id, ended_reason = 'x'"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE workflows_pause SET reason = 'x'",
        "UPDATE workflows_pause SET until = begun_at",
        "UPDATE workflows_pause SET begun_at = until",
        "DELETE FROM workflows_pause",
        f"UPDATE workflows_pause SET reason = 'x', {ENDED}",
        f"UPDATE workflows_pause SET task_id = task_id + 1, {ENDED}",
        "UPDATE workflows_pause SET ended_at = begun_at",
        "UPDATE workflows_pause SET ended_at = begun_at, ended_by_id = by_id",
        "UPDATE workflows_pause SET ended_at = until, ended_by_id = by_id, ended_reason = 'x'",
    ],
)
def test_the_ledger_is_never_changed_but_for_an_end(attack: str) -> None:
    paused()
    with pytest.raises(DatabaseError):
        sql(attack)
    assert sql(f"UPDATE workflows_pause SET {ENDED}") == 1


def test_what_ended_stays_ended() -> None:
    task = paused()
    actions.end_pause(task=task, by=people_of(task.case).manager, reason="Home again.")
    with pytest.raises(DatabaseError):
        sql("UPDATE workflows_pause SET ended_at = NULL, ended_by_id = NULL, ended_reason = ''")
    with pytest.raises(DatabaseError):
        sql(f"UPDATE workflows_pause SET {ENDED}")


def test_nothing_is_put_in_the_place_of_a_pause() -> None:
    paused()
    attack = "INSERT OR REPLACE INTO workflows_pause SELECT * FROM workflows_pause"
    if connection.vendor == "postgresql":
        attack = "TRUNCATE workflows_pause"
    with pytest.raises(DatabaseError):
        sql(attack)


def test_a_due_time_moves_for_a_cause_that_is_known() -> None:
    paused()
    columns = "task_id, before, before_proof, after, reason, by_id, at"
    attack = f"INSERT INTO workflows_duechange (cause, {columns}) SELECT %s, {columns} FROM "
    with pytest.raises(IntegrityError):
        sql(f"{attack} workflows_duechange", "SLEPT")
    assert sql(f"{attack} workflows_duechange", DueChange.Cause.RESUMED) == 1


def test_a_ladder_keeps_its_rows_where_a_due_time_comes_back() -> None:
    """What is still to be sent is there once, and nothing is put in its place."""
    task = a_task()
    rung = next(iter(ladder(task)))
    columns = "task_id, rung, send_at, settled_at, how, by_id, reason"
    insert = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    for attack in (insert, "INSERT INTO"):
        with pytest.raises(DatabaseError):
            sql(
                f"{attack} workflows_escalation ({columns}) SELECT {columns} "
                "FROM workflows_escalation WHERE task_id = %s AND rung = %s",
                task.pk,
                rung,
            )
