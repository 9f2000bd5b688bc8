"""Every page that shows a record leaves one look, and is not shown where it cannot be left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from casework.accounts.actions import record_absence
from casework.audit import actions
from casework.audit.models import Event
from casework.clocks import Noted
from casework.deadlines import book
from tests import makers_briefings
from tests.browser.walks import walk
from tests.makers_cases import make_case
from tests.makers_world import OWNER, World
from tests.routes import Route, routes
from workflows import actions as workflows
from workflows.caseload.forecast import rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]

# Pages that show no record of anybody but the reader, each with what it shows instead.
NO_RECORD = {
    "accounts:account": "the reader's own name and roles",
    "accounts:absences": "who of the unit is away",
    "accounts:end_absence": "who of the unit is away",
    "accounts:password": "an empty form",
    "authorities:log": "an empty form",
    "cases:ask": "an empty form",
    "core:home": "nothing; it leads on",
    "deadlines:days": "settings of the force",
    "deadlines:rule": "settings of the force",
    "deadlines:rules": "settings of the force",
    "incidents:new": "an empty form",
    "operations:plan": "an empty form",
    "orders:regimes": "settings of the force",
    "workflows:calendar": "whether the reader has a feed",
    "workflows:leavers": "who works in the team",
}


def pages() -> list[Route]:
    found = [route for route in routes() if route.takes("GET") and not route.is_open]
    return [route for route in found if route.name not in NO_RECORD]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """With work on every list: untaken, to be decided, and, two months later, overdue or held."""
    made = World()
    decision = walk("warning_letter", "authorise", team=made.team)
    untaken = walk("home_visit", "check_contact", team=made.team)
    workflows.put_back(task=untaken, by=untaken.owner, reason="On leave")
    assert decision.owner is None
    waiting = walk("home_visit", "check_contact", team=made.team)
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        workflows.hold_task(task=waiting, by=waiting.owner, reason="In hospital", days=3)
        today, away = timezone.localdate(), waiting.owner
        last = today + timedelta(days=9)
        record_absence(user=away, by=away, starts_on=today, ends_on=last)
        brief_the_team_of(made)
        holidays_are_noted(monkeypatch, today - timedelta(days=60))
        much_is_likely_to_go_red(monkeypatch)
        walk("warning_letter", "check_contact", team=made.team)
        yield made


def much_is_likely_to_go_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the forecast has something to say with little to go by."""
    little = {each.name: 1 for each in (rules.FINISHED, rules.LASTED, rules.LIKELY)}
    monkeypatch.setattr(settings, "POLICY", little)


def holidays_are_noted(monkeypatch: pytest.MonkeyPatch, since: date) -> None:
    """A week of them, so that the calendar moves due times that were worked out before."""
    noted = Noted({since + timedelta(days=each): "A holiday" for each in range(1, 8)}, "7")
    monkeypatch.setattr(book, "read", lambda: book.Book(noted={"E": noted}))
    book.forget()


def brief_the_team_of(world: World) -> None:
    case = makers_briefings.authorised(make_case(team=world.team, owner=world.users[OWNER]))
    makers_briefings.publish(case, world.team)
    world.arguments["briefings:*"] = {"pk": makers_briefings.briefing_of(case).pk}


def reader(world: World, route: Route) -> tuple[Client, str]:
    """The first of the world's users who gets this page with something on it; its address."""
    where = route.url(**(world.there(route) if route.arguments else {}))
    for user in (*world.users.values(), world.superintendent):
        client, before = Client(raise_request_exception=False), looks()
        client.force_login(user)
        if get(client, where).status_code == 200 and looks() > before:
            return client, where
    raise AssertionError(f"nobody gets {route.name} with a look")


def looks() -> int:
    return Event.objects.filter(verb=actions.LOOKED).count()


def get(client: Client, where: str) -> Any:
    answer = client.get(where)
    if answer.streaming:
        b"".join(answer)
    return answer


def test_every_page_with_a_record_leaves_exactly_one_look(world: World) -> None:
    wrong = {}
    for route in pages():
        client, where = reader(world, route)
        before = looks()
        assert get(client, where).status_code == 200
        if looks() != before + 1:
            wrong[route.name] = looks() - before
    assert wrong == {}


def test_no_page_with_a_record_is_shown_where_its_look_cannot_be_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {}
    readers = [(route, *reader(world, route)) for route in pages()]

    def fail(**_: Any) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(actions, "_append", fail)
    for route, client, where in readers:
        status = client.get(where).status_code
        if status != 500:
            shown[route.name] = status
    assert shown == {}


def test_a_look_names_the_case_and_the_person_of_the_page(world: World) -> None:
    client = Client()
    client.force_login(world.users[OWNER])
    client.get(f"/cases/{world.case.slug}/")
    event = Event.objects.filter(verb=actions.LOOKED).latest("pk")
    assert event in Event.objects.about(world.case)
    assert event in Event.objects.about(world.case.person)
    assert event.actor == world.users[OWNER]


def test_the_exempt_pages_are_still_there() -> None:
    assert set(NO_RECORD) <= {route.name for route in routes()}
