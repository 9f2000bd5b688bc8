"""Every page of the URL map against everyone who may ask for it. A page without its row fails.

Whoever is not named in a row gets 404, the very page they get where there is nothing.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from casework.accounts.models import Role, User
from casework.audit.models import Event
from casework.cases.models.queryset import CaseQuerySet
from tests.makers_world import LEAVER, NOBODY, OWNER, STRANGER, World
from tests.routes import Route, routes

pytestmark = pytest.mark.django_db

READERS = {Role.SUPERVISOR, Role.MANAGER, Role.AUTHORISER, Role.ANALYST, OWNER}
LEADS = {Role.SUPERVISOR, Role.MANAGER}
DECIDERS = LEADS | {Role.AUTHORISER}
EVERYONE = set(Role) | {OWNER, NOBODY, STRANGER}
NOMINATORS = DECIDERS | {Role.ANALYST}

# Page -> who gets it, in the force and team of the thing it shows. A list of one's own things
# opens for everyone and is empty for those who have none; STRANGER gets the lists of another force.
OPEN_TO: dict[str, set[str]] = {
    "accounts:account": EVERYONE,
    "accounts:password": EVERYONE,
    "audit:entry": {Role.AUDITOR},
    "audit:events": {Role.AUDITOR, STRANGER},
    "cases:case": READERS | {Role.ADVISER},
    "cases:list": EVERYONE,
    "cases:move": {Role.SUPERVISOR},
    "cases:person": READERS,
    "cases:risk": READERS,
    "cases:timeline": READERS,
    "cases:why": READERS,
    "core:home": set(),
    "correspondence:document": READERS,
    "correspondence:letter": READERS,
    "correspondence:page_picture": READERS,
    "documents:document": READERS,
    "identification:nomination": NOMINATORS,
    "identification:nominations": NOMINATORS | {STRANGER},
    "incidents:batch": {Role.ANALYST},
    "incidents:imports": {Role.ANALYST, STRANGER},
    "incidents:new": {Role.ANALYST, STRANGER},
    "incidents:rejects": {Role.ANALYST},
    "incidents:upload": {Role.ANALYST},
    "visits:visit": READERS,
    "workflows:my_work": EVERYONE,
    "workflows:put_back": LEADS | {OWNER},
    "workflows:reports": LEADS | {STRANGER},
    "workflows:start": LEADS | {OWNER},
    "workflows:stop": LEADS,
    "workflows:task": READERS,
    "workflows:team": DECIDERS | {STRANGER},
    "workflows:team_approvals": DECIDERS | {STRANGER},
    "workflows:team_overdue": DECIDERS | {STRANGER},
    "workflows:team_tasks": DECIDERS | {STRANGER},
}

# Page -> who sees the thing and is told in words why they may not do this to it.
TOLD_WHY_NOT: dict[str, set[str]] = {
    "cases:move": READERS - {Role.SUPERVISOR},
    "workflows:start": READERS - LEADS - {OWNER},
    "workflows:put_back": READERS - LEADS - {OWNER},
    "workflows:stop": READERS - LEADS,
}


def closed_routes(method: str) -> list[Route]:
    return [route for route in routes() if route.takes(method) and not route.is_open]


def address(world: World, route: Route, *, absent: bool = False) -> str:
    if not route.arguments:
        return route.url()
    return route.url(**(world.absent(route) if absent else world.there(route)))


def entered(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def expected(route: Route, who: str) -> int:
    if who == LEAVER or route.name == "core:home":
        return 302
    if who in OPEN_TO.get(route.name, set()):
        return 200
    return 403 if who in TOLD_WHY_NOT.get(route.name, set()) else 404


def test_every_page_has_its_row() -> None:
    assert {route.name for route in closed_routes("GET")} == set(OPEN_TO)
    assert set(TOLD_WHY_NOT) <= set(OPEN_TO)


def test_every_cell_of_the_matrix_holds() -> None:
    world, wrong = World(), {}
    assert set(world.users) == EVERYONE | {LEAVER}
    for who, user in world.users.items():
        client = entered(user)
        for route in closed_routes("GET"):
            status = client.get(address(world, route)).status_code
            if status != expected(route, who):
                wrong[route.name, who] = status
    assert wrong == {}


def test_what_one_may_not_see_answers_exactly_as_if_it_were_not_there() -> None:
    world, told_apart = World(), []
    for who in (NOBODY, STRANGER, Role.PARTNER, Role.OFFICER):
        client = entered(world.users[who])
        for route in closed_routes("GET"):
            if not route.arguments:
                continue
            there = client.get(address(world, route))
            absent = client.get(address(world, route, absent=True))
            if _seen(there) != _seen(absent):
                told_apart.append((route.name, who))
    assert told_apart == []


def _seen(answer: Any) -> tuple[Any, ...]:
    """What a browser can tell two answers apart by, but for what differs every time."""
    content = b"".join(answer) if answer.streaming else answer.content
    content = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)
    headers = {name: value for name, value in answer.items() if name != "X-Request-Id"}
    headers["Content-Length"] = ""
    return answer.status_code, content, headers


OUTSIDERS = (NOBODY, STRANGER, LEAVER, Role.PARTNER, Role.ADVOCATE, Role.ADMIN)
OWN = {"accounts:password", "accounts:sign_out", "accounts:sign_in"}


def test_no_outsider_changes_anything_by_sending_a_form() -> None:
    world, got_in = World(), {}
    for who in OUTSIDERS:
        client = entered(world.users[who])
        for route in closed_routes("POST"):
            if route.name in OWN or not route.arguments:
                continue
            before = _changes()
            status = client.post(address(world, route)).status_code
            if status not in (404, 405, 302 if who == LEAVER else 404) or _changes() != before:
                got_in[route.name, who] = status
    assert got_in == {}


def _changes() -> int:
    return Event.objects.exclude(verb__in=("looked", "user.signed_out")).count()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_is_sent_to_sign_in_whether_or_not_there_is_anything(method: str) -> None:
    world, client = World(), Client(raise_request_exception=False)
    for route in closed_routes(method):
        for absent in (False, True):
            where = address(world, route, absent=absent)
            answer = client.generic(method, where)
            assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={where}")


def test_without_the_sight_of_cases_every_case_would_be_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(CaseQuerySet, "visible_to", lambda cases, user: cases.all())
    world = World()
    client = entered(world.users[STRANGER])
    assert client.get(f"/cases/{world.case.slug}/").status_code == 200


def test_without_the_sign_in_wall_a_stranger_would_get_further(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    from django.contrib.auth.middleware import LoginRequiredMiddleware

    monkeypatch.setattr(LoginRequiredMiddleware, "process_view", lambda *_: None)
    assert client.get("/cases/").status_code != 302
