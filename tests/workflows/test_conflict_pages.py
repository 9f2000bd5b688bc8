"""Two people at one task: both versions are shown, and nothing that was typed is lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from casework.accounts.models import Role, User
from tests import makers
from tests.makers_cases import all_safe, people_of
from tests.makers_work import letter_at
from workflows import actions
from workflows.models import Task
from workflows.worklist import conflicts

pytestmark = pytest.mark.django_db
# What differs at every answer: the token of a form, the number of the request.
WHICH = re.compile(rb"\b[0-9A-Za-z]{32,}\b")
MINE = "He said he would go to his brother.\nI believe him."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def stopped() -> Task:
    """A supervisor has to decide, and so may the manager."""
    task = letter_at("check_contact")
    answers = all_safe(task.case) | {"live_investigation": True}
    actions.complete(task=task, by=people_of(task.case).officer, answers=answers)
    return Task.objects.open().get(process=task.process_id)


def test_the_second_sees_what_the_first_saved_beside_their_own_words() -> None:
    task = stopped()
    people = people_of(task.case)
    answers = {"decision": "AGAIN", "reason": "The DS agrees to wait."}
    actions.complete(task=task, by=people.supervisor, answers=answers)
    answer = signed_in(people.manager).post(
        task.get_absolute_url(), {"decision": "STOP", "reason": MINE}
    )
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "The DS agrees to wait." in said
    assert people.supervisor.display_name in said
    assert "He said he would go to his brother.<br>I believe him." in said
    assert "Stop this intervention" in said  # the words of the choice, not its code


def test_words_for_a_task_that_was_given_away_meanwhile_are_kept() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    client = signed_in(people.officer)
    client.get(task.get_absolute_url())
    actions.assign(task=task, to=people.colleague, by=people.supervisor)
    answer = client.post(task.get_absolute_url(), {"idva_note": MINE})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert f"went to {people.colleague.display_name}" in said
    assert "I believe him." in said


def test_even_where_the_case_is_not_theirs_to_see_any_more() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    helper = makers.make_user(Role.OFFICER, team=task.case.team)
    actions.assign(task=task, to=helper, by=people.supervisor)
    client = signed_in(helper)
    assert client.get(task.get_absolute_url()).status_code == 200
    actions.assign(task=task, to=people.officer, by=people.supervisor)
    answer = client.post(task.get_absolute_url(), {"idva_note": MINE})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "I believe him." in said
    for secret in (task.case.ref, task.case.person.full_name, people.officer.display_name):
        assert secret not in said
    assert client.get(task.get_absolute_url()).status_code == 404


def test_who_was_never_shown_the_task_gets_what_is_not_there() -> None:
    task = letter_at("check_contact")
    stranger = signed_in(makers.make_user(Role.OFFICER, team=task.case.team))
    sent = stranger.post(task.get_absolute_url(), {"idva_note": MINE})
    absent = stranger.post("/tasks/999999/", {"idva_note": MINE})
    assert (sent.status_code, absent.status_code) == (404, 404)
    assert WHICH.sub(b"", sent.content) == WHICH.sub(b"", absent.content)


def test_without_the_question_whether_it_was_shown_a_stranger_would_learn_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    task = letter_at("check_contact")
    monkeypatch.setattr(conflicts, "was_shown", lambda *_: True)
    stranger = signed_in(makers.make_user(Role.OFFICER, team=task.case.team))
    assert stranger.post(task.get_absolute_url(), {}).status_code == 409
