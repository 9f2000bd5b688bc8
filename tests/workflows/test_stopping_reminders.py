"""Reminders are stopped by a person who leads, with a reason, and by nothing and nobody else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from casework.accounts.models import Role, User
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused
from tests import makers
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_escalations import HOUR, a_task, at, ladder, sql, told
from workflows import actions, sweep
from workflows.models import Escalation, Notice, Rung, Task

pytestmark = pytest.mark.django_db
WHY = "The court has moved the hearing, nothing can be done before."


@pytest.fixture
def task() -> Task:
    return a_task()


def page(task: Task) -> str:
    return f"/tasks/{task.pk}/reminders/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_manager_stops_all_that_is_left_and_the_reason_is_kept(task: Task) -> None:
    manager = people_of(task.case).manager
    with assert_one_event("task.reminders_stopped"):
        stopped = actions.stop_reminders(task=task, by=manager, reason=WHY)
    assert {row.rung for row in stopped} == set(Rung.values)
    with at(task.due_at, after=30 * HOUR):
        assert sweep.send_escalations() == 0
    assert not Notice.objects.exists()
    assert {(row.how, row.by, row.reason) for row in ladder(task).values()} == {
        ("SUPPRESSED", manager, WHY)
    }


def test_a_supervisor_leaves_what_the_manager_is_told(task: Task) -> None:
    people = people_of(task.case)
    actions.stop_reminders(task=task, by=people.supervisor, reason=WHY)
    with at(task.due_at, after=30 * HOUR):
        assert sweep.send_escalations() == 1
    assert told(task, Rung.MANAGER) == [people.manager]


def test_without_that_rule_a_supervisor_keeps_lateness_from_the_manager(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    monkeypatch.setattr("workflows.permissions.rungs_stopped_by", lambda _user, _task: set(Rung))
    actions.stop_reminders(task=task, by=people_of(task.case).supervisor, reason=WHY)
    with at(task.due_at, after=30 * HOUR):
        assert sweep.send_escalations() == 0


def test_what_was_sent_stays_sent(task: Task) -> None:
    people = people_of(task.case)
    with at(task.due_at):
        sweep.send_escalations()
        actions.stop_reminders(task=task, by=people.manager, reason=WHY)
    hows = {rung: row.how for rung, row in ladder(task).items()}
    assert hows.pop("MANAGER") == "SUPPRESSED"
    assert set(hows.values()) == {"SENT"}


def test_the_task_stays_overdue_on_the_lists(task: Task) -> None:
    people = people_of(task.case)
    actions.stop_reminders(task=task, by=people.manager, reason=WHY)
    with at(task.due_at, after=timedelta(seconds=1)):
        shown = client_of(people.manager).get("/team/overdue/").content.decode()
    assert task.case.ref in shown


def test_neither_the_officer_nor_a_stranger_nor_an_account_without_a_role_stops_them(
    task: Task,
) -> None:
    people = people_of(task.case)
    with pytest.raises(NotAllowed, match="supervisor or manager"):
        actions.stop_reminders(task=task, by=people.officer, reason=WHY)
    for stranger in (
        makers.make_user(Role.SUPERVISOR),
        makers.make_user(team=task.case.team),
        makers.make_user(Role.ADMIN, force=task.case.force),
    ):
        with pytest.raises(NotVisible):
            actions.stop_reminders(task=task, by=stranger, reason=WHY)
    assert not Escalation.objects.exclude(settled_at=None).exists()


def test_a_lead_does_not_stop_the_reminders_of_their_own_task() -> None:
    task = a_task()
    people = people_of(task.case)
    Task.objects.filter(pk=task.pk).update(owner=people.supervisor)
    with pytest.raises(NotAllowed, match="Somebody else"):
        actions.stop_reminders(task=Task.objects.get(pk=task.pk), by=people.supervisor, reason=WHY)


def test_no_job_and_no_sweep_stops_any() -> None:
    """Only the page does; and without a person the database takes none."""
    run_by_nobody = [
        path
        for name in ("jobs.py", "sweep.py")
        for room in ("casework", "letters", "workflows")
        for path in Path(settings.ROOT, room).rglob(name)
    ]
    assert {path.parent.name for path in run_by_nobody} >= {"workflows", "core"}
    assert [path for path in run_by_nobody if "stop_reminders" in path.read_text()] == []


@pytest.mark.parametrize(
    "by_whom", ["by_id = NULL, reason = 'x'", "by_id = (SELECT min(id) FROM accounts_user)"]
)
def test_the_database_wants_a_person_and_a_reason(task: Task, by_whom: str) -> None:
    settled = "settled_at = '2050-01-01 00:00:00+00:00', how = 'SUPPRESSED'"
    with pytest.raises(IntegrityError):
        sql(f"UPDATE workflows_escalation SET {settled}, {by_whom}")


def test_a_reason_is_asked_for(task: Task) -> None:
    with pytest.raises(Refused, match="Say why"):
        actions.stop_reminders(task=task, by=people_of(task.case).manager, reason=" ")


def test_the_second_of_two_is_told_who_was_first(task: Task) -> None:
    people = people_of(task.case)
    actions.stop_reminders(task=task, by=people.manager, reason=WHY)
    with pytest.raises(Conflict) as met:
        actions.stop_reminders(task=task, by=people.supervisor, reason=WHY)
    assert met.value.by == people.manager.display_name
    answer = client_of(people.supervisor).post(page(task), {"reason": "Twice is enough."})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert people.manager.display_name in shown
    assert "Twice is enough." in shown


def test_where_all_was_sent_nothing_is_left_to_stop(task: Task) -> None:
    with at(task.due_at, after=30 * HOUR):
        sweep.send_escalations()
        with pytest.raises(Refused, match="Nothing more"):
            actions.stop_reminders(task=task, by=people_of(task.case).manager, reason=WHY)


def test_the_page_shows_the_ladder_and_stops_it(task: Task) -> None:
    supervisor = people_of(task.case).supervisor
    client = client_of(supervisor)
    assert page(task) in client.get(task.get_absolute_url()).content.decode()
    shown = client.get(page(task)).content.decode()
    assert shown.count("To be sent") == 5
    assert "its manager is told all the same" in shown
    assert client.post(page(task), {"reason": ""}).status_code == 422
    assert client.post(page(task), {"reason": WHY}).status_code == 302
    assert client.get(page(task)).content.decode().count("Stopped by") == 4


def test_the_page_is_not_for_an_officer(task: Task) -> None:
    client = client_of(people_of(task.case).officer)
    assert page(task) not in client.get(task.get_absolute_url()).content.decode()
    assert client.get(page(task)).status_code == 403
    assert client_of(makers.make_user(Role.SUPERVISOR)).get(page(task)).status_code == 404
