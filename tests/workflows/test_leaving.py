"""Everything that hangs on a leaver goes to others together, or nothing does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from casework.accounts.access import roles_of
from casework.accounts.models import Absence, Role, RoleGrant, User, local_today
from casework.accounts.permissions import check_can_let_go
from casework.audit.models import Event
from casework.audit.verify import faults
from casework.cases.models import Case, State
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused
from casework.visits.models import VisitState
from tests import makers
from tests.makers_cases import all_safe, make_case, people_of
from tests.makers_visit_walk import approved, visit_of
from tests.makers_work import letter_at, visit_at
from workflows import actions, giving, leaving, permissions
from workflows.actions import leaving as leaver
from workflows.models import HandOver, Task, TaskHold
from workflows.sweep import return_work_of_leavers

pytestmark = pytest.mark.django_db

REASON = "Moves to another force."


def everything_to(user: User, to: User | None) -> dict[str, User | None]:
    return {key: to for key, _ in leaving.work_of(user, user).items()}


def hand(user: User, by: User, to: User | None, **more: Any) -> HandOver:
    """Everything of `user` to one receiver, today; `more` are other arguments."""
    more["to"] = more.pop("to_each", everything_to(user, to))
    given: dict[str, Any] = {
        "user": user,
        "by": by,
        "last_day": local_today(),
        "reason": REASON,
    }
    return actions.hand_over(**given | more)


def busy() -> tuple[Task, Task]:
    """An officer with two cases: a task that waits and one that does not."""
    one = letter_at("check_contact")
    other = visit_at("plan", make_case(team=one.case.team))
    actions.hold_task(
        task=one, by=people_of(one.case).officer, reason="The landlord first.", days=3
    )
    return one, other


def events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def test_everything_goes_and_nothing_open_remains() -> None:
    one, _ = busy()
    people = people_of(one.case)
    hand_over = hand(people.officer, people.supervisor, people.colleague)
    assert leaving.work_of(people.officer, people.supervisor).nothing_open
    assert {each.owner for each in Case.objects.all()} == {people.colleague}
    assert {each.owner for each in Task.objects.open()} == {people.colleague}
    assert {each.to for each in hand_over.items.all()} == {people.colleague}
    assert hand_over.items.count() == 4
    assert (events("task.assigned"), events("case.owner_changed")) == (2, 2)
    assert (events("role.ended"), events("work.handed_over")) == (1, 1)
    assert not list(faults())


def test_a_hold_goes_along_with_its_end_and_no_due_time_moves() -> None:
    one, _ = busy()
    people = people_of(one.case)
    due = {task.pk: task.due_at for task in Task.objects.open()}
    before = TaskHold.objects.live().get(task=one)
    hand(people.officer, people.supervisor, people.colleague)
    after = TaskHold.objects.live().get(task=one)
    assert (after.pk, after.until, after.reason) == (before.pk, before.until, before.reason)
    assert {task.pk: task.due_at for task in Task.objects.open()} == due


def test_each_item_may_go_to_somebody_else_and_a_task_to_the_queue() -> None:
    one, other = busy()
    people = people_of(one.case)
    third = makers.make_user(Role.OFFICER, team=one.case.team)
    to = everything_to(people.officer, people.colleague)
    to |= {f"task-{one.pk}": None, f"case-{other.case_id}": third}
    hand(people.officer, people.supervisor, people.colleague, to_each=to)
    assert Task.objects.get(pk=one.pk).owner is None
    assert Task.objects.get(pk=other.pk).owner == people.colleague
    assert Case.objects.get(pk=other.case_id).owner == third


def test_a_planned_visit_gets_another_officer_who_helps_with_its_tasks_too() -> None:
    case = approved()
    people, visit = people_of(case), visit_of(case)
    third = makers.make_user(Role.OFFICER, team=case.team)
    assert visit.second_officer == people.colleague
    hand(people.colleague, people.supervisor, third)
    visit = visit_of(case)
    assert (visit.second_officer, visit.state) == (third, VisitState.APPROVED)
    assert {task.also_for for task in Task.objects.open()} == {third}
    assert (events("visit.officer_replaced"), events("task.beside_changed")) == (1, 1)


def test_a_visit_to_come_is_not_left_with_nobody_or_with_one_officer_twice() -> None:
    case = approved()
    people = people_of(case)
    with pytest.raises(Refused, match="goes on this visit already"):
        hand(people.officer, people.supervisor, people.colleague)
    with pytest.raises(Refused, match="Choose who gets the visit"):
        hand(people.colleague, people.supervisor, None)
    assert visit_of(case).second_officer == people.colleague
    assert HandOver.objects.count() == 0


def test_what_cannot_go_takes_everything_back_with_it() -> None:
    one, _ = busy()
    people = people_of(one.case)
    with pytest.raises(Refused, match="must be an officer"):
        hand(people.officer, people.supervisor, people.supervisor)
    assert not leaving.work_of(people.officer, people.supervisor).nothing_open
    assert (events("task.assigned"), events("role.ended")) == (0, 0)
    assert HandOver.objects.count() == 0


def test_the_roles_end_with_the_last_day_and_at_once_where_that_is_over() -> None:
    one, _ = busy()
    people, today = people_of(one.case), local_today()
    hand(people.officer, people.supervisor, people.colleague, last_day=today + timedelta(days=3))
    assert roles_of(fresh(people.officer)) == {Role.OFFICER}
    for days, held in ((3, {Role.OFFICER}), (4, set())):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert roles_of(fresh(people.officer)) == held
    other = people_of(make_case(team=one.case.team)).colleague
    to = makers.make_user(Role.OFFICER, team=one.case.team)
    hand(other, people.supervisor, to, last_day=today - timedelta(days=1))
    assert roles_of(fresh(other)) == set()


def test_something_that_came_up_meanwhile_is_not_left_behind() -> None:
    one, _ = busy()
    people = people_of(one.case)
    to = everything_to(people.officer, people.colleague)
    make_case(team=one.case.team)
    with pytest.raises(Conflict, match="came up while you were choosing"):
        hand(people.officer, people.supervisor, people.colleague, to_each=to)


def test_the_check_at_the_end_says_what_is_left_and_nothing_has_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if a way to give something had forgotten half of its work."""
    one, _ = busy()
    people = people_of(one.case)
    monkeypatch.setattr(leaver, "_give_tasks", lambda *_, **__: None)
    with pytest.raises(Refused, match=r"would still be left: the task .Check that contact"):
        hand(people.officer, people.supervisor, people.colleague)
    assert Case.objects.filter(owner=people.officer).count() == 2


