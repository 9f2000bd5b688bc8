"""A pause beside everything else that is done with a task, two people at one clock, and what a
look through all the rows finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from casework.accounts.models import Role
from casework.core.errors import Conflict, Refused
from casework.deadlines import actions as deadlines
from tests import makers
from tests.makers_cases import people_of
from tests.makers_escalations import a_task, ladder
from tests.makers_pauses import A_DAY, A_MONDAY, as_it_is, broken, due_on, end, pause
from workflows import actions
from workflows.actions import pausing as acting
from workflows.models import Escalation, Notice, Pause, Rung
from workflows.sweep import send_escalations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("versions_of_rules")]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(A_MONDAY, tick=True) as travelling:
        yield travelling


def test_neither_a_new_owner_nor_a_hold_touches_a_pause() -> None:
    task = a_task()
    people = people_of(task.case)
    made = pause(task)
    paused = as_it_is(task).due_at
    actions.put_back(task=task, by=people.officer, reason="On leave")
    officer = makers.make_user(Role.OFFICER, team=task.case.team)
    actions.assign(task=task, to=officer, by=people.supervisor)
    actions.hold_task(task=task, by=officer, reason="In hospital", days=2)
    assert as_it_is(task).due_at == paused
    assert Pause.objects.get() == made
    assert broken() == {}


def test_a_due_time_is_not_moved_while_its_clock_stands_still(clock: Any) -> None:
    task = a_task()
    supervisor = people_of(task.case).supervisor
    pause(task)
    with pytest.raises(Refused, match="End the pause first"):
        actions.move_due(task=task, by=supervisor, days=8, reason="At court.")
    clock.shift(A_DAY)
    end(task)
    actions.move_due(task=task, by=supervisor, days=8, reason="At court.")
    # What begins now has nothing to do with pauses that are over, and may be paused itself.
    assert (as_it_is(task).due_proof or {})["pauses"] == []
    assert due_on(task) == "Fri 18 23:59:59"
    assert broken() == {}
    clock.shift(A_DAY)
    pause(task, days=2)
    assert due_on(task) == "Tue 22 23:59:59"
    assert broken() == {}


def test_a_bank_holiday_noted_since_is_counted_with_the_pause() -> None:
    task = a_task()
    people = people_of(task.case)
    pause(task)
    second = makers.make_user(Role.MANAGER, force=task.case.force)
    row = deadlines.note_day(
        day=datetime(2026, 9, 11).date(),
        holiday="A royal wedding",
        by=people.manager,
        reason="The Gazette.",
    )
    deadlines.confirm(row=row, by=second)
    actions.count_again(task=task, by=people.supervisor, reason="The Gazette.")
    assert due_on(task) == "Tue 15 23:59:59"
    assert broken() == {}


def test_nobody_is_reminded_while_the_clock_stands_still(clock: Any) -> None:
    task = a_task()
    old = {row.pk for row in ladder(task).values()}
    made = pause(task, days=10)
    rows = Escalation.objects.filter(task=task)
    assert {row.how for row in rows.filter(pk__in=old)} == {Escalation.How.MOVED}
    assert {row.rung for row in rows.unsettled()} == set(Rung.values)
    assert min(row.send_at for row in rows.unsettled()) >= made.until
    clock.move_to(made.until - timedelta(minutes=1))
    send_escalations()
    assert not Notice.objects.filter(task=task).exists()


def test_a_due_time_that_is_moved_back_to_where_it_was_has_its_ladder_again() -> None:
    task = a_task()
    supervisor = people_of(task.case).supervisor
    for days in (7, 8, 7):
        actions.move_due(task=task, by=supervisor, days=days, reason="At court.")
    assert set(Escalation.objects.filter(task=task).unsettled().values_list("rung", flat=True)) == (
        set(Rung.values)
    )


# --- two people at once ---------------------------------------------------------------------------


def test_who_was_second_is_told_who_was_first() -> None:
    task = a_task()
    people, seen = people_of(task.case), task.due_at
    pause(task, by=people.manager)
    with pytest.raises(Conflict, match="stands still already") as conflict:
        pause(task, seen=seen)
    assert conflict.value.by == people.manager.display_name
    with pytest.raises(Conflict, match="moved the due time"):
        end(task, seen=seen)
    end(task, by=people.manager)
    with pytest.raises(Conflict, match="ended this pause") as conflict:
        end(task)
    assert conflict.value.by == people.manager.display_name
    assert Pause.objects.count() == 1


def test_whoever_saw_another_due_time_looks_again() -> None:
    task = a_task()
    people, seen = people_of(task.case), task.due_at
    actions.move_due(task=task, by=people.manager, days=5, reason="At court.")
    with pytest.raises(Conflict) as conflict:
        pause(task, seen=seen)
    assert conflict.value.by == people.manager.display_name
    assert not Pause.objects.exists()


def test_who_names_a_due_time_that_never_was_looks_again() -> None:
    with pytest.raises(Refused, match="Open the page again"):
        pause(a_task(), seen=A_MONDAY)


def test_a_clock_that_runs_has_no_pause_to_end() -> None:
    with pytest.raises(Refused, match="not paused"):
        end(a_task())


# --- red twins: what a look through all the rows finds --------------------------------------------

PROMISE = "Every due time is counted with the pauses of its task, and with no others"


def test_a_clock_that_ignores_its_pause_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    task = a_task()
    monkeypatch.setattr(acting, "put", lambda *_args, **_more: None)
    pause(task)
    assert broken() == {
        PROMISE: [f"task {task.pk}: its clock stood still otherwise than its pauses say"]
    }


def test_a_clock_that_stands_still_on_after_its_pause_ended_is_found(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = a_task()
    pause(task)
    clock.shift(A_DAY)
    monkeypatch.setattr(acting, "put", lambda *_args, **_more: None)
    end(task)
    assert set(broken()) == {PROMISE}
