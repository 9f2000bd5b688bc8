"""The ladder of a deadline: made with the task, sent once by the clock, whatever the clock does."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from casework.accounts.models import Absence, Role, RoleGrant
from casework.core.invariants import outcomes
from tests import makers
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_escalations import HOUR, WEEK, a_task, at, ladder, sql, told
from tests.makers_work import do, letter_at, safe_contact
from tests.superuser import guards_off
from workflows import actions, escalating, sweep
from workflows.models import Escalation, Notice, Rung, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> Task:
    return a_task()


# --- made with the deadline -----------------------------------------------------------------------


def test_each_task_is_made_with_its_whole_ladder(task: Task) -> None:
    rows = ladder(task)
    assert task.due_at is not None
    period = task.due_at - task.created
    assert rows.keys() == set(Rung.values)
    assert rows["WARN"].send_at == task.due_at - period / 4
    assert rows["DUE"].send_at == task.due_at - timedelta(hours=4)
    assert rows["OVERDUE"].send_at == rows["SUPERVISOR"].send_at == task.due_at
    assert rows["MANAGER"].send_at == task.due_at + timedelta(hours=24)
    assert {row.settled_at for row in rows.values()} == {None}


def test_a_timer_and_a_choice_have_no_ladder(task: Task) -> None:
    engines = Task.objects.filter(process=task.process_id, due_at=None)
    assert engines.exists()
    assert not Escalation.objects.filter(task__in=engines).exists()


def test_nothing_is_to_be_sent_before_the_task_is_there() -> None:
    made = timezone.now()
    ladder = escalating.moments(made, made + HOUR, "E")
    assert ladder[Rung.DUE] == ladder[Rung.WARN] == made + HOUR * 3 / 4
    late = escalating.moments(made, made - HOUR, "E")
    assert {late[rung] for rung in Rung if rung != Rung.MANAGER} == {made}
    assert late[Rung.MANAGER] == made + 23 * HOUR


def test_a_force_sets_its_own_numbers(task: Task, settings: pytest.FixtureRequest) -> None:
    settings.POLICY = {"escalation.manager_hours_after": 2, "escalation.warn_in_last_percent": 50}  # type: ignore[attr-defined]
    made = timezone.now()
    ladder = escalating.moments(made, made + 10 * HOUR, "E")
    assert ladder[Rung.MANAGER] == made + 12 * HOUR
    assert ladder[Rung.WARN] == made + 5 * HOUR


def test_a_task_that_is_not_made_has_no_ladder(task: Task) -> None:
    """One transaction: what was rolled back is gone on both sides."""
    before = Escalation.objects.count()
    with transaction.atomic():
        letter_at("check_contact")
        assert Escalation.objects.count() == before + 5
        transaction.set_rollback(True)
    assert Escalation.objects.count() == before


def test_a_task_without_its_ladder_is_named(task: Task) -> None:
    with guards_off():
        Escalation.objects.filter(task=task, rung=Rung.MANAGER).delete()
    broken = {found.promise: found.rows for found in outcomes() if found.rows}
    promise = "Every open task has the whole ladder of its deadline"
    assert broken == {promise: (f"task {task.pk} has 4 of 5 rungs",)}


# --- sent -----------------------------------------------------------------------------------------


def test_each_rung_goes_to_whom_it_is_for(task: Task) -> None:
    people = people_of(task.case)
    with at(task.due_at, after=timedelta(hours=25)):
        assert sweep.send_escalations() == 5
    for rung in (Rung.WARN, Rung.DUE, Rung.OVERDUE):
        assert told(task, rung) == [people.officer]
    assert told(task, Rung.SUPERVISOR) == [people.supervisor]
    assert told(task, Rung.MANAGER) == [people.manager]


def test_each_that_is_sent_has_one_event_of_the_case(task: Task) -> None:
    with at(ladder(task)["WARN"].send_at), assert_one_event("task.escalated"):
        assert sweep.send_escalations() == 1


def test_nothing_is_sent_a_minute_early(task: Task) -> None:
    with at(ladder(task)["WARN"].send_at, after=-timedelta(minutes=1)):
        assert sweep.send_escalations() == 0
    assert not Notice.objects.exists()


def test_who_has_it_then_is_told_and_not_who_had_it_when_it_was_made(task: Task) -> None:
    people = people_of(task.case)
    actions.assign(task=task, to=people.colleague, by=people.supervisor)
    with at(task.due_at):
        sweep.send_escalations()
    assert told(task, Rung.OVERDUE) == [people.colleague]


def test_what_nobody_has_is_told_to_the_supervisor_who_gives_it_out(task: Task) -> None:
    people = people_of(task.case)
    actions.put_back(task=task, by=people.officer, reason="I am at court all week.")
    with at(task.due_at):
        sweep.send_escalations()
    assert told(task, Rung.DUE) == [people.supervisor]


def test_a_team_without_a_supervisor_reaches_its_manager(task: Task) -> None:
    people = people_of(task.case)
    RoleGrant.objects.filter(user=people.supervisor).update(ends_on=timezone.localdate())
    with at(task.due_at):
        sweep.send_escalations()
    assert told(task, Rung.SUPERVISOR) == [people.manager]


def test_while_somebody_is_away_their_deputy_is_told_too(task: Task) -> None:
    people = people_of(task.case)
    assert task.due_at is not None
    day = timezone.localdate(task.due_at)
    Absence.objects.create(
        user=people.officer, deputy=people.colleague, starts_on=day, ends_on=day + WEEK
    )
    with at(task.due_at):
        sweep.send_escalations()
    assert set(told(task, Rung.OVERDUE)) == {people.officer, people.colleague}


def test_a_role_that_ended_is_told_nothing(task: Task) -> None:
    people = people_of(task.case)
    RoleGrant.objects.filter(user=people.officer).update(ends_on=timezone.localdate())
    with at(task.due_at):
        sweep.send_escalations()
    assert told(task, Rung.OVERDUE) == [people.supervisor]


def test_without_the_look_at_who_may_see_it_a_leaver_is_told(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    people = people_of(task.case)
    RoleGrant.objects.filter(user=people.officer).update(ends_on=timezone.localdate())
    monkeypatch.setattr("workflows.permissions.can_see", lambda _user, _task: True)
    with at(task.due_at):
        sweep.send_escalations()
    assert told(task, Rung.OVERDUE) == [people.officer]


def test_nothing_is_sent_of_a_task_that_is_done(task: Task) -> None:
    do(task.case, "check_contact", by=people_of(task.case).officer, **safe_contact(task.case))
    with at(task.due_at, after=WEEK):
        sweep.send_escalations()
    assert not Notice.objects.filter(task=task).exists()
    assert {row.how for row in ladder(task).values()} == {"LAPSED"}


# --- what the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE workflows_escalation SET send_at = '2030-01-01 00:00:00+00:00'",
        "UPDATE workflows_escalation SET rung = 'DUE' WHERE rung = 'WARN'",
        "DELETE FROM workflows_escalation",
        "UPDATE workflows_escalation SET how = ''",
        "UPDATE workflows_escalation SET settled_at = NULL, how = ''",
        "UPDATE workflows_escalation SET how = 'LAPSED'",
        "UPDATE workflows_notice SET made_at = '2020-01-01 00:00:00+00:00'",
        "DELETE FROM workflows_notice",
    ],
)
def test_what_was_sent_cannot_be_changed(task: Task, attack: str) -> None:
    with at(task.due_at, after=WEEK):
        sweep.send_escalations()
    with pytest.raises(DatabaseError, match="cannot be changed"):
        sql(attack)


def test_without_the_guards_it_could(task: Task) -> None:
    """The red twin."""
    with at(task.due_at, after=WEEK):
        sweep.send_escalations()
    with guards_off():
        assert sql("DELETE FROM workflows_notice") == 5


@pytest.mark.parametrize(
    "settled",
    [
        "settled_at = '2020-01-01 00:00:00+00:00', how = 'SENT'",
        "settled_at = '2050-01-01 00:00:00+00:00', how = ''",
        "settled_at = '2050-01-01 00:00:00+00:00', how = 'SUPPRESSED'",
        "settled_at = '2050-01-01 00:00:00+00:00', how = 'SENT', reason = 'x'",
        "settled_at = '2050-01-01 00:00:00+00:00', how = 'LOST'",
    ],
)
def test_a_rung_is_settled_in_a_way_that_is_known_and_never_before_its_moment(
    task: Task, settled: str
) -> None:
    with pytest.raises(IntegrityError):
        sql(f"UPDATE workflows_escalation SET {settled}")


def test_a_task_has_each_rung_once(task: Task) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(task=task, rung=Rung.WARN, send_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(task=task, rung="LATER", send_at=timezone.now())


def test_nobody_is_told_twice_of_one_rung(task: Task) -> None:
    with at(task.due_at):
        sweep.send_escalations()
    notice = Notice.objects.first()
    assert notice is not None
    notice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


def test_an_authorisers_task_is_told_to_who_may_take_it() -> None:
    task = letter_at("authorise")
    authoriser = people_of(task.case).authoriser
    makers.make_user(Role.AUTHORISER)  # of another force
    with at(task.due_at):
        sweep.send_escalations()
    assert told(task, Rung.DUE) == [authoriser]


# --- tasks that were there before -----------------------------------------------------------------


def test_what_was_past_when_the_ladder_came_is_marked_and_told_to_nobody(task: Task) -> None:
    made = {rung: row.send_at for rung, row in ladder(task).items()}
    with guards_off():
        Escalation.objects.all().delete()
    migration = import_module("workflows.migrations.0009_escalations")
    with at(task.due_at, after=HOUR):
        migration.give_open_tasks_their_ladder(apps, None)
        assert sweep.send_escalations() == 0
    rows = ladder(task)
    assert {rung: row.send_at for rung, row in rows.items()} == made
    assert {row.how for rung, row in rows.items() if rung != Rung.MANAGER} == {"BEFORE"}
    with at(task.due_at, after=25 * HOUR):
        assert sweep.send_escalations() == 1
    assert told(task, Rung.MANAGER) == [people_of(task.case).manager]