def test_without_the_check_at_the_end_it_would_be_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    one, _ = busy()
    people = people_of(one.case)
    monkeypatch.setattr(leaver, "_give_tasks", lambda *_, **__: None)
    monkeypatch.setattr(leaving, "check_nothing_left", lambda *_: None)
    hand(people.officer, people.supervisor, people.colleague)
    assert not leaving.work_of(people.officer, people.supervisor).nothing_open


def test_whoever_wrote_a_letter_does_not_get_its_decision() -> None:
    task, author, authoriser = waiting_letter()
    manager = people_of(task.case).manager
    makers.give_role(author, Role.AUTHORISER)
    author.forget_grants()
    with pytest.raises(Refused, match=r"may not decide this.*You wrote this letter"):
        hand(authoriser, manager, author)
    assert Task.objects.get(pk=task.pk).owner == authoriser


def test_without_the_records_own_rule_they_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    task, author, authoriser = waiting_letter()
    makers.give_role(author, Role.AUTHORISER)
    author.forget_grants()
    monkeypatch.setattr(permissions, "check_could_decide", lambda *_: None)
    hand(authoriser, people_of(task.case).manager, author)
    assert Task.objects.get(pk=task.pk).owner == author


def waiting_letter() -> tuple[Task, User, User]:
    """A letter that waits for an authorising officer who has its task; and its author."""
    task = letter_at("authorise")
    people = people_of(task.case)
    actions.assign(task=task, to=people.authoriser, by=people.manager)
    return Task.objects.get(pk=task.pk), people.officer, people.authoriser


def test_more_than_one_officer_should_have_needs_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, _ = busy()
    people = people_of(one.case)
    monkeypatch.setattr(settings, "POLICY", {giving.LIMIT.name: 1})
    with pytest.raises(Refused, match="of at most 1 open tasks"):
        hand(people.officer, people.supervisor, people.colleague)
    hand(people.officer, people.supervisor, people.colleague, over_limit="Nobody else is left.")
    assert leaving.work_of(people.officer, people.supervisor).nothing_open


