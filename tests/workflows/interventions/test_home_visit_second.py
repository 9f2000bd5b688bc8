"""Either officer of a visit writes it down: the second one finds the task and may do it."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.place import plan_of
from casework.accounts.models import Role, User
from casework.cases.models import Case
from casework.core.errors import NotAllowed, NotVisible
from casework.visits.models import Outcome
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_visit_walk import approved, at_the_door, plan, visit_of
from tests.makers_work import do, open_steps, open_task, visit_at
from workflows import actions, permissions
from workflows.models import Completion, Task
from workflows.worklist import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_paper")]
SAYS = "You are the second officer"


def with_supervisor() -> tuple[Case, User]:
    """An approved visit whose second officer is another supervisor of the team."""
    case = visit_at("plan").case
    second = makers.make_user(Role.SUPERVISOR, team=case.team)
    plan(case, second_officer=second.pk)
    do(case, "approve", by=people_of(case).supervisor, decision="APPROVE")
    return case, second


def fresh(user: User) -> User:
    """The user as the next request reads them."""
    return User.objects.get(pk=user.pk)


def page(user: User, address: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(address)


def logs_it(case: Case, by: User) -> None:
    do(case, "visit_home", by=by, outcome=Outcome.COMPLETED, said="He was in.", worried="no")


def test_the_second_officer_finds_the_visit_in_my_work() -> None:
    case = approved()
    people = people_of(case)
    assert SAYS in page(people.colleague, "/my-work/").content.decode()
    lead = page(people.officer, "/my-work/").content.decode()
    assert "Record the visit" in lead
    assert SAYS not in lead
    assert sum(queries.own_counts(people.colleague, days()).values()) == 1


def days() -> queries.Days:
    return queries.Days.at(timezone.now())


def test_the_second_officer_logs_it_and_is_named() -> None:
    case = approved()
    people = people_of(case)
    task = open_task(case, "visit_home")
    assert "Save" in page(people.colleague, task.get_absolute_url()).content.decode()
    logs_it(case, people.colleague)
    assert Completion.objects.get(task=task).by == people.colleague
    assert visit_of(case).attempts.get().logged_by == people.colleague
    assert open_task(case, "write_record").owner == people.officer
    assert not queries.own(people.colleague).exists()


def test_what_asks_me_too_is_not_called_waiting_on_others() -> None:
    case = visit_at("plan").case
    people = people_of(case)
    plan(case, lead_officer=people.colleague.pk, second_officer=people.officer.pk)
    assert queries.waiting_on_others(people.officer).count() == 1
    do(case, "approve", by=people.supervisor, decision="APPROVE")
    assert queries.own(people.officer).count() == 1
    assert not queries.waiting_on_others(people.officer).exists()


def test_a_supervisor_who_went_along_logs_it() -> None:
    case, second = with_supervisor()
    assert SAYS in page(second, "/my-work/").content.decode()
    logs_it(case, second)
    assert open_steps(case) == ["write_record"]


def test_a_supervisor_logs_it_where_the_lead_gave_the_task_back() -> None:
    case, second = with_supervisor()
    task = open_task(case, "visit_home")
    actions.put_back(task=task, by=people_of(case).officer, reason="Ill.")
    logs_it(case, second)
    assert Completion.objects.get(task=task).by == second


def test_without_that_way_the_second_officer_has_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    case = approved()
    colleague = people_of(case).colleague
    monkeypatch.setattr(permissions, "is_also_for", lambda user, task: False)
    with pytest.raises(NotAllowed, match="Someone else has this task"):
        logs_it(case, colleague)


def test_for_anybody_else_there_is_no_such_task() -> None:
    case = approved()
    task = open_task(case, "visit_home")
    for other in (
        makers.make_user(Role.OFFICER, team=case.team),
        makers.make_user(Role.SUPERVISOR),
    ):
        assert page(other, task.get_absolute_url()).status_code == 404
        with pytest.raises(NotVisible):
            actions.complete(task=task, by=other, answers={})
        assert not queries.own(other).exists()
    supervisor = people_of(case).supervisor
    with pytest.raises(NotAllowed, match="Someone else has this task"):
        actions.complete(task=task, by=supervisor, answers={})


@pytest.mark.parametrize("still", [None, Role.ANALYST])
def test_a_role_that_ended_shows_the_second_officer_nothing(still: Role | None) -> None:
    case = approved()
    task = open_task(case, "visit_home")
    colleague = people_of(case).colleague
    colleague.grants.update(ends_on=timezone.localdate() - timedelta(days=1))
    if still:
        makers.give_role(colleague, still, team=makers.make_team(force=case.force))
    assert not queries.own(fresh(colleague)).exists()
    assert page(colleague, task.get_absolute_url()).status_code == 404
    with pytest.raises(NotVisible):
        actions.complete(task=task, by=fresh(colleague), answers={})


def test_without_that_look_a_role_that_ended_would_show_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = approved()
    task = open_task(case, "visit_home")
    colleague = people_of(case).colleague
    colleague.grants.update(ends_on=timezone.localdate() - timedelta(days=1))
    monkeypatch.setattr(permissions, "is_also_for", lambda user, task: task.also_for_id == user.pk)
    permissions.check_can_see(fresh(colleague), task)


def test_the_second_officer_sees_the_case_while_the_task_is_open() -> None:
    case = approved()
    colleague = people_of(case).colleague
    seen = Case.objects.visible_to(colleague).filter(pk=case.pk)
    assert seen.exists()
    at_the_door(case)
    assert not seen.all().exists()


def test_nobody_is_asked_twice_or_after_they_left() -> None:
    case = visit_at("plan").case
    plan(case)
    assert open_task(case, "approve").also_for is None
    colleague = people_of(case).colleague
    colleague.is_active = False
    colleague.save()
    do(case, "approve", by=people_of(case).supervisor, decision="APPROVE")
    assert open_task(case, "visit_home").also_for is None


def test_visits_open_at_the_door_before_the_column_are_found_too() -> None:
    case = approved()
    Task.objects.update(also_for=None)
    migration = import_module("workflows.migrations.0003_who_else_may_do_a_task")
    migration.name_second_officers(apps, None)
    assert open_task(case, "visit_home").also_for == people_of(case).colleague
    assert Task.objects.exclude(also_for=None).count() == 1


def test_both_halves_of_my_work_are_read_from_their_own_index() -> None:
    """With so few rows only SQLite plans as it would with many; the benchmark asks both."""
    officer = people_of(make_case()).officer
    read = plan_of(*queries.own(officer).order_by().query.sql_with_params())
    if connection.vendor == "sqlite":
        assert "task_owners_work" in read
        assert "task_others_work" in read
