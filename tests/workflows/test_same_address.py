"""Someone is at this address today: said of cases the reader sees, and of no others."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Team, User
from casework.cases.models import Case
from casework.visits.models import Visit
from tests import makers_visits
from tests.makers_cases import make_case, people_of
from tests.makers_visit_walk import approved, at_the_door
from tests.makers_work import open_task, visit_at
from workflows.models import Task
from workflows.worklist import same_address

pytestmark = pytest.mark.django_db
HEADING = "Someone is at this address today"


@pytest.fixture(autouse=True)
def _in_the_morning():
    """Early enough that a visit in an hour is one of today; at the beginning of a minute, so that
    the hour is ten o'clock however long the pages take."""
    nine = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    with time_machine.travel(nine, tick=True):
        yield


def planning(team: Team | None = None) -> Task:
    """A visit to be planned, to a person who is known to live at Alder Court."""
    case = make_case(team=team) if team else make_case()
    makers_visits.make_address(case.person)
    return visit_at("plan", case)


def other(case: Case, **changes: object) -> Visit:
    """Another visit, planned for the same address as somebody else writes it."""
    makers_visits.make_address(case.person)
    visit = makers_visits.start(case)
    contact = case.person.contacts.get()
    return makers_visits.plan(visit, **{"place": contact} | changes)


def page(task: Task, user: User) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(client.get(task.get_absolute_url()).content.decode().split())


def test_a_visit_of_today_at_the_same_address_is_told_while_planning() -> None:
    task = planning()
    people = people_of(task.case)
    visit = other(make_case(team=task.case.team))
    said = page(task, people.supervisor)
    assert HEADING in said
    assert f"10am today, on case {visit.case.ref}" in said
    assert visit.get_absolute_url() in said


def test_nothing_is_said_of_a_case_the_reader_may_not_see() -> None:
    task = planning()
    visit = other(make_case())
    stranger_to_it = people_of(task.case).officer
    said = page(task, stranger_to_it)
    assert HEADING not in said
    assert visit.case.ref not in said


def test_without_the_scope_it_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin."""
    task = planning()
    visit = other(make_case())
    queryset = type(Visit.objects.all())
    monkeypatch.setattr(queryset, "visible_to", lambda self, _user: self)
    found = same_address.others_today(task, people_of(task.case).officer)
    assert found == [visit]


def test_neither_tomorrow_nor_another_address_nor_what_is_over_is_told() -> None:
    task = planning()
    reader = people_of(task.case).supervisor
    elsewhere = other(make_case(team=task.case.team), place="2 Mill Lane, Eastbrook EB9 9ZZ")
    visit = other(make_case(team=task.case.team))
    assert elsewhere.place
    assert same_address.others_today(task, reader) == [visit]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        assert same_address.others_today(task, reader) == []
    makers_visits.approve(visit)
    makers_visits.attempt(visit)
    assert same_address.others_today(task, reader) == []


def test_nothing_is_said_once_the_door_was_knocked_on() -> None:
    """Whoever writes a visit down, or reads of it, goes nowhere."""
    case = approved()
    people = people_of(case)
    approved(make_case(team=case.team))
    assert HEADING in page(open_task(case, "visit_home"), people.officer)
    at_the_door(case)
    assert HEADING not in page(open_task(case, "write_record"), people.officer)