def test_who_may_hand_over_whose_work() -> None:
    people = people_of(make_case())
    team = people.team
    check_can_let_go(people.supervisor, people.officer)
    check_can_let_go(people.manager, people.authoriser)
    check_can_let_go(people.manager, people.advocate)
    stranger = makers.make_user(Role.SUPERVISOR)
    elsewhere = makers.make_user(Role.OFFICER, team=team)
    makers.give_role(elsewhere, Role.OFFICER, team=makers.make_team(force=team.force))
    refused: list[tuple[User, User, type[Exception], str]] = [
        (people.officer, people.colleague, NotVisible, "no such person"),
        (stranger, people.officer, NotVisible, "no such person"),
        (people.supervisor, people.manager, NotVisible, "no such person"),
        (people.manager, people.manager, NotAllowed, "Another supervisor or a manager"),
        (people.supervisor, elsewhere, NotAllowed, "A manager of the force"),
        (people.manager, people.auditor, NotAllowed, "system administrator"),
        (people.supervisor, people.advocate, NotVisible, "no such person"),
    ]
    for by, user, kind, said in refused:
        with pytest.raises(kind, match=said):
            check_can_let_go(by, user)


def test_somebody_they_stood_in_for_has_nobody_then() -> None:
    one, _ = busy()
    people, today = people_of(one.case), local_today()
    third = makers.make_user(Role.OFFICER, team=one.case.team)
    end = today + timedelta(days=5)
    Absence.objects.create(user=third, deputy=people.officer, starts_on=today, ends_on=end)
    hand(people.officer, people.supervisor, people.colleague)
    now = Absence.objects.now().get(user=third)
    assert (now.deputy, now.starts_on, now.ends_on) == (None, today, end)


def test_a_suspended_case_goes_too_and_stays_suspended() -> None:
    case = make_case(state=State.SUSPENDED)
    people = people_of(case)
    hand(people.officer, people.supervisor, people.colleague)
    case = Case.objects.get(pk=case.pk)
    assert (case.owner, case.state) == (people.colleague, State.SUSPENDED)


def test_what_was_handed_over_cannot_be_changed() -> None:
    one, _ = busy()
    people = people_of(one.case)
    hand(people.officer, people.supervisor, people.colleague)
    for statement in (
        "UPDATE workflows_handover SET reason = 'x'",
        "UPDATE workflows_handoveritem SET to_id = NULL",
        "DELETE FROM workflows_handoveritem",
    ):
        with pytest.raises(DatabaseError, match="handed over cannot be changed"):
            run(statement)


def test_the_database_refuses_impossible_hand_overs() -> None:
    people = people_of(make_case())
    now, today = timezone.now(), local_today()
    own = HandOver(user=people.officer, by=people.officer, at=now, last_day=today, reason="x")
    silent = HandOver(user=people.officer, by=people.manager, at=now, last_day=today, reason="")
    for row in (own, silent):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_the_clock_puts_back_what_is_with_somebody_whose_role_has_ended() -> None:
    one, _ = busy()
    people = people_of(one.case)
    before = {task.pk: task.due_at for task in Task.objects.open()}
    assert return_work_of_leavers() == 0
    RoleGrant.objects.filter(user=people.officer).update(ends_on=local_today() - timedelta(days=1))
    assert return_work_of_leavers() == 2
    assert {task.owner for task in Task.objects.open()} == {None}
    assert {task.pk: task.due_at for task in Task.objects.open()} == before
    assert TaskHold.objects.live().filter(task=one).exists()
    assert return_work_of_leavers() == 0
    assert events("task.put_back") == 2


def test_a_manager_keeps_what_a_supervisor_would_do() -> None:
    task = letter_at("check_contact")
    people = people_of(task.case)
    answers = all_safe(task.case) | {"live_investigation": True}
    actions.complete(task=task, by=people.officer, answers=answers)
    stopped = Task.objects.open().get(process=task.process_id)
    actions.take(task=stopped, by=people.manager)
    assert return_work_of_leavers() == 0
    assert Task.objects.get(pk=stopped.pk).owner == people.manager
