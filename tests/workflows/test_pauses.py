"""The clock of a task stands still only where the force sets the time itself, for as long as a
lead says and why; the due time is counted again with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework import clocks
from casework.accounts.models import Role, RoleGrant, User
from casework.audit.models import Event
from casework.clocks import LONDON, Source
from casework.core.errors import NotAllowed, Refused
from tests.makers_cases import people_of
from tests.makers_escalations import a_task
from tests.makers_pauses import (
    A_DAY,
    A_MONDAY,
    WHY,
    as_it_is,
    broken,
    due_on,
    end,
    minutes_from,
    pause,
)
from workflows import actions, pausing, permissions
from workflows.models import DueChange, Escalation, Pause, Rung, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("versions_of_rules")]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(A_MONDAY, tick=True) as travelling:
        yield travelling


def with_source(task: Task, source: Source) -> Task:
    """As if others set the rule of its step."""
    proof = task.due_proof or {}
    rule = proof["rule"] | {"source": str(source)}
    Task.objects.filter(pk=task.pk).update(due_proof=proof | {"rule": rule})
    return as_it_is(task)


def with_rule(task: Task, rule: clocks.Rule) -> Task:
    """As if its step were due by another rule."""
    deadline = clocks.due(timezone.now(), rule, clocks.Nation.E)
    change = DueChange.objects.create(
        task=task,
        cause=DueChange.Cause.PERSON,
        before=task.due_at,
        before_proof=task.due_proof,
        after=deadline.due_at,
        reason="For a test",
        by=people_of(task.case).manager,
        at=timezone.now(),
    )
    Task.objects.filter(pk=task.pk).update(
        due_at=deadline.due_at, due_proof=deadline.proof, due_change=change
    )
    return as_it_is(task)


# --- a pause --------------------------------------------------------------------------------------


def test_a_pause_moves_the_due_time_by_the_days_that_were_not_counted() -> None:
    task = a_task()
    assert due_on(task) == "Thu 10 23:59:59"
    made = pause(task)
    assert (made.begun_at, made.until) == (
        pytest.approx(A_MONDAY, abs=timedelta(minutes=1)),
        datetime(2026, 9, 10, tzinfo=LONDON),
    )
    # Tuesday and Wednesday; the Monday on which it started is not counted anyway.
    assert due_on(task) == "Mon 14 23:59:59"
    assert broken() == {}


def test_the_row_and_the_event_keep_what_the_due_time_was_and_why() -> None:
    task = a_task()
    before, proof = task.due_at, task.due_proof
    assert before is not None
    made = pause(task)
    change = DueChange.objects.get()
    assert (change.before, change.before_proof) == (before, proof)
    assert (change.cause, change.reason) == (DueChange.Cause.PAUSED, WHY)
    [event] = Event.objects.filter(verb="task.paused")
    assert event.payload.body["reason"] == WHY
    assert event.payload.body["after"]["pause"] == made.pk
    assert not Event.objects.filter(verb="task.due_moved").exists()


def test_the_proof_names_the_pause_and_each_day_it_took() -> None:
    task = a_task()
    made = pause(task)
    proof = as_it_is(task).due_proof or {}
    assert proof["pauses"] == [
        {"from": made.begun_at.isoformat(), "to": "2026-09-09T23:00:00+00:00"}
    ]
    still = [step["day"] for step in proof["steps"] if "stood_still" in step]
    assert still == ["2026-09-08", "2026-09-09"]


def test_a_pause_that_ends_as_planned_needs_nobody_and_another_may_follow(clock: Any) -> None:
    task = a_task()
    pause(task, days=2)
    assert due_on(task) == "Fri 11 23:59:59"
    clock.move_to(A_MONDAY + 2 * A_DAY)
    assert pausing.live_pause(task, timezone.now()) is None
    pause(task, days=1)
    assert due_on(task) == "Mon 14 23:59:59"
    assert len((as_it_is(task).due_proof or {})["pauses"]) == 2
    assert broken() == {}


def test_a_pause_ended_sooner_gives_back_the_days_it_did_not_take(clock: Any) -> None:
    task = a_task()
    pause(task)
    clock.move_to(A_MONDAY + 2 * A_DAY)
    ended = end(task)
    assert ended.ended_by == people_of(task.case).supervisor
    assert ended.ends == ended.ended_at
    assert due_on(task) == "Fri 11 23:59:59"
    causes = [change.cause for change in DueChange.objects.all()]
    assert causes == [DueChange.Cause.PAUSED, DueChange.Cause.RESUMED]
    assert Event.objects.filter(verb="task.pause_ended").count() == 1
    assert broken() == {}


def test_a_pause_ended_the_same_day_leaves_the_due_time_where_it_was(clock: Any) -> None:
    task = a_task()
    before = task.due_at
    pause(task)
    clock.shift(timedelta(hours=2))
    end(task)
    assert as_it_is(task).due_at == before
    unsettled = Escalation.objects.filter(task=task).unsettled()
    assert {row.rung for row in unsettled} == set(Rung.values)
    assert unsettled.get(rung=Rung.OVERDUE).send_at == before
    assert broken() == {}


def test_a_clock_that_was_set_back_pauses_nothing_until_it_is_right(clock: Any) -> None:
    task = a_task()
    pause(task)
    clock.shift(timedelta(hours=3))
    end(task)
    clock.shift(timedelta(hours=-1))
    with pytest.raises(Refused, match="was set back"):
        pause(task)


def test_hours_stand_still_to_the_minute(clock: Any) -> None:
    task = with_rule(a_task(), clocks.hours(24))
    pause(task, days=1)
    assert minutes_from(task, A_MONDAY + timedelta(hours=14 + 24)) == 0
    clock.move_to(A_MONDAY + timedelta(hours=3))
    end(task)
    assert minutes_from(task, A_MONDAY + timedelta(hours=3 + 24)) == 0
    assert broken() == {}


@pytest.mark.parametrize("days", [1, 10])
def test_a_pause_over_a_weekend_is_in_working_days(days: int, clock: Any) -> None:
    clock.move_to(datetime(2026, 9, 12, 9, tzinfo=LONDON))  # a Saturday
    task = a_task()
    last = datetime(2026, 9, 15, tzinfo=LONDON) if days == 1 else datetime(2026, 9, 26)
    assert pausing.until(task, timezone.now(), days) == last.astimezone(LONDON)


# --- who, and what never pauses -------------------------------------------------------------------


def test_only_a_lead_pauses_and_never_the_clock_of_a_task_of_their_own() -> None:
    task = a_task()
    case, people = task.case, people_of(task.case)
    with pytest.raises(NotAllowed, match="supervisor or manager"):
        pause(task, by=people.officer)
    RoleGrant.objects.create(
        user=people.supervisor,
        role=Role.OFFICER,
        force=case.force,
        team=case.team,
        starts_on=A_MONDAY.date(),
    )
    has_it = User.objects.get(pk=people.supervisor.pk)
    actions.assign(task=task, to=has_it, by=people.manager, over_limit="Nobody else")
    with pytest.raises(NotAllowed, match="somebody else"):
        pause(task, by=has_it)
    pause(task, by=people.manager)
    with pytest.raises(NotAllowed, match="somebody else"):
        end(task, by=has_it)


def test_nobody_pauses_the_clock_of_a_task_that_names_them_beside_its_owner() -> None:
    task = a_task()
    Task.objects.filter(pk=task.pk).update(also_for=people_of(task.case).supervisor)
    with pytest.raises(NotAllowed, match="somebody else"):
        pause(as_it_is(task))


def test_without_the_check_an_officer_pauses_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    task = a_task()
    monkeypatch.setattr(permissions, "check_can_pause", lambda *_args: None)
    assert pause(task, by=people_of(task.case).officer).pk


@pytest.mark.parametrize(
    ("source", "sentence"),
    [(Source.LAW, "The law sets this time"), (Source.GUIDANCE, "Guidance sets this time")],
)
def test_what_others_set_never_pauses(source: Source, sentence: str) -> None:
    task = with_source(a_task(), source)
    with pytest.raises(Refused, match=sentence):
        pause(task)
    assert not Pause.objects.exists()


def test_what_guidance_set_never_pauses_because_somebody_moved_it() -> None:
    task = with_source(a_task(), Source.GUIDANCE)
    actions.move_due(task=task, by=people_of(task.case).manager, days=8, reason="At court.")
    assert (as_it_is(task).due_proof or {})["rule"]["source"] == Source.LOCAL
    with pytest.raises(Refused, match="Guidance sets this time"):
        pause(task)


def test_without_the_refusal_neither_the_count_nor_the_database_lets_a_clock_of_the_law_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = with_source(a_task(), Source.LAW)
    monkeypatch.setattr(pausing, "why_never_paused", lambda _task: None)
    with pytest.raises(ValueError, match="Only a time that the force sets itself"):
        pause(task)
    assert due_on(task) == "Thu 10 23:59:59"


def test_a_time_in_months_never_pauses() -> None:
    task = with_rule(a_task(), clocks.months_beginning_with(1))
    with pytest.raises(Refused, match="in months"):
        pause(task)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days": 0}, "from 1 to 10"),
        ({"days": 11}, "from 1 to 10"),
        ({"days": 10**6}, "from 1 to 10"),
        ({"reason": " "}, "Say why"),
        # On its first day, of which nothing is counted.
        ({"days": 1}, "so short a pause"),
    ],
)
def test_a_pause_that_makes_no_sense_is_refused(changes: dict[str, Any], sentence: str) -> None:
    task = a_task()
    with pytest.raises(Refused, match=sentence):
        pause(task, **changes)
    assert not Pause.objects.exists()
    assert as_it_is(task).due_at == task.due_at


def test_what_is_overdue_has_no_time_left_to_pause(clock: Any) -> None:
    task = a_task()
    clock.move_to(A_MONDAY + 5 * A_DAY)
    with pytest.raises(Refused, match="overdue"):
        pause(task)
