"""One door for doing a task: who may, once only, all or nothing."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.audit.actions import LOOKED
from casework.audit.models import Event
from casework.core.errors import Conflict, NotAllowed, NotVisible, Refused
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_work import answers_of, do, letter_at, open_steps, open_task, safe_contact, start
from workflows import actions, permissions
from workflows.models import Completion, Intervention, Task

pytestmark = pytest.mark.django_db


def contact_task() -> Task:
    return letter_at("check_contact")


def test_doing_a_task_leads_to_the_next_with_its_own_due_time() -> None:
    task = contact_task()
    officer = people_of(task.case).officer
    do(task.case, "check_contact", by=officer, **safe_contact(task.case))
    following = open_task(task.case, "write")
    assert following.owner == officer
    assert following.due_at is not None
    assert following.due_at > timezone.now()
    assert following.due_proof["rule"]


def test_doing_a_task_writes_who_and_when_and_one_event() -> None:
    task = contact_task()
    officer = people_of(task.case).officer
    with makers.assert_one_event("task.completed") as events:
        do(task.case, "check_contact", by=officer, **safe_contact(task.case))
    assert events[0].actor_id == officer.pk
    assert Completion.objects.get(task=task).by == officer


def test_a_task_is_done_once_and_the_second_is_told_who_and_when() -> None:
    task = contact_task()
    officer = people_of(task.case).officer
    answers = answers_of(task, officer, safe_contact(task.case))
    actions.complete(task=task, by=officer, answers=answers)
    with pytest.raises(Conflict) as told:
        actions.complete(task=task, by=officer, answers=answers)
    assert told.value.by == officer.display_name
    assert told.value.at == Completion.objects.get(task=task).at
    assert open_steps(task.case) == ["write"]


def test_without_the_check_a_task_would_be_done_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: with the check off it is the unique row that holds, as a conflict."""
    task = contact_task()
    officer = people_of(task.case).officer
    answers = answers_of(task, officer, safe_contact(task.case))
    actions.complete(task=task, by=officer, answers=answers)
    monkeypatch.setattr(permissions, "check_still_open", lambda task: None)
    with pytest.raises(Exception) as told:  # noqa: PT011 - whichever guard is next
        actions.complete(task=task, by=officer, answers=answers)
    assert not isinstance(told.value, Refused)


def test_what_the_records_action_refuses_leaves_the_task_as_it_was() -> None:
    task = letter_at("write")
    officer = people_of(task.case).officer
    events = Event.objects.count()
    with pytest.raises(Refused):
        actions.complete(task=task, by=officer, answers={"facts": [], "service_contact": None})
    assert open_steps(task.case) == ["write"]
    assert not Completion.objects.filter(task=task).exists()
    assert Event.objects.count() == events


def test_a_colleague_cannot_do_a_task_that_somebody_has() -> None:
    task = contact_task()
    supervisor = people_of(task.case).supervisor
    answers = answers_of(task, supervisor, safe_contact(task.case))
    with pytest.raises(NotAllowed, match="Someone else has this task"):
        actions.complete(task=task, by=supervisor, answers=answers)


def test_somebody_of_another_force_is_told_there_is_no_such_task() -> None:
    task = contact_task()
    stranger = makers.make_user(Role.MANAGER)
    with pytest.raises(NotVisible):
        actions.complete(task=task, by=stranger, answers={})


def test_a_role_that_ended_shows_and_does_nothing_from_the_next_request_on() -> None:
    task = contact_task()
    officer = people_of(task.case).officer
    assert page_of(task, officer).get(task.get_absolute_url()).status_code == 200
    end_roles(officer)
    answer = page_of(task, officer).get(task.get_absolute_url())
    assert answer.status_code == 404
    with pytest.raises(NotVisible):
        actions.complete(task=task, by=type(officer).objects.get(pk=officer.pk), answers={})


def test_without_that_check_a_task_would_be_shown_to_who_once_had_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin: the person's name and history, for a role that is over."""
    task = contact_task()
    officer = people_of(task.case).officer
    end_roles(officer)
    monkeypatch.setattr(permissions, "check_can_see", lambda user, task: None)
    answer = page_of(task, officer).get(task.get_absolute_url())
    assert task.case.person.surname in answer.content.decode()


def end_roles(user: User) -> None:
    user.grants.update(ends_on=timezone.localdate() - timezone.timedelta(days=1))


def test_whoever_may_take_a_task_takes_it_by_doing_it() -> None:
    task = letter_at("authorise")
    assert task.owner is None
    inspector = people_of(task.case).authoriser
    do(task.case, "authorise", by=inspector, decision="REFUSE", refusal="Not needed.")
    task = Task.objects.get(pk=task.pk)
    assert task.owner == inspector
    assert Intervention.objects.get(pk=task.process_id).outcome == "Refused"


def test_the_writer_cannot_authorise_even_with_the_role() -> None:
    case = make_case()
    officer = people_of(case).officer
    makers.give_role(officer, Role.AUTHORISER, force=case.force)
    task = letter_at("authorise", case)
    answers = {"decision": "AUTHORISE", "reason": "", "redaction_checked": True}
    with pytest.raises((NotAllowed, Refused)):
        actions.complete(task=task, by=officer, answers=answers)
    assert open_steps(case) == ["authorise"]


# --- taking, giving, putting back -----------------------------------------------------------------


def test_taking_giving_and_putting_back_never_move_the_due_time() -> None:
    task = contact_task()
    people, due_at = people_of(task.case), task.due_at
    actions.put_back(task=task, by=people.officer, reason="On leave from tomorrow.")
    actions.assign(task=task, to=people.colleague, by=people.supervisor)
    actions.put_back(task=task, by=people.supervisor, reason="Too much on.")
    actions.take(task=task, by=people.officer)
    task = Task.objects.get(pk=task.pk)
    assert (task.owner, task.due_at) == (people.officer, due_at)


