"""Of two referrals of one case lists say which agency each is to: to whoever reads the case."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.models import Case
from tests.makers_cases import make_case, people_of
from tests.makers_partners import at_desk_of, make_service, typed_at
from tests.makers_work import do, start
from workflows.worklist import queries
from workflows.worklist.presenters import line_of

pytestmark = pytest.mark.django_db
TAGS = re.compile(r"<[^>]+>")


def words(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(TAGS.sub(" ", client.get(address).content.decode()).split())


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
                line_of(task, timezone.now())
        return len(asked)

    two = cost()
    start("referral", both)
    assert cost() == two
