"""Lists say that a step waits for contact, and which agency a referral is to: to whom it is told.

The same words whatever stands in the way: an ordinary hold, what a victim asked for, covert work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.accounts.models import User
from casework.cases import actions as cases
from casework.cases.models import Case
from tests.makers_authorities import make_authority
from tests.makers_cases import a_rule, make_case, people_of
from tests.makers_partners import at_desk_of, make_service, typed_at
from tests.makers_work import do, letter_at, start
from workflows import actions
from workflows.models import Task
from workflows.worklist import queries
from workflows.worklist.presenters import line_of

pytestmark = pytest.mark.django_db
TAGS = re.compile(r"<[^>]+>")
SAID = "No contact now"
Ground = Callable[[Case], object]


def words(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(TAGS.sub(" ", client.get(address).content.decode()).split())


def line(task: Task) -> dict[str, Any]:
    """The task as a list shows it now."""
    (found,) = queries.shown(Task.objects.filter(pk=task.pk))
    now = timezone.now()
    return line_of(found, now, no_contact=queries.without_contact([found], now))


def a_hold(case: Case) -> object:
    manager = people_of(case).manager
    return cases.place_hold(case=case, by=manager, kind="COMPLAINT", note="Under way.")


def a_victims_wish(case: Case) -> object:
    rule = a_rule(ground="VICTIM_ASKED", reason="She asked for it.")
    return cases.place_contact_rule(case=case, by=people_of(case).manager, **rule)


GROUNDS: tuple[Ground, ...] = (a_hold, a_victims_wish, make_authority)


# --- contact --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_list_says_that_a_step_waits_for_contact_and_no_more(ground: Ground) -> None:
    task = letter_at("issue")
    people = people_of(task.case)
    lists = [(people.officer, "/my-work/"), (people.supervisor, "/team/tasks/")]
    for reader, address in lists:
        assert SAID not in words(reader, address)
    ground(task.case)
    for reader, address in lists:
        said = words(reader, address)
        assert SAID in said
        assert "Refer to DI" not in said
    assert SAID in words(people.officer, task.get_absolute_url())


def test_the_line_reads_the_same_whatever_stands_in_the_way() -> None:
    told = []
    for ground in GROUNDS:
        task = letter_at("issue")
        ground(task.case)
        shown = line(task)
        of_case = {"pk", "href", "case", "who", "note", "owner", "owner_pk", "due"}
        told.append({key: shown[key] for key in shown.keys() - of_case})
    assert told[0]["tag"]["text"] == SAID
    assert told == [told[0]] * len(GROUNDS)


def test_a_check_that_ran_out_is_told_as_well() -> None:
    task = letter_at("issue")
    assert line(task)["tag"]["text"] == "Not started"
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=False):
        assert line(task)["tag"]["text"] == SAID


def test_a_step_that_contacts_nobody_is_not_said_to_wait() -> None:
    task = letter_at("check_contact")
    a_hold(task.case)
    assert line(task)["tag"]["text"] == "Not started"


def test_a_task_on_hold_says_that_it_is_on_hold() -> None:
    task = letter_at("issue")
    a_hold(task.case)
    actions.hold_task(task=task, by=people_of(task.case).supervisor, days=1, reason="Away.")
    assert line(task)["tag"]["text"] == "On hold"


def test_without_the_question_the_list_would_say_not_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    task = letter_at("issue")
    a_hold(task.case)
    monkeypatch.setattr(queries, "cleared", lambda asked, *, at: set(asked))
    assert line(task)["tag"]["text"] == "Not started"


def test_a_list_asks_twice_more_for_contact_however_long_it_is() -> None:
    first = letter_at("issue")
    officer = people_of(first.case).officer

    def cost() -> int:
        tasks = list(queries.shown(queries.own(officer)))
        with CaptureQueriesContext(connection) as asked:
            queries.without_contact(tasks, timezone.now())
        return len(asked)

    one = cost()
    for _ in range(3):
        letter_at("issue", make_case(team=first.case.team, owner=officer))
    assert queries.own(officer).count() == 4
    assert (one, cost()) == (2, 2)


# --- which agency ---------------------------------------------------------------------------------


@pytest.fixture
def both() -> Case:
    """A case with two referrals, each of them written to an agency of its own."""
    case = make_case()
    officer = people_of(case).officer
    for name in ("Harbour Housing", "Steps Programme"):
        service = make_service(case, name=name)
        start("referral", case)
        for step in ("check_contact", "write"):
            do(case, step, by=officer, **typed_at(step, case, service))
    return case


def test_two_referrals_of_a_case_are_told_apart_by_their_agency(both: Case) -> None:
    people = people_of(both)
    for reader, address in (
        (people.officer, "/my-work/"),
        (people.supervisor, "/team/tasks/"),
        (people.officer, both.get_absolute_url()),
    ):
        said = words(reader, address)
        assert "Partner referral, Harbour Housing" in said
        assert "Partner referral, Steps Programme" in said


def test_before_an_agency_is_chosen_nothing_is_said_of_one() -> None:
    case = make_case()
    make_service(case)
    start("referral", case)
    said = words(people_of(case).officer, "/my-work/")
    assert "Partner referral" in said
    assert "Partner referral," not in said


def test_one_agency_reads_nothing_of_the_other(both: Case) -> None:
    first, second = both.referrals.order_by("pk")
    for referral, other in ((first, second), (second, first)):
        at_desk = at_desk_of(referral.agency)
        assert other.agency.name not in words(at_desk, "/my-work/")


def test_referrals_cost_a_list_no_more_questions(both: Case) -> None:
    officer = people_of(both).officer

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            for task in queries.shown(queries.own(officer)):
                line_of(task, timezone.now(), no_contact=())
        return len(asked)

    two = cost()
    start("referral", both)
    assert cost() == two
