"""Notices: one's own alone, by reference and step, gone with the right to see the task."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.accounts.models import Role, RoleGrant, User
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_escalations import HOUR, WEEK, a_task, at
from tests.makers_restricted import restrict
from tests.makers_work import do, safe_contact, start
from workflows import actions, digests, sweep
from workflows.models import Notice, Opening, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> Task:
    """A task that is an hour overdue when the sweep has run."""
    task = a_task()
    with at(task.due_at, after=HOUR):
        sweep.send_escalations()
    return task


def shown(user: User, page: str = "/notices/") -> str:
    client = Client()
    client.force_login(user)
    return client.get(page).content.decode()


def test_the_page_tells_the_step_and_the_reference_and_names_nobody(task: Task) -> None:
    people = people_of(task.case)
    text = shown(people.officer)
    assert "Check that contact is safe" in text
    assert task.case.ref in text
    harmed = [each.victim for each in task.case.person.incidents_as_suspect.all()]
    addresses = [contact.value for contact in task.case.person.contacts.all()]
    names = [part.surname for part in (task.case.person, *filter(None, harmed))]
    for secret in (*names, *addresses, task.case.person.ref):
        assert secret not in text


def test_what_a_supervisor_typed_into_an_added_task_is_not_repeated(task: Task) -> None:
    people = people_of(task.case)
    added = actions.add_task(
        intervention=task.process,
        by=people.supervisor,
        title="Ring Mrs Nightingale",
        asked="Ask how she is.",
        reason="She rang the desk.",
        role=Role.OFFICER,
        owner=people.officer,
        days=1,
    )
    with at(added.due_at, after=HOUR):
        sweep.send_escalations()
    text = shown(people.officer)
    assert Notice.objects.filter(task=added, recipient=people.officer).exists()
    assert "A task that was added" in text
    assert "Nightingale" not in text


def test_each_is_shown_only_their_own(task: Task) -> None:
    people = people_of(task.case)
    assert "told to you as a supervisor" in shown(people.supervisor)
    assert "told to you as a supervisor" not in shown(people.officer)
    assert task.case.ref not in shown(people.colleague)


def test_the_count_stands_on_every_page_and_goes_when_they_are_read(task: Task) -> None:
    officer = people_of(task.case).officer
    assert "Notices (3 new)" in shown(officer, "/my-work/")
    client = Client()
    client.force_login(officer)
    assert client.post("/notices/read/").status_code == 302
    assert "new)" not in shown(officer, "/my-work/")
    assert Notice.objects.filter(read_at=None).count() == 1  # the supervisor's
    assert task.case.ref in shown(officer)


def test_reading_takes_a_form_and_nobody_reads_for_another(task: Task) -> None:
    people = people_of(task.case)
    client = Client()
    client.force_login(people.colleague)
    assert client.get("/notices/read/").status_code == 405
    client.post("/notices/read/")
    assert not Notice.objects.exclude(read_at=None).exists()


def test_opening_the_task_reads_what_was_told_of_it(task: Task) -> None:
    officer = people_of(task.case).officer
    shown(officer, task.get_absolute_url())
    assert not Notice.objects.filter(recipient=officer, read_at=None).exists()


def test_what_is_done_is_new_no_more_and_stays_on_the_page(task: Task) -> None:
    people = people_of(task.case)
    assert "new)" in shown(people.supervisor)
    do(task.case, "check_contact", by=people.officer, **safe_contact(task.case))
    text = shown(people.supervisor)
    assert "new)" not in text
    assert task.case.ref in text


def test_a_notice_is_read_once_and_stays_read(task: Task) -> None:
    officer = people_of(task.case).officer
    assert actions.read_notices(by=officer) == 3
    assert actions.read_notices(by=officer) == 0


def test_of_a_case_that_is_restricted_meanwhile_nothing_is_shown(task: Task) -> None:
    supervisor = people_of(task.case).supervisor
    assert task.case.ref in shown(supervisor)
    restrict(task.case)
    text = shown(supervisor)
    assert task.case.ref not in text
    assert "new)" not in text
    assert "Nothing new" in text
    assert task.case.ref in shown(people_of(task.case).officer)  # who is on the list


def test_without_that_rule_it_would_be(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    supervisor = people_of(task.case).supervisor
    restrict(task.case)
    own = lambda rows, user: rows.filter(recipient=user)  # noqa: E731
    monkeypatch.setattr(type(Notice.objects.all()), "visible_to", own)
    assert task.case.ref in shown(supervisor)


def test_a_role_that_ended_shows_nothing(task: Task) -> None:
    officer = people_of(task.case).officer
    yesterday = task.created.date() - timedelta(days=1)
    RoleGrant.objects.filter(user=officer).update(starts_on=yesterday, ends_on=yesterday)
    assert task.case.ref not in shown(officer)


def test_a_task_that_went_to_somebody_else_is_shown_as_long_as_its_case_is(task: Task) -> None:
    people = people_of(task.case)
    actions.assign(task=task, to=people.colleague, by=people.supervisor)
    assert task.case.ref in shown(people.officer)  # who still owns the case


def test_nothing_is_there_for_somebody_without_work() -> None:
    assert "Nothing new" in shown(makers.make_user(Role.OFFICER))


# --- the figures of the day -----------------------------------------------------------------------


def test_what_was_never_opened_is_counted_until_it_is(task: Task) -> None:
    officer = people_of(task.case).officer
    with time_machine.travel(task.created + timedelta(hours=23), tick=False):
        assert digests.figures(officer, task.created + timedelta(hours=23))["unopened"] == 0
    later = task.created + timedelta(hours=25)
    assert digests.figures(officer, later)["unopened"] == 1
    actions.open_page(task=task, by=people_of(task.case).supervisor)
    assert digests.figures(officer, later)["unopened"] == 1
    shown(officer, task.get_absolute_url())
    assert digests.figures(officer, later)["unopened"] == 0
    shown(officer, task.get_absolute_url())
    assert Opening.objects.count() == 1


def test_overdue_and_due_soon_are_counted_by_the_due_time(task: Task) -> None:
    officer = people_of(task.case).officer
    assert task.due_at is not None
    assert digests.figures(officer, task.due_at - timedelta(hours=47))["soon"] == 1
    assert digests.figures(officer, task.due_at - timedelta(hours=49))["soon"] == 0
    late = digests.figures(officer, task.due_at + HOUR)
    assert (late["overdue"], late["soon"]) == (1, 0)


def test_a_task_is_first_opened_once(task: Task) -> None:
    officer = people_of(task.case).officer
    actions.open_page(task=task, by=officer)
    row = Opening.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_page_costs_the_same_however_many_notices(task: Task) -> None:
    officer = people_of(task.case).officer

    def cost() -> int:
        client = Client()
        client.force_login(officer)
        client.get("/notices/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/notices/")
        return len(asked)

    def another() -> None:
        start("warning_letter", make_case(team=task.case.team, owner=officer), by=officer)
        with at(task.due_at, after=WEEK):
            sweep.send_escalations()

    another()
    few = cost()
    another()
    another()
    assert Notice.objects.filter(recipient=officer).count() > 3
    assert cost() == few