def test_the_database_refuses_to_move_a_due_time() -> None:
    task = contact_task()
    with pytest.raises(DatabaseError, match="moves only with its reason"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(due_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_task SET due_at = NULL WHERE id = %s", [task.pk])


@pytest.mark.parametrize(
    "attack",
    ["UPDATE workflows_completion SET by_id = by_id", "DELETE FROM workflows_completion"],
)
def test_the_database_refuses_to_change_that_a_task_was_done(attack: str) -> None:
    letter_at("write")
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        connection.cursor().execute(attack)


def test_work_without_a_team_a_role_or_a_due_time_is_refused_by_the_database() -> None:
    task = contact_task()
    for column in ("team_id", "role"):
        value = "NULL" if column == "team_id" else "''"
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE workflows_task SET {column} = {value} WHERE id = {task.pk}")


def test_only_those_who_lead_give_out_tasks() -> None:
    task = contact_task()
    people = people_of(task.case)
    with pytest.raises(NotAllowed):
        actions.assign(task=task, to=people.colleague, by=people.officer)


def test_a_task_goes_only_to_somebody_who_can_do_it() -> None:
    task = contact_task()
    people = people_of(task.case)
    with pytest.raises(Refused, match="cannot do this task"):
        actions.assign(task=task, to=people.auditor, by=people.supervisor)


def test_a_task_somebody_has_cannot_be_taken() -> None:
    task = contact_task()
    with pytest.raises((NotAllowed, NotVisible)):
        actions.take(task=task, by=people_of(task.case).colleague)


# --- starting and stopping ------------------------------------------------------------------------


def test_one_of_a_kind_at_a_time_and_the_second_is_told_who_began() -> None:
    case = start("warning_letter").case
    with pytest.raises(Conflict) as told:
        start("warning_letter", case)
    assert told.value.by == people_of(case).officer.display_name


def test_the_database_holds_one_open_intervention_of_a_kind() -> None:
    one = start("warning_letter")
    with pytest.raises(DatabaseError), transaction.atomic():
        Intervention.objects.create(
            case=one.case,
            kind="warning_letter",
            heading=one.heading,
            reason="Another",
            started_by=one.started_by,
            flow_class=one.flow_class,
        )


def test_nothing_starts_before_the_case_is_adopted() -> None:
    case = make_case(state="ASSESSMENT")
    with pytest.raises(Refused, match="adopted"):
        start("home_visit", case)


def test_a_colleague_without_the_case_cannot_start_one() -> None:
    case = make_case()
    with pytest.raises(NotAllowed):
        start("home_visit", case, by=people_of(case).colleague)


def test_stopping_withdraws_the_record_and_drops_the_open_tasks() -> None:
    task = letter_at("authorise")
    supervisor = people_of(task.case).supervisor
    with makers.assert_one_event("intervention.withdrawn"):
        actions.cancel(intervention=task.process, by=supervisor, reason="Arrested.")
    row = Intervention.objects.get(pk=task.process_id)
    assert (row.outcome, row.letter.state) == ("Withdrawn", "WITHDRAWN")
    assert open_steps(task.case) == []
    assert not Task.objects.filter(process=row, finished=None).exists()


def test_what_was_stopped_is_no_longer_to_be_done() -> None:
    task = letter_at("authorise")
    people = people_of(task.case)
    actions.cancel(intervention=task.process, by=people.supervisor, reason="Arrested.")
    with pytest.raises(Refused, match="no longer needed"):
        actions.complete(task=task, by=people.authoriser, answers={})


# --- the page -------------------------------------------------------------------------------------


def page_of(task: Task, user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_the_page_saves_and_says_what_happens_next() -> None:
    task = contact_task()
    client = page_of(task, people_of(task.case).officer)
    answer = client.post(task.get_absolute_url(), safe_contact(task.case), follow=True)
    assert answer.status_code == 200
    assert "Write the warning letter" in answer.content.decode()


def test_the_page_keeps_what_was_typed_when_something_is_missing() -> None:
    task = contact_task()
    client = page_of(task, people_of(task.case).officer)
    answer = client.post(task.get_absolute_url(), {"idva_note": "She says it is fine."})
    assert answer.status_code == 422
    assert "She says it is fine." in answer.content.decode()
    assert "There is a problem" in answer.content.decode()


def test_the_second_save_is_answered_with_409_and_what_was_typed() -> None:
    task = contact_task()
    officer = people_of(task.case).officer
    client = page_of(task, officer)
    typed = safe_contact(task.case) | {"idva_note": "Only I know this."}
    do(task.case, "check_contact", by=officer, **safe_contact(task.case))
    answer = client.post(task.get_absolute_url(), typed)
    assert answer.status_code == 409
    assert officer.display_name in answer.content.decode()
    assert "Only I know this." in answer.content.decode()


def test_a_task_of_another_force_answers_as_one_that_is_not_there() -> None:
    task = contact_task()
    client = page_of(task, makers.make_user(Role.MANAGER))
    theirs = client.get(task.get_absolute_url())
    none = client.get("/tasks/999999/")
    assert theirs.status_code == none.status_code == 404
    token = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub(b"", theirs.content) == token.sub(b"", none.content)


def test_looking_at_a_task_is_written_down() -> None:
    task = contact_task()
    officer = people_of(task.case).officer
    before = Event.objects.filter(verb=LOOKED).count()
    page_of(task, officer).get(task.get_absolute_url())
    assert Event.objects.filter(verb=LOOKED).count() == before + 1
