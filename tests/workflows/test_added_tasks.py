"""A task added to a running intervention: done, dropped; the flow goes on beside it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from casework.accounts.models import Role
from casework.core.errors import NotAllowed, NotVisible, Refused
from tests import makers
from tests.makers import assert_one_event
from tests.makers_cases import all_safe, people_of
from tests.makers_work import letter_at, open_steps
from tests.superuser import guards_off
from workflows import actions, checkup
from workflows.models import AddedStep, Intervention, Task

pytestmark = pytest.mark.django_db


def added(intervention: Intervention, **changes: Any) -> Task:
    given: dict[str, Any] = {
        "title": "Ring the housing office",
        "asked": "Ask whether the tenancy is his.",
        "role": Role.OFFICER,
        "days": 3,
        "reason": "The address is in doubt.",
        "by": people_of(intervention.case).supervisor,
    }
    return actions.add_task(intervention=intervention, **given | changes)


def before_its_end() -> Task:
    """A warning letter whose next answer may end it: a supervisor stops it or goes on."""
    task = letter_at("check_contact")
    answers = all_safe(task.case) | {"live_investigation": True}
    actions.complete(task=task, by=people_of(task.case).officer, answers=answers)
    return Task.objects.open().get(process=task.process_id)


def stop(task: Task) -> None:
    by = people_of(task.case).supervisor
    actions.complete(task=task, by=by, answers={"decision": "STOP", "reason": "Arrested."})


def sql(statement: str, *values: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def test_a_supervisor_adds_a_task_and_the_flow_stays_where_it_was() -> None:
    task = letter_at("check_contact")
    with assert_one_event("task.added"):
        one = added(task.process)
    assert (str(one.title), one.role, one.owner, one.kind) == (
        "Ring the housing office",
        "OFFICER",
        None,
        "warning_letter",
    )
    assert one.due_at is not None
    assert one.due_proof
    assert sorted(open_steps(task.case)) == ["added", "check_contact"]


def test_an_added_task_may_have_an_owner_from_the_start() -> None:
    task = letter_at("check_contact")
    colleague = people_of(task.case).colleague
    assert added(task.process, owner=colleague).owner == colleague


def test_a_running_intervention_may_be_given_several() -> None:
    task = letter_at("check_contact")
    added(task.process)
    added(task.process, title="Ask the school")
    assert len(open_steps(task.case)) == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Say what the task is"),
        ({"asked": ""}, "Say what the task is"),
        ({"reason": ""}, "Say what the task is"),
        ({"role": Role.PARTNER}, "for an officer, a supervisor or a manager"),
        ({"days": 0}, "1 to 20 working days"),
        ({"days": 21}, "1 to 20 working days"),
    ],
)
def test_a_task_that_lacks_something_is_not_added(changes: Any, sentence: str) -> None:
    task = letter_at("check_contact")
    with pytest.raises(Refused, match=sentence):
        added(task.process, **changes)
    assert open_steps(task.case) == ["check_contact"]


def test_only_a_lead_who_sees_the_case_adds_a_task() -> None:
    task = letter_at("check_contact")
    with pytest.raises(NotAllowed, match="supervisor or manager"):
        added(task.process, by=people_of(task.case).officer)
    with pytest.raises(NotVisible):
        added(task.process, by=makers.make_user(Role.SUPERVISOR))
    with pytest.raises(Refused, match="cannot do this task"):
        added(task.process, owner=people_of(task.case).analyst)


def test_without_the_check_an_officer_could(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    task = letter_at("check_contact")
    monkeypatch.setattr("workflows.permissions.check_can_add", lambda _user, _intervention: None)
    assert added(task.process, by=people_of(task.case).officer)


def test_nothing_is_added_to_what_has_ended() -> None:
    task = letter_at("check_contact")
    by = people_of(task.case).supervisor
    actions.cancel(intervention=task.process, by=by, reason="Arrested.")
    with pytest.raises(Refused, match="already ended"):
        added(task.process)


def test_an_added_task_is_done_with_a_note_and_ends_nothing_else() -> None:
    task = letter_at("check_contact")
    one = added(task.process)
    officer = people_of(task.case).officer
    actions.complete(task=one, by=officer, answers={"note": "The tenancy is his."})
    assert AddedStep.objects.get().note == "The tenancy is his."
    assert open_steps(task.case) == ["check_contact"]
    assert Intervention.objects.get(pk=task.process_id).finished is None


def test_the_intervention_stays_open_for_it_and_then_ends_as_it_had_come_to() -> None:
    stopping = before_its_end()
    people = people_of(stopping.case)
    one = added(stopping.process)
    stop(stopping)
    running = Intervention.objects.get(pk=stopping.process_id)
    assert (running.finished, running.outcome) == (None, "Withdrawn")
    assert list(checkup.open_interventions_have_a_next_step()) == []
    with assert_one_event("intervention.finished"):
        actions.complete(task=one, by=people.officer, answers={"note": "Done."})
    ended = Intervention.objects.get(pk=stopping.process_id)
    assert (ended.status, ended.outcome) == ("DONE", "Withdrawn")
    assert list(checkup.ended_interventions_have_no_open_task()) == []


def test_an_added_task_is_dropped_and_the_intervention_ends_if_it_was_the_last() -> None:
    stopping = before_its_end()
    people = people_of(stopping.case)
    one, two = added(stopping.process), added(stopping.process, owner=people.colleague)
    with pytest.raises(Refused, match="Say why"):
        actions.drop_added(task=one, by=people.supervisor, reason="")
    with pytest.raises(NotAllowed):
        actions.drop_added(task=one, by=people.officer, reason="No need.")
    with assert_one_event("task.dropped"):
        actions.drop_added(task=one, by=people.supervisor, reason="No need.")
    stop(stopping)
    assert Intervention.objects.get(pk=stopping.process_id).finished is None
    with assert_one_event("intervention.finished"):
        actions.drop_added(task=two, by=people.supervisor, reason="Neither.")
    assert Intervention.objects.get(pk=stopping.process_id).outcome == "Withdrawn"


def test_a_task_of_the_flow_is_not_dropped() -> None:
    task = letter_at("check_contact")
    with pytest.raises(Refused, match="Only a task that was added"):
        actions.drop_added(task=task, by=people_of(task.case).supervisor, reason="No need.")


def test_an_intervention_is_not_stopped_over_an_open_added_task() -> None:
    task = letter_at("check_contact")
    by = people_of(task.case).supervisor
    one = added(task.process)
    with pytest.raises(Refused, match="Ring the housing office"):
        actions.cancel(intervention=task.process, by=by, reason="Arrested.")
    actions.drop_added(task=one, by=by, reason="No need.")
    actions.cancel(intervention=task.process, by=by, reason="Arrested.")
    assert open_steps(task.case) == []


def test_without_the_look_the_added_task_would_go_unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    task = letter_at("check_contact")
    one = added(task.process)
    monkeypatch.setattr("workflows.actions.tasks.check_nothing_added", lambda _row: None)
    by = people_of(task.case).supervisor
    actions.cancel(intervention=task.process, by=by, reason="Arrested.")
    assert Task.objects.get(pk=one.pk).finished is not None
    assert AddedStep.objects.get(task=one).dropped_at is None


@pytest.mark.parametrize(
    "change",
    [
        "title = 'Another'",
        "asked = ''",
        "dropped_reason = 'No need'",
        "dropped_at = added_at",
        "dropped_at = added_at, dropped_by_id = added_by_id",
    ],
)
def test_the_database_keeps_what_was_asked(change: str) -> None:
    task = letter_at("check_contact")
    one = added(task.process)
    with pytest.raises(DatabaseError):
        sql(f"UPDATE workflows_addedstep SET {change} WHERE task_id = %s", one.pk)


def test_the_database_keeps_what_came_of_it() -> None:
    task = letter_at("check_contact")
    one = added(task.process)
    actions.complete(task=one, by=people_of(task.case).officer, answers={"note": "Done."})
    for statement in (
        "UPDATE workflows_addedstep SET note = 'Other' WHERE task_id = %s",
        "DELETE FROM workflows_addedstep WHERE task_id = %s",
    ):
        with pytest.raises(DatabaseError):
            sql(statement, one.pk)
    with guards_off():
        assert sql("UPDATE workflows_addedstep SET note = 'Other' WHERE task_id = %s", one.pk)
