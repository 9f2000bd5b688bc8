"""The pages of warrants and bail, opened as the people who do the work, through the flow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from casework.accounts.models import Role
from casework.audit.models import Event
from casework.cases.models import Case
from casework.enforcement.warrants import presenters
from casework.enforcement.warrants.models import Warrant
from casework.enforcement.warrants.models import WarrantState as S
from tests import makers
from tests import makers_warrants as w
from tests.browser.samples_warrants import WALKS
from tests.makers_cases import make_case, people_of
from tests.makers_visits import make_marker
from tests.makers_warrant_walk import COURT, typed, warrant_at, warrant_of, who_does
from tests.makers_warrants import ALL_STATES, make_warrant
from tests.makers_work import open_task, start

pytestmark = pytest.mark.django_db
EVERY_STEP = [(kind, step) for kind, steps in WALKS.items() for step in steps]


def at(kind: str, step: str) -> Case:
    case = start(kind, make_case()).case
    for move in WALKS[kind][step]:
        move(case)
    return case


def get(client: Client, address: str, user: Any) -> Any:
    client.force_login(user)
    return client.get(address)


@pytest.mark.parametrize(("kind", "step"), EVERY_STEP)
def test_every_step_opens_for_whoever_does_it_and_keeps_what_was_typed(
    client: Client, kind: str, step: str
) -> None:
    case = at(kind, step)
    address = open_task(case, step).get_absolute_url()
    answer = get(client, address, who_does(case, step))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<form" in page.partition("<main")[2]
    sent = client.post(address, {"reason": "Typed words", "found": "Typed words"})
    assert sent.status_code == 422
    assert "There is a problem" in sent.content.decode()
    if 'name="reason"' in page or 'name="found"' in page:
        assert "Typed words" in sent.content.decode()


def test_an_attempt_is_logged_on_its_page(client: Client) -> None:
    case = warrant_at("search")
    make_marker(case.person)
    officer = people_of(case).officer
    address = open_task(case, "search").get_absolute_url()
    page = get(client, address, officer).content.decode()
    for words in ("Weapons: knife", "No attempts yet", "What happened?"):
        assert words in page
    sent = client.post(address, {**typed(case, "search"), "place": "ELSEWHERE"})
    assert sent.status_code == 302
    page = get(client, open_task(case, "search").get_absolute_url(), officer).content.decode()
    assert "1 attempt, not found" in page
    assert "at another time of day" in page


def test_an_arrest_without_its_facts_says_which_are_missing(client: Client) -> None:
    case = warrant_at("search")
    client.force_login(people_of(case).officer)
    address = open_task(case, "search").get_absolute_url()
    given = {"result": "ARRESTED", "place": "ELSEWHERE", "elsewhere": "The station"}
    page = client.post(address, given).content.decode()
    for words in (
        "Enter the custody reference of the arrest",
        "Say what happens next",
        "Enter the court they are to appear at",
        "Enter the date of the hearing",
    ):
        assert words in page
    assert warrant_of(case).state == S.ALLOCATED


@pytest.mark.parametrize(("sub_type", "state"), ALL_STATES)
def test_the_page_of_its_own_opens_in_every_state(client: Client, sub_type: str, state: S) -> None:
    warrant = make_warrant(state=state, sub_type=sub_type)
    supervisor = people_of(warrant.case).supervisor
    before = Event.objects.filter(verb="looked").count()
    answer = get(client, warrant.get_absolute_url(), supervisor)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert str(state.label) in page
    assert Event.objects.filter(verb="looked").count() == before + 1
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert warrant.case.person.surname not in title


def test_whoever_stands_as_wanted_after_an_arrest_is_said_in_red(client: Client) -> None:
    warrant = make_warrant(state=S.EXECUTED)
    page = get(client, warrant.get_absolute_url(), people_of(warrant.case).supervisor)
    assert "somebody may arrest them unlawfully" in page.content.decode()
    w.cancel(warrant)
    page = get(client, warrant.get_absolute_url(), people_of(warrant.case).supervisor)
    assert "unlawfully" not in page.content.decode()


def test_the_case_leads_to_the_warrant_and_tells_of_it(client: Client) -> None:
    case = warrant_at("search")
    supervisor = people_of(case).supervisor
    page = get(client, case.get_absolute_url(), supervisor).content.decode()
    assert warrant_of(case).get_absolute_url() in page
    timeline = get(client, f"/cases/{case.slug}/timeline/", supervisor).content.decode()
    for words in ("Warrant received", "Warrant graded", "Circulated as wanted"):
        assert words in timeline


@pytest.mark.parametrize("role", [Role.PARTNER, Role.ADVOCATE, Role.ADMIN, Role.OFFICER])
def test_others_are_answered_as_if_there_were_none(client: Client, role: Role) -> None:
    warrant = make_warrant(state=S.EXECUTED)
    user = makers.make_user(role, force=warrant.case.force)
    there = get(client, warrant.get_absolute_url(), user)
    absent = get(client, "/warrants/999999/", user)
    assert (there.status_code, absent.status_code) == (404, 404)


def test_under_18_the_youth_route_is_named() -> None:
    warrant = make_warrant(state=S.ALLOCATED)
    person = warrant.case.person
    person.date_of_birth = timezone.localdate() - timedelta(days=16 * 365)
    person.save()
    fresh = Warrant.objects.get(pk=warrant.pk)
    assert [heading for heading, _, _ in presenters.alerts(fresh)] == ["Under 18"]


def test_after_many_attempts_the_page_asks_what_else_there_is() -> None:
    warrant = make_warrant(state=S.ALLOCATED)
    for _ in range(4):
        warrant = w.search(warrant)
    assert "4 attempts, not found" in presenters.tried(warrant)
    assert "decides what else to do" in presenters.tried(warrant)


def test_facts_are_in_words() -> None:
    warrant = make_warrant(state=S.CLOSED)
    facts = {row["key"]: row["value"] for row in presenters.facts(warrant)}
    assert facts["Code"] == "4576, not backed for bail, undated"
    assert facts["Court"] == COURT
    told = {row["key"]: row["value"] for row in presenters.ended(warrant)}
    assert told["Those who were harmed"] == "Their advocate (IDVA) told them"
