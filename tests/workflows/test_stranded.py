"""Tasks of those who left: looked for from who lost something, however much is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from casework.accounts.models import RoleGrant, User, local_today
from tests import makers
from tests.makers_cases import people_of
from tests.makers_escalations import sql
from tests.makers_work import letter_at
from workflows import stranded, sweep
from workflows.models import Task

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = -timedelta(days=1), timedelta(days=1)


def _ends(user: User) -> None:
    RoleGrant.objects.filter(user=user).update(ends_on=local_today() + YESTERDAY)


def _is_taken_away(user: User) -> None:
    by = makers.make_user(force=user.force)
    RoleGrant.objects.filter(user=user).update(revoked_on=local_today(), revoked_by=by)


def _has_not_begun(user: User) -> None:
    RoleGrant.objects.filter(user=user).update(starts_on=local_today() + TOMORROW)


def _leaves(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _goes_to_another_team(user: User) -> None:
    _ends(user)
    team = makers.make_team(force=user.force)
    RoleGrant.objects.create(
        user=user, role="OFFICER", force=user.force, team=team, starts_on=local_today(), reason="."
    )


def _does_something_else(user: User) -> None:
    _ends(user)
    RoleGrant.objects.create(
        user=user, role="ANALYST", force=user.force, starts_on=local_today(), reason="."
    )


WAYS = [_ends, _is_taken_away, _has_not_begun, _leaves, _goes_to_another_team, _does_something_else]


@pytest.mark.parametrize("loses", WAYS)
def test_whatever_somebody_lost_their_tasks_are_found_and_nobody_elses(
    loses: Callable[[User], None],
) -> None:
    task = letter_at("check_contact")
    letter_at("check_contact")
    assert not stranded.of_those_who_lost_a_role().exists()
    loses(people_of(task.case).officer)
    assert list(stranded.of_those_who_lost_a_role()) == [task]
    assert list(stranded.of_anybody()) == [task]
    assert sweep.return_work_of_leavers() == 1
    assert Task.objects.get(pk=task.pk).owner is None
    assert sweep.return_strayed_work() == 0


def test_who_got_the_role_again_keeps_their_work() -> None:
    task = letter_at("check_contact")
    officer = people_of(task.case).officer
    _ends(officer)
    RoleGrant.objects.create(
        user=officer, role="OFFICER", force=officer.force, starts_on=local_today(), reason="."
    )
    assert sweep.return_work_of_leavers() == 0
    assert sweep.return_strayed_work() == 0


def test_what_a_flow_gave_to_somebody_who_never_held_its_role_goes_back_as_well() -> None:
    task = letter_at("check_contact")
    Task.objects.filter(pk=task.pk).update(owner=people_of(task.case).analyst)
    assert sweep.return_work_of_leavers() == 0
    assert sweep.return_strayed_work() == 1
    assert Task.objects.get(pk=task.pk).owner is None


def test_it_begins_with_who_lost_something() -> None:
    task = letter_at("check_contact")
    _many_like(task)
    _leaves(people_of(task.case).analyst)
    assert "owner_id" in _finding_tasks(stranded.of_those_who_lost_a_role())
    # The red twin: it reads every task there is.
    assert "owner_id" not in _finding_tasks(stranded.of_anybody())


def _many_like(task: Task) -> None:
    """So many tasks that it matters how they are found, and a database that knows of them."""
    named = ", ".join(f.column for f in Task._meta.concrete_fields if not f.primary_key)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
    copies = f"INSERT INTO workflows_task ({named}) {numbers} SELECT {named} FROM workflows_task, n"
    sql(f"{copies} WHERE id = %s", task.pk)
    sql("ANALYZE")


def _finding_tasks(asked: QuerySet[Task]) -> str:
    """How the database finds the tasks in its plan."""
    if connection.vendor == "sqlite":
        lines = asked.explain().splitlines()
        return next(line for line in lines if "workflows_task" in line)
    (plan,) = json.loads(asked.explain(format="json"))
    (reads,) = [p for p in _parts(plan["Plan"]) if p.get("Relation Name") == "workflows_task"]
    return f"{reads.get('Index Cond')} {reads.get('Recheck Cond')}"


def _parts(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _parts(part)
