"""The pages of a hold: put on, shown apart, changed; two people at once."""

from __future__ import annotations

import pytest
from django.test import Client

from casework.accounts.models import User
from tests.makers_cases import people_of
from tests.makers_work import letter_at
from workflows import actions, holding
from workflows.models import Task, TaskHold

pytestmark = pytest.mark.django_db
WHY = "The tenancy is being checked."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(task: Task) -> str:
    return f"/tasks/{task.pk}/hold/"


def typed(task: Task, **fields: str) -> dict[str, str]:
    return {"days": "5", "reason": WHY, "seen": holding.version(task)} | fields


def test_a_task_is_put_on_hold_and_stands_apart_with_why_and_until() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    client = signed_in(people.officer)
    assert "Put this task on hold" in client.get(task.get_absolute_url()).content.decode()
    answer = client.post(address(task), typed(task), follow=True)
    assert "The due time is the same" in answer.content.decode()
    assert WHY in client.get(task.get_absolute_url()).content.decode()
    now = client.get("/my-work/").content.decode()
    assert "You have no tasks" in now
    assert "On hold (1)" in now
    assert WHY in client.get("/my-work/?show=held").content.decode()
    lead = signed_in(people.supervisor)
    assert WHY in lead.get("/team/held/").content.decode()
    assert "task on hold" in lead.get("/reports/").content.decode()


def test_what_is_missing_is_asked_for() -> None:
    task = letter_at("check_contact")
    client = signed_in(people_of(task.case).officer)
    answer = client.post(address(task), typed(task, days=""))
    assert answer.status_code == 422
    assert "Enter either a number of working days or a date" in answer.content.decode()
    assert WHY in answer.content.decode()


def test_a_hold_is_made_longer_and_ended_on_the_same_page() -> None:
    task = letter_at("check_contact")
    officer = people_of(task.case).officer
    actions.hold_task(task=task, by=officer, reason=WHY, days=2)
    client = signed_in(officer)
    longer = typed(task, decision="LONGER", reason="No answer yet.")
    client.post(address(task), longer)
    page = client.get(address(task)).content.decode()
    assert "No answer yet." in page
    client.post(address(task), typed(task, decision="END", days="", reason="Answered."))
    assert TaskHold.objects.get().ended_reason == "Answered."


def test_of_two_at_once_one_wins_and_the_other_loses_nothing_typed() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    client = signed_in(people.officer)
    before = typed(task, reason="My own long reason.")
    actions.hold_task(task=task, by=people.supervisor, reason="Theirs came first.", days=3)
    answer = client.post(address(task), before)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert people.supervisor.display_name in said
    assert "Theirs came first." in said
    assert "My own long reason." in said
    assert TaskHold.objects.get().reason == "Theirs came first."


def test_a_hold_changed_meanwhile_is_not_ended_unseen() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    actions.hold_task(task=task, by=people.officer, reason=WHY, days=3)
    before = typed(task, decision="END", days="", reason="I end it.")
    actions.extend_hold(task=task, by=people.supervisor, reason="Needs longer.", days=6)
    answer = signed_in(people.officer).post(address(task), before)
    assert answer.status_code == 409
    assert "Needs longer." in answer.content.decode()
    assert "I end it." in answer.content.decode()
    assert TaskHold.objects.get().ended_at is None


def test_what_was_typed_is_shown_back_where_the_task_was_done_meanwhile() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    before = typed(task, reason="My own long reason.")
    actions.cancel(intervention=task.process, by=people.supervisor, reason="Arrested.")
    client = signed_in(people.supervisor)
    for where in (address(task), f"/tasks/{task.pk}/put-back/"):
        answer = client.post(where, before)
        assert answer.status_code == 409
        assert "My own long reason." in answer.content.decode()


def test_without_the_look_at_what_was_seen_the_second_would_win(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    task = letter_at("check_contact")
    people = people_of(task.case)
    actions.hold_task(task=task, by=people.officer, reason=WHY, days=3)
    before = typed(task, decision="END", days="", reason="I end it.")
    actions.extend_hold(task=task, by=people.supervisor, reason="Needs longer.", days=6)
    monkeypatch.setattr(holding, "check_unchanged", lambda _task, _seen: None)
    signed_in(people.officer).post(address(task), before)
    assert TaskHold.objects.get().ended_at is not None
