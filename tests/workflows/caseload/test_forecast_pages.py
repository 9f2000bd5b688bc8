"""The forecast page: who sees what of it, and how a supervisor takes what it proposes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.accounts.models import Absence, Role, User, local_today
from casework.audit.models import Event
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_forecast import copies
from tests.makers_restricted import restrict
from tests.makers_work import letter_at
from workflows import actions
from workflows.caseload import queries
from workflows.caseload.forecast import levelling, page
from workflows.models import Task
from workflows.registry import kinds

pytestmark = pytest.mark.django_db

HERE, GIVE = "/reports/forecast/", "/reports/forecast/give/"
DAY = timedelta(days=1)
LIKELY = "that it is late, judged by 30 finished steps like it"


def slow(*, others: int = 30) -> Task:
    """A task due within days, of a step that always took forty days so far."""
    task = letter_at("check_contact")
    now = timezone.now()
    people_of(task.case).colleague  # noqa: B018 - made before anything is proposed
    copies(task, others, created=now - 60 * DAY, finished=now - 20 * DAY)
    return task


def asked(user: User, address: str = HERE, **sent: Any) -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client.post(address, sent) if sent else client.get(address)


def said(user: User) -> str:
    answer = asked(user)
    assert answer.status_code == 200
    return str(answer.content.decode())


def taken(by: User, task: Task, to: User, *, had: User | None) -> Any:
    return asked(by, GIVE, task=task.pk, officer=to.pk, had=had.pk if had else "")


def test_a_manager_sees_what_is_likely_and_a_supervisor_takes_what_is_proposed() -> None:
    task = slow()
    people = people_of(task.case)
    for reader, button in ((people.manager, False), (people.supervisor, True)):
        text = said(reader)
        assert f"Almost certain {LIKELY}" in text
        assert task.case.person.full_name in text
        assert f"{people.colleague.display_name} could take it" in text
        assert ("Give it" in text) == button
    with makers.assert_one_event("task.assigned") as events:
        answer = taken(people.supervisor, task, people.colleague, had=people.officer)
    assert answer["Location"] == HERE
    given = Task.objects.get(pk=task.pk)
    assert (given.owner, given.due_at) == (people.colleague, task.due_at)
    assert "likely to go red" in events[0].payload.body["reason"]


def test_what_changed_hands_meanwhile_is_a_conflict_that_says_who() -> None:
    task = slow()
    people = people_of(task.case)
    third = makers.make_user(Role.OFFICER, team=task.case.team)
    actions.assign(task=task, to=third, by=people.supervisor)
    answer = taken(people.supervisor, task, people.colleague, had=people.officer)
    assert answer.status_code == 409
    assert third.display_name in answer.content.decode()
    assert Task.objects.get(pk=task.pk).owner == third


def test_the_limit_holds_here_as_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    task = slow()
    people = people_of(task.case)
    monkeypatch.setattr(settings, "POLICY", {"task.open_for_one_officer_at_most": 0})
    answer = taken(people.supervisor, task, people.colleague, had=people.officer)
    assert answer.status_code == 422
    assert "of at most 0 open tasks" in answer.content.decode()
    assert Task.objects.get(pk=task.pk).owner == people.officer


def test_nobody_else_sees_it_or_gives_by_it() -> None:
    task = slow()
    people = people_of(task.case)
    stranger = makers.make_user(Role.SUPERVISOR, team=makers.make_team(force=task.case.force))
    for user in (people.officer, people.analyst, people.authoriser, people.auditor):
        assert asked(user).status_code == 404
    for user in (people.officer, people.manager, stranger):
        assert taken(user, task, people.colleague, had=people.officer).status_code == 404
    assert task.case.person.full_name not in said(stranger)
    outside = makers.make_user(Role.OFFICER)
    assert taken(people.supervisor, task, outside, had=people.officer).status_code == 404
    assert taken(people.supervisor, task, stranger, had=people.officer).status_code == 404
    assert Task.objects.get(pk=task.pk).owner == people.officer


def test_a_restricted_case_is_in_no_list_and_no_figure() -> None:
    """Nor is it among the steps that others are compared with."""
    task = slow()
    people = people_of(task.case)
    restrict(task.case)
    text = said(people.supervisor)
    assert task.case.person.full_name not in text
    assert "<strong>0</strong> likely to go red" in text
    assert "<strong>0</strong> due in 14 days" in text
    assert not queries.history_of(people.supervisor).exists()


def test_nobody_is_proposed_from_whom_the_case_is_kept() -> None:
    task = slow()
    people = people_of(task.case)
    restrict(task.case, readers=[people.officer, people.supervisor])
    assert "Nobody who could do one of these has less on" in said(people.supervisor)
    third = makers.make_user(Role.OFFICER, team=task.case.team)
    assert third.display_name not in said(people.supervisor)


def test_without_the_look_at_who_may_see_it_they_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    task = slow()
    people = people_of(task.case)
    restrict(task.case, readers=[people.officer, people.supervisor])
    monkeypatch.setattr(levelling._Seen, "by", lambda *_: True)
    assert f"{people.colleague.display_name} could take it" in said(people.supervisor)


def test_what_another_agency_does_is_not_forecast() -> None:
    task = slow()
    manager = people_of(task.case).manager
    Task.objects.filter(pk=task.pk).update(role=Role.ADVOCATE)
    assert task.pk not in set(queries.history_of(manager).values_list("pk", flat=True))
    assert "<strong>0</strong> due in 14 days" in said(manager)


@pytest.mark.parametrize("why", ["away until then", "as much on"])
def test_nobody_is_proposed_who_is_away_or_has_as_much_on(why: str) -> None:
    task = slow()
    people = people_of(task.case)
    if why == "as much on":
        other = letter_at("check_contact", make_case(team=task.case.team))
        actions.assign(task=other, to=people.colleague, by=people.supervisor)
    else:
        # From tomorrow, so that they are here today.
        first = local_today() + DAY
        Absence.objects.create(user=people.colleague, starts_on=first, ends_on=first + 9 * DAY)
    assert "Nobody who could do one of these has less on" in said(people.supervisor)


def test_support_for_a_victim_is_never_given_to_whoever_has_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = slow()
    supervisor = people_of(task.case).supervisor
    monkeypatch.setattr(task.flow_task.flow_class, "keeps", levelling.VICTIMS)
    assert levelling.is_left_to_people(task)
    monkeypatch.undo()
    assert not levelling.is_left_to_people(task)
    assert kinds()["victim_support"].keeps == levelling.VICTIMS
    monkeypatch.setattr(levelling, "is_left_to_people", lambda _: True)
    assert "Nobody who could do one of these has less on" in said(supervisor)


def test_too_few_finished_steps_are_named_and_nothing_is_guessed() -> None:
    task = slow(others=3)
    text = said(people_of(task.case).supervisor)
    assert LIKELY not in text
    assert "<strong>1</strong> too few to say" in text
    assert "Warning letter: Check that contact is safe" in text
    assert "There are too few to say how good it is" in text


def test_the_page_says_its_error_from_the_record() -> None:
    """Of steps that always took forty days and were due after ten, every one went red."""
    task = slow()
    now = timezone.now()
    for week in range(3, 40):
        made = now - week * 7 * DAY
        copies(task, 3, created=made, finished=made + 40 * DAY, due_at=made + 10 * DAY)
    text = said(people_of(task.case).supervisor)
    words = re.search(r"(\d+) times it called a task likely \(\d+ tasks\): (\d+) went", text)
    assert words
    called, red = words.groups()
    assert called == red != "0"
    assert "Its Brier score is 0.00" in text


def test_it_costs_the_same_number_of_statements_however_many_tasks() -> None:
    task = slow()
    supervisor = people_of(task.case).supervisor
    counts = []
    for _ in range(2):
        user = User.objects.get(pk=supervisor.pk)
        with CaptureQueriesContext(connection) as captured:
            found = page.made(user, timezone.now())
        counts.append((len(captured), len(found.tasks)))
        copies(task, 12, created=timezone.now() - DAY)
    assert counts[0][0] == counts[1][0]
    assert (counts[0][1], counts[1][1]) == (1, 13)


def test_its_title_and_address_name_nobody() -> None:
    task = slow()
    text = said(people_of(task.case).supervisor)
    assert "<title>Forecast" in text
    assert task.case.person.full_name not in re.findall(r"<title>.*?</title>", text, re.S)[0]
    assert Event.objects.filter(verb="looked").exists()
