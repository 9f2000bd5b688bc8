"""Giving out work: whom the list suggests and why, and how much one officer may be given."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Absence, Role, local_today
from casework.core.errors import Refused
from tests import makers
from tests.makers import assert_one_event
from tests.makers_cases import make_case, people_of
from tests.makers_work import letter_at
from workflows import actions, giving
from workflows.models import Task
from workflows.worklist import loads
from workflows.worklist.queries import Days

pytestmark = pytest.mark.django_db
ONE_EACH = {"task.open_for_one_officer_at_most": 1}


def unowned() -> Task:
    task = letter_at("check_contact")
    people = people_of(task.case)
    assert people.colleague
    actions.put_back(task=task, by=people.officer, reason="On leave.")
    return Task.objects.select_related("team", "case").get(pk=task.pk)


def suggested(task: Task) -> loads.Load | None:
    officers = loads.officers_of(type(task.team).objects.filter(pk=task.team_id))
    by_load = loads.loads(officers, Days.at(timezone.now()), people_of(task.case).supervisor)
    return loads.suggestions([task], by_load).get(task.pk)


def away(user: object) -> None:
    today = local_today()
    Absence.objects.create(user=user, starts_on=today, ends_on=today)


def test_the_officer_of_the_team_with_the_least_on_is_suggested() -> None:
    task = unowned()
    people = people_of(task.case)
    makers.make_user(Role.OFFICER, force=makers.make_force())
    best = suggested(task)
    assert best is not None
    # The owner of the case has a case; the colleague has none.
    assert (best.officer, best.cases) == (people.colleague, 0)


def test_nobody_who_is_away_or_at_the_limit_is_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    task = unowned()
    people = people_of(task.case)
    away(people.colleague)
    best = suggested(task)
    assert best is not None
    assert best.officer == people.officer
    monkeypatch.setattr(settings, "POLICY", {"task.open_for_one_officer_at_most": 0})
    assert suggested(task) is None


def test_without_the_look_at_absences_one_who_is_away_would_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    task = unowned()
    away(people_of(task.case).colleague)
    monkeypatch.setattr(loads, "away_today", lambda _users: set())
    best = suggested(task)
    assert best is not None
    assert best.officer == people_of(task.case).colleague


def test_a_role_that_was_taken_away_today_suggests_nobody() -> None:
    task = unowned()
    people = people_of(task.case)
    people.colleague.grants.update(revoked_on=local_today(), revoked_by=people.manager)
    best = suggested(task)
    assert best is not None
    assert best.officer == people.officer


def test_the_list_says_whom_and_why() -> None:
    task = unowned()
    people = people_of(task.case)
    client = Client()
    client.force_login(people.supervisor)
    said = " ".join(client.get("/team/").content.decode().split())
    assert f"Suggested: {people.colleague.display_name}, who is here today" in said
    assert "(0 open cases, 0 due this week)" in said
    away(people.colleague)
    said = " ".join(client.get("/team/").content.decode().split())
    assert "away today" in said
    assert f"Suggested: {people.officer.display_name}" in said


def test_more_than_the_limit_is_given_only_with_a_reason_that_is_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "POLICY", ONE_EACH)
    task = unowned()
    people = people_of(task.case)
    busy = letter_at("check_contact", make_case(team=task.case.team))
    actions.assign(task=busy, to=people.colleague, by=people.supervisor)
    with pytest.raises(Refused, match="has 1 of at most 1 open tasks"):
        actions.assign(task=task, to=people.colleague, by=people.supervisor)
    assert Task.objects.get(pk=task.pk).owner is None
    with assert_one_event("task.assigned") as events:
        actions.assign(
            task=task, to=people.colleague, by=people.supervisor, over_limit="Nobody else is here."
        )
    body = events[0].payload.body
    assert body["reason"] == "Nobody else is here."
    assert body["after"] == {"owner": people.colleague.pk, "open_tasks": 1, "limit": 1}


def test_without_the_limit_anybody_could_be_given_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    monkeypatch.setattr(settings, "POLICY", {"task.open_for_one_officer_at_most": 0})
    task = unowned()
    people = people_of(task.case)
    with pytest.raises(Refused):
        actions.assign(task=task, to=people.colleague, by=people.supervisor)
    monkeypatch.setattr(giving, "check_below_limit", lambda _to, *, by, over_limit: 0)
    assert actions.assign(task=task, to=people.colleague, by=people.supervisor)


def test_who_has_a_task_already_may_be_given_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    monkeypatch.setattr(settings, "POLICY", ONE_EACH)
    assert actions.assign(task=task, to=people.officer, by=people.supervisor)
