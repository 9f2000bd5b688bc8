"""A due time moves only when somebody who leads the case says so, or the calendar changed and they
take it over; what it was stays, and nothing of the law moves by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import Role, RoleGrant, User
from casework.audit.models import Event
from casework.clocks import FROM_AN_EVENT, LONDON, Kind, Source
from casework.core.errors import Conflict, NotAllowed, Refused
from casework.core.invariants import declared
from casework.deadlines import actions as deadlines
from casework.deadlines.models import NotedDay
from tests import makers
from tests.makers_cases import people_of
from tests.makers_escalations import a_task, ladder
from workflows import actions, permissions
from workflows.actions import due as moving
from workflows.models import DueChange, Escalation, Rung, Task
from workflows.worklist.due_times import moved_by_calendar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("versions_of_rules")]

WHY = "The officer in the case is at court all week."
A_MONDAY = datetime(2026, 9, 7, 10, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def a_monday() -> Any:
    with time_machine.travel(A_MONDAY, tick=True) as clock:
        yield clock


def move(task: Task, *, by: User | None = None, **changes: Any) -> Task:
    by = by or people_of(task.case).supervisor
    return actions.move_due(task=task, by=by, **{"days": 7, "reason": WHY} | changes)


def give(task: Task, to: User) -> User:
    """Somebody who leads works as an officer as well, and has the task."""
    case = task.case
    RoleGrant.objects.create(
        user=to, role=Role.OFFICER, force=case.force, team=case.team, starts_on=A_MONDAY.date()
    )
    to = User.objects.get(pk=to.pk)
    actions.assign(task=task, to=to, by=people_of(case).manager, over_limit="Nobody else")
    return to


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def note(task: Task, day: datetime) -> NotedDay:
    """Somebody notes a bank holiday, and somebody else confirms it."""
    people = people_of(task.case)
    second = makers.make_user(Role.MANAGER, force=task.case.force)
    row = deadlines.note_day(
        day=day.date(), holiday="A royal wedding", by=people.manager, reason="The Gazette."
    )
    return deadlines.confirm(row=row, by=second)


def must_hold_holds() -> None:
    broken = {each.promise: list(each.broken()) for each in declared() if each.number == "I10"}
    assert {promise: rows for promise, rows in broken.items() if rows} == {}


def test_a_moved_due_time_keeps_what_it_was_with_its_proof_and_why() -> None:
    task = a_task()
    before, proof = task.due_at, task.due_proof
    moved = move(task)
    assert moved.due_at.astimezone(LONDON) == datetime(2026, 9, 16, 23, 59, 59, tzinfo=LONDON)
    change = DueChange.objects.get()
    assert (change.before, change.before_proof, change.after) == (before, proof, moved.due_at)
    assert (change.reason, change.by) == (WHY, people_of(task.case).supervisor)
    assert Event.objects.filter(verb="task.due_moved").count() == 1
    must_hold_holds()


def test_a_move_brings_its_own_ladder_and_stops_the_old_one() -> None:
    task = a_task()
    old = {row.pk for row in ladder(task).values()}
    moved = move(task)
    rows = Escalation.objects.filter(task=task)
    assert {row.how for row in rows.filter(pk__in=old)} == {Escalation.How.MOVED}
    new = rows.exclude(pk__in=old)
    assert {row.rung for row in new} == set(Rung.values)
    assert {row.how for row in new} == {""}
    assert new.get(rung=Rung.OVERDUE).send_at == moved.due_at


def test_the_page_of_the_task_says_who_moved_it_and_why() -> None:
    task = a_task()
    supervisor = signed_in(people_of(task.case).supervisor)
    address = reverse("workflows:due", args=[task.pk])
    assert address in supervisor.get(task.get_absolute_url()).content.decode()
    given = {"days": "7", "reason": WHY, "seen": task.due_at.isoformat() if task.due_at else ""}
    said = supervisor.post(address, given, follow=True).content.decode()
    assert "It is due on Wednesday 16 September 2026 at 11:59pm now." in said
    assert WHY in said
    assert (
        WHY in signed_in(people_of(task.case).officer).get(task.get_absolute_url()).content.decode()
    )


def test_what_was_typed_is_shown_again_where_somebody_moved_it_meanwhile() -> None:
    task = a_task()
    seen = task.due_at
    move(task, days=2)
    supervisor = people_of(task.case).supervisor
    with pytest.raises(Conflict, match="moved the due time") as conflict:
        move(task, seen=seen)
    assert conflict.value.by == supervisor.display_name
    given = {"days": "7", "reason": WHY, "seen": seen.isoformat() if seen else ""}
    address = reverse("workflows:due", args=[task.pk])
    answer = signed_in(supervisor).post(address, given)
    assert answer.status_code == 409
    assert WHY in answer.content.decode()
    assert DueChange.objects.count() == 1


@pytest.mark.parametrize("seen", ["2026-08-24T23:59:59+01:00", "2026-08-24T23:59:59", "soon"])
def test_a_due_time_that_the_task_never_had_is_refused_in_words(seen: str) -> None:
    task = a_task()
    browser = signed_in(people_of(task.case).supervisor)
    data = {"days": "3", "reason": "They are away.", "seen": seen}
    answer = browser.post(reverse("workflows:due", args=[task.pk]), data)
    assert answer.status_code == 422
    assert "Open the page again" in answer.content.decode()


def test_a_clock_set_back_between_two_moves_is_no_alarm() -> None:
    task = move(a_task())
    with time_machine.travel(timezone.now() - timedelta(hours=2), tick=True):
        move(task, days=6)
    must_hold_holds()


def test_only_a_lead_moves_it_and_never_that_of_a_task_of_their_own() -> None:
    task = a_task()
    people = people_of(task.case)
    with pytest.raises(NotAllowed, match="supervisor or manager"):
        move(task, by=people.officer)
    has_it = give(task, people.supervisor)
    with pytest.raises(NotAllowed, match="somebody else"):
        move(task, by=has_it)
    assert move(task, by=people.manager).due_change is not None


def test_without_the_check_an_officer_moves_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    task = a_task()
    monkeypatch.setattr(permissions, "check_can_move_due", lambda *_args: None)
    assert move(task, by=people_of(task.case).officer).due_change is not None


def of_the_law(task: Task, monkeypatch: pytest.MonkeyPatch) -> Task:
    """As if the rule of its step were set by law."""
    rule = (task.due_proof or {})["rule"] | {"source": str(Source.LAW)}
    Task.objects.filter(pk=task.pk).update(due_proof=(task.due_proof or {}) | {"rule": rule})
    return Task.objects.get(pk=task.pk)


def test_what_the_law_sets_no_person_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    task = of_the_law(a_task(), monkeypatch)
    with pytest.raises(Refused, match="The law sets this time"):
        move(task)
    monkeypatch.setattr(moving, "why_not_moved", lambda _task: None)
    assert move(task).due_change is not None


@pytest.mark.parametrize("kind", FROM_AN_EVENT)
def test_what_belongs_to_an_event_moves_with_the_event_alone(kind: Kind) -> None:
    """An advocate who is to be told before the act would hear of it after the act."""
    task = a_task()
    rule = (task.due_proof or {})["rule"] | {"kind": str(kind)}
    Task.objects.filter(pk=task.pk).update(due_proof=(task.due_proof or {}) | {"rule": rule})
    with pytest.raises(Refused, match="belongs to an event"):
        move(task)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"days": 0}, "from 1 to 10"), ({"days": 11}, "from 1 to 10"), ({"reason": " "}, "Say why")],
)
def test_a_move_that_makes_no_sense_is_refused(changes: dict[str, Any], sentence: str) -> None:
    task = a_task()
    with pytest.raises(Refused, match=sentence):
        move(task, **changes)
    assert Task.objects.get(pk=task.pk).due_at == task.due_at


def test_neither_a_new_owner_nor_a_hold_moves_it() -> None:
    task = a_task()
    people = people_of(task.case)
    has_it = give(task, people.supervisor)
    actions.hold_task(task=task, by=has_it, reason="In hospital", days=2)
    assert Task.objects.get(pk=task.pk).due_at == task.due_at
    assert not DueChange.objects.exists()


# --- a newly announced bank holiday --------------------------------------------------------------


def test_a_newly_noted_bank_holiday_moves_nothing_until_somebody_says_so() -> None:
    task = a_task()
    supervisor = people_of(task.case).supervisor
    assert list(moved_by_calendar(supervisor)) == []
    note(task, A_MONDAY + timedelta(days=1))
    [moved] = moved_by_calendar(supervisor)
    assert moved.task == task
    assert Task.objects.get(pk=task.pk).due_at == task.due_at
    assert moved.after - task.due_at == timedelta(days=1)  # type: ignore[operator]


def test_whoever_leads_looks_at_each_and_takes_it_over() -> None:
    task = a_task()
    note(task, A_MONDAY + timedelta(days=1))
    client = signed_in(people_of(task.case).supervisor)
    address = reverse("workflows:recount")
    [moved] = moved_by_calendar(people_of(task.case).supervisor)
    assert moved.words in client.get(address).content.decode()
    given = {"tasks": [moved.key], "reason": "A royal wedding, the Gazette of 7 September"}
    said = client.post(address, given, follow=True).content.decode()
    assert "1 due time moved." in said
    assert "Every running due time agrees" in said
    row = Task.objects.get(pk=task.pk)
    assert row.due_at == moved.after
    assert row.due_proof is not None
    assert "2026-09-08" in row.due_proof["not_counted"]
    assert row.due_change is not None
    assert row.due_change.cause == DueChange.Cause.CALENDAR
    must_hold_holds()


def test_a_time_of_the_law_moves_with_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    task = of_the_law(a_task(), monkeypatch)
    note(task, A_MONDAY + timedelta(days=1))
    by = people_of(task.case).supervisor
    assert actions.count_again(task=task, by=by, reason="The Gazette.").due_change is not None


def test_what_moved_meanwhile_is_not_moved_twice() -> None:
    task = a_task()
    note(task, A_MONDAY + timedelta(days=1))
    people = people_of(task.case)
    [moved] = moved_by_calendar(people.supervisor)
    actions.count_again(task=task, by=people.manager, reason="The Gazette.")
    with pytest.raises(Conflict):
        actions.count_again(
            task=task, by=people.supervisor, reason="The Gazette.", seen=moved.task.due_at
        )
    with pytest.raises(Refused, match="due then already"):
        actions.count_again(task=task, by=people.supervisor, reason="The Gazette.")
    assert DueChange.objects.count() == 1


def test_an_officer_has_no_such_page() -> None:
    task = a_task()
    officer = signed_in(people_of(task.case).officer)
    assert officer.get(reverse("workflows:recount")).status_code == 404


# --- what the database refuses -------------------------------------------------------------------


def sql(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("moved", [False, True])
def test_the_database_moves_no_due_time_without_its_row(moved: bool) -> None:
    task = a_task()
    if moved:
        task = move(task)
    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(due_at=timezone.now())
    assert Task.objects.get(pk=task.pk).due_at == task.due_at


@pytest.mark.parametrize(
    ("attack", "error"),
    [
        ("UPDATE workflows_duechange SET reason = 'x'", DatabaseError),
        ("UPDATE workflows_duechange SET before = after", DatabaseError),
        ("DELETE FROM workflows_duechange", DatabaseError),
        (
            "INSERT INTO workflows_duechange (task_id, cause, before, before_proof, after, reason,"
            " by_id, at) SELECT task_id, cause, before, before_proof, after, '', by_id, at"
            " FROM workflows_duechange",
            IntegrityError,
        ),
    ],
)
def test_the_database_keeps_every_move(attack: str, error: type[Exception]) -> None:
    move(a_task())
    with pytest.raises(error):
        sql(attack)


def test_a_due_time_moved_with_the_row_of_another_task_is_found() -> None:
    one, other = a_task(), a_task()
    move(one)
    change = DueChange.objects.get()
    Task.objects.filter(pk=other.pk).update(due_at=change.after, due_change=change)
    promise = "Every due time that was moved stands where its last move put it"
    [asked] = [each for each in declared() if each.promise == promise]
    assert any(f"task {other.pk}" in row for row in asked.broken())
