"""Giving out several tasks: looked at first, told one by one, taken back while untouched."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from casework.accounts.models import User
from casework.audit.models import Event
from casework.core.errors import NotVisible
from tests.makers_cases import make_case, people_of
from tests.makers_work import letter_at
from tests.superuser import guards_off
from workflows import actions, permissions
from workflows.models import Handout, HandoutItem, Task

pytestmark = pytest.mark.django_db


def two() -> list[Task]:
    """One task that its officer has, one that nobody has, of one team."""
    one = letter_at("check_contact")
    other = letter_at("check_contact", make_case(team=one.case.team))
    actions.put_back(task=other, by=people_of(one.case).officer, reason="On leave.")
    return [Task.objects.get(pk=one.pk), Task.objects.get(pk=other.pk)]


def owners(tasks: list[Task]) -> list[User | None]:
    return [Task.objects.get(pk=task.pk).owner for task in tasks]


def events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_each_is_given_by_an_event_of_its_own_and_taken_back_to_whom_it_had() -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    handout = actions.hand_out(tasks=tasks, to=people.colleague, by=people.supervisor)
    assert owners(tasks) == [people.colleague] * 2
    assert events("task.assigned") == 2
    actions.take_back(handout=handout, by=people.supervisor)
    assert owners(tasks) == [people.officer, None]
    assert events("task.given_back") == 2
    actions.take_back(handout=handout, by=people.supervisor)
    assert events("task.given_back") == 2


def test_one_that_was_done_meanwhile_says_so_and_the_other_is_given() -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    actions.cancel(intervention=tasks[0].process, by=people.supervisor, reason="Arrested.")
    handout = actions.hand_out(tasks=tasks, to=people.colleague, by=people.supervisor)
    first, second = handout.items.all()
    assert (first.given_at, "no longer needed" in first.why_not) == (None, True)
    assert (second.given_at is not None, second.why_not) == (True, "")


def given_on(task: Task) -> None:
    people = people_of(task.case)
    actions.assign(task=task, to=people.officer, by=people.supervisor)
    actions.assign(task=task, to=people.colleague, by=people.supervisor)


def put_on_hold(task: Task) -> None:
    people = people_of(task.case)
    actions.hold_task(task=task, by=people.colleague, reason="The landlord first.", days=2)


def dropped(task: Task) -> None:
    people = people_of(task.case)
    actions.cancel(intervention=task.process, by=people.supervisor, reason="Arrested.")


@pytest.mark.parametrize("touch", [given_on, put_on_hold, dropped])
def test_what_was_touched_since_stays_and_says_why(touch: Callable[[Task], None]) -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    handout = actions.hand_out(tasks=tasks, to=people.colleague, by=people.supervisor)
    touch(tasks[0])
    actions.take_back(handout=handout, by=people.supervisor)
    assert owners(tasks) == [people.colleague, None]
    first, second = handout.items.all()
    assert (first.taken_back_at, bool(first.why_kept)) == (None, True)
    assert second.taken_back_at is not None


def test_only_who_gave_them_out_takes_them_back() -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    handout = actions.hand_out(tasks=tasks, to=people.colleague, by=people.supervisor)
    with pytest.raises(NotVisible):
        actions.take_back(handout=handout, by=people.manager)
    stranger = signed_in(people.manager)
    assert stranger.get(handout.get_absolute_url()).status_code == 404
    assert stranger.post(f"{handout.get_absolute_url()}back/").status_code == 404
    assert owners(tasks) == [people.colleague] * 2


def test_without_the_check_anybody_could(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    tasks = two()
    people = people_of(tasks[0].case)
    handout = actions.hand_out(tasks=tasks, to=people.colleague, by=people.supervisor)
    monkeypatch.setattr(permissions, "check_can_take_back", lambda _user, _handout: None)
    actions.take_back(handout=handout, by=people.manager)
    assert owners(tasks) == [people.officer, None]


def test_who_no_longer_leads_takes_nothing_back() -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    handout = actions.hand_out(tasks=tasks, to=people.colleague, by=people.supervisor)
    people.supervisor.grants.all().update(role="OFFICER")
    people.supervisor.forget_grants()
    actions.take_back(handout=handout, by=people.supervisor)
    assert owners(tasks) == [people.colleague] * 2
    assert {item.taken_back_at for item in handout.items.all()} == {None}


def test_the_page_shows_first_what_it_would_do_then_what_it_did_and_takes_it_back() -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    client = signed_in(people.supervisor)
    chosen = {"task": [task.pk for task in tasks], "officer": people.colleague.pk}
    said = client.post("/team/assign/", chosen | {"look": "1"}).content.decode()
    assert "Nothing has been given yet" in said
    assert said.count("Will be given") == 2
    assert owners(tasks) == [people.officer, None]
    answer = client.post("/team/assign/", chosen, follow=True)
    assert "2 tasks given to" in answer.content.decode()
    handout = Handout.objects.get()
    said = client.post(f"{handout.get_absolute_url()}back/", follow=True).content.decode()
    assert "2 tasks taken back" in said
    assert "Take these tasks back" not in said
    assert owners(tasks) == [people.officer, None]


def test_what_cannot_be_given_is_told_before() -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    actions.cancel(intervention=tasks[0].process, by=people.supervisor, reason="Arrested.")
    chosen = {"task": [task.pk for task in tasks], "officer": people.colleague.pk, "look": "1"}
    said = signed_in(people.supervisor).post("/team/assign/", chosen).content.decode()
    assert "Cannot be given" in said
    assert "Will be given" in said


def test_one_that_changed_hands_while_you_were_choosing_stays_where_it_is() -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    actions.take(task=tasks[1], by=people.officer)
    chosen = {"task": [task.pk for task in tasks], "officer": people.colleague.pk}
    chosen |= {f"had-{tasks[0].pk}": people.officer.pk, f"had-{tasks[1].pk}": ""}
    client = signed_in(people.supervisor)
    told = f"It went to {people.officer.display_name} while you were choosing"
    assert told in client.post("/team/assign/", chosen | {"look": "1"}).content.decode()
    said = client.post("/team/assign/", chosen, follow=True).content.decode()
    assert "1 task given to" in said
    assert told in said
    assert owners(tasks) == [people.colleague, people.officer]


def test_without_the_look_at_who_had_it_the_second_would_win(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    tasks = two()
    people = people_of(tasks[0].case)
    actions.take(task=tasks[1], by=people.officer)
    monkeypatch.setattr("workflows.actions.tasks.check_still_with", lambda _task, _had: None)
    had = {tasks[1].pk: ""}
    actions.hand_out(tasks=tasks[1:], to=people.colleague, by=people.supervisor, had=had)
    assert owners(tasks[1:]) == [people.colleague]


CHANGES = (
    "UPDATE workflows_handoutitem SET given_at = NULL, why_not = 'x' WHERE handout_id = %s",
    "UPDATE workflows_handoutitem SET had_id = NULL WHERE had_id IS NOT NULL AND handout_id = %s",
    "UPDATE workflows_handoutitem SET why_not = 'x' WHERE handout_id = %s",
    "DELETE FROM workflows_handoutitem WHERE handout_id = %s",
    "UPDATE workflows_handout SET by_id = to_id WHERE id = %s",
    "DELETE FROM workflows_handout WHERE id = %s",
)


def sql(statement: str, value: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [value])
        return int(cursor.rowcount)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_keeps_what_was_given_out(statement: str) -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    handout = actions.hand_out(tasks=tasks, to=people.colleague, by=people.supervisor)
    with pytest.raises(DatabaseError):
        sql(statement, handout.pk)
    if "had_id" in statement:
        with guards_off():
            assert sql(statement, handout.pk) == 1


def test_the_database_takes_nothing_back_twice_or_that_was_not_given() -> None:
    tasks = two()
    people = people_of(tasks[0].case)
    dropped(tasks[0])
    handout = actions.hand_out(tasks=tasks, to=people.colleague, by=people.supervisor)
    refused = HandoutItem.objects.get(given_at=None)
    with pytest.raises(DatabaseError):
        sql(
            "UPDATE workflows_handoutitem SET taken_back_at = '2026-01-01' WHERE id = %s",
            refused.pk,
        )
    actions.take_back(handout=handout, by=people.supervisor)
    with pytest.raises(DatabaseError):
        sql(
            "UPDATE workflows_handoutitem SET taken_back_at = NULL WHERE handout_id = %s",
            handout.pk,
        )
