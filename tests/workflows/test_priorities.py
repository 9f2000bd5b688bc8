"""How pressing a task is: said by who leads, with a reason; no due time moves by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.models import Event
from casework.core.errors import Conflict, NotAllowed, Refused
from tests.makers_cases import make_case, people_of
from tests.makers_work import letter_at
from workflows import actions, permissions
from workflows.models import Priority, PriorityChange, Task
from workflows.worklist import queries

pytestmark = pytest.mark.django_db
WHY = "The children are back with him."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def urgent(task: Task, *, by: User | None = None, **more: object) -> Task:
    by = by or people_of(task.case).supervisor
    given = {"priority": Priority.HIGH, "reason": WHY} | more
    return actions.set_priority(task=task, by=by, **given)  # type: ignore[arg-type]


def test_a_pressing_task_stands_before_those_due_in_the_same_days() -> None:
    one = letter_at("check_contact")
    other = letter_at("check_contact", make_case(team=one.case.team))
    people, due = people_of(one.case), other.due_at
    days = queries.Days.at(timezone.now())
    assert list(queries.by_urgency(queries.own_now(people.officer), days)) == [one, other]
    urgent(other)
    assert list(queries.by_urgency(queries.own_now(people.officer), days)) == [other, one]
    assert Task.objects.get(pk=other.pk).due_at == due
    urgent(other, priority=Priority.LOW)
    assert list(queries.by_urgency(queries.own_now(people.officer), days)) == [one, other]


def test_a_priority_that_the_task_never_had_is_refused_in_words() -> None:
    task = letter_at("check_contact")
    with pytest.raises(Refused, match="Open the page again"):
        urgent(task, seen=Priority.LOW)


def test_what_is_due_sooner_stands_before_what_is_pressing_and_due_later() -> None:
    one = letter_at("check_contact")
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=True):
        other = letter_at("check_contact", make_case(team=one.case.team))
    urgent(other)
    assert one.due_at is not None
    assert other.due_at is not None
    assert one.due_at < other.due_at
    soon = one.due_at + timedelta(seconds=1)
    days = queries.Days(now=timezone.now(), tomorrow=soon, in_a_week=other.due_at)
    found = list(queries.by_urgency(queries.own_now(people_of(one.case).officer), days))
    assert found == [one, other]


def test_it_is_a_tag_in_the_lists_and_on_the_page_with_who_said_why() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    client, address = signed_in(people.supervisor), f"/tasks/{task.pk}/priority/"
    assert address in client.get(task.get_absolute_url()).content.decode()
    answer = client.post(address, {"priority": "1", "reason": WHY, "seen": "2"}, follow=True)
    said = answer.content.decode()
    assert "The priority is set." in said
    assert WHY in said
    assert "High priority" in signed_in(people.officer).get("/my-work/").content.decode()
    assert "High priority" in client.get("/team/tasks/").content.decode()
    event = Event.objects.get(verb="task.priority_set")
    assert event.actor == people.supervisor


def test_only_who_leads_says_so_and_with_a_reason() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    with pytest.raises(NotAllowed, match="A supervisor or manager"):
        urgent(task, by=people.officer)
    with pytest.raises(Refused, match="Say why"):
        urgent(task, reason=" ")
    with pytest.raises(Refused, match="normal already"):
        urgent(task, priority=Priority.NORMAL)
    assert PriorityChange.objects.count() == 0


def test_without_the_check_anybody_could(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    task = letter_at("check_contact")
    monkeypatch.setattr(permissions, "check_can_set_priority", lambda *_: None)
    urgent(task, by=people_of(task.case).officer)
    assert Task.objects.get(pk=task.pk).priority == Priority.HIGH


def test_of_two_at_once_the_second_sees_both_and_loses_nothing() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    urgent(task)
    with pytest.raises(Conflict):
        urgent(task, priority=Priority.LOW, seen=Priority.NORMAL)
    answer = signed_in(people.manager).post(
        f"/tasks/{task.pk}/priority/", {"priority": "3", "reason": "It can wait.", "seen": "2"}
    )
    assert answer.status_code == 409
    said = answer.content.decode()
    assert WHY in said
    assert "It can wait." in said
    assert people.supervisor.display_name in said


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE workflows_task SET priority = 7", IntegrityError),
        ("UPDATE workflows_prioritychange SET reason = 'x'", DatabaseError),
        ("DELETE FROM workflows_prioritychange", DatabaseError),
    ],
)
def test_the_database_keeps_what_was_said(statement: str, error: type[Exception]) -> None:
    urgent(letter_at("check_contact"))
    with pytest.raises(error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
