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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]

READERS = {Role.SUPERVISOR, Role.MANAGER, Role.AUTHORISER, Role.ANALYST, OWNER}
LEADS = {Role.SUPERVISOR, Role.MANAGER}
DECIDERS = LEADS | {Role.AUTHORISER}
EVERYONE = set(Role) | {OWNER, NOBODY, STRANGER}
# People of another agency, who have their own work and nothing else.
OUTSIDE = {Role.PARTNER, Role.ADVOCATE}
# An authorising officer below a superintendent sees none that is not urgent.
KEEPERS = {Role.MANAGER, Role.AUDITOR}
NOMINATORS = DECIDERS | {Role.ANALYST}
PLANNERS = LEADS | {Role.ANALYST}
# Who has to do with an offer of support; its advocate is shown their client's slice.
VICTIM_READERS = LEADS | {OWNER, Role.ADVOCATE}

# Page -> who gets it, in the force and team of the thing it shows. A list of one's own things
# opens for everyone and is empty for those who have none; STRANGER gets the lists of another force.
OPEN_TO: dict[str, set[str]] = {
    "accounts:account": EVERYONE,
    "accounts:absences": EVERYONE - OUTSIDE,
    "accounts:end_absence": LEADS | {OWNER},
    "accounts:password": EVERYONE,
    "audit:entry": {Role.AUDITOR},
    "audit:events": {Role.AUDITOR, STRANGER},
    "briefings:briefing": READERS,
    "briefings:list": {Role.OFFICER, Role.SUPERVISOR, OWNER, STRANGER},
    "briefings:read": set(),  # the sample is not out; who reads one that is: tests/briefings
    "briefings:recall": LEADS,
    "briefings:returned": set(),
    "authorities:do": set(),
    "authorities:entry": KEEPERS,
    "authorities:log": DECIDERS - {Role.SUPERVISOR} | {STRANGER},
    "authorities:register": KEEPERS | {Role.AUTHORISER, STRANGER},
    "authorities:remove": set(),
    "authorities:unit": set(),
    "cases:case": READERS | {Role.ADVISER},
    "cases:list": EVERYONE - OUTSIDE,
    "cases:move": {Role.SUPERVISOR},
    "cases:person": READERS,
    "cases:risk": READERS,
    "cases:timeline": READERS,
    "cases:why": READERS,
    # Who can be asked for a case that nobody may know of; who is told of those who asked.
    "cases:ask": READERS | {Role.OFFICER, STRANGER},
    "cases:asked": {Role.MANAGER, Role.AUDITOR, STRANGER},
    "cases:who": READERS,
    "cases:who_do": LEADS,
    "core:home": set(),
    "correspondence:document": READERS,
    "correspondence:letter": READERS,
    "correspondence:page_picture": READERS,
    "deadlines:days": {Role.MANAGER, Role.AUTHORISER, STRANGER},
    "deadlines:rule": {Role.MANAGER, Role.AUTHORISER, STRANGER},
    "deadlines:rules": {Role.MANAGER, Role.AUTHORISER, STRANGER},
    "documents:document": READERS,
    # The control room, whose desk it is, and whoever reads the case.
    "flags:flag": READERS | {Role.ADVISER},
    "flags:hit": {Role.ADVISER},
    "flags:lookup": {Role.ADVISER, STRANGER},
    "flags:removal": READERS | {Role.ADVISER},
    "identification:nomination": NOMINATORS,
    "identification:nominations": NOMINATORS | {STRANGER},
    "incidents:batch": {Role.ANALYST},
    "incidents:imports": {Role.ANALYST, STRANGER},
    "incidents:new": {Role.ANALYST, STRANGER},
    "incidents:rejects": {Role.ANALYST},
    "incidents:upload": {Role.ANALYST},
    # Whoever plans them; an officer with a contact and the desk with a flag see their sheets.
    "operations:contact": PLANNERS,
    "operations:debrief": PLANNERS,
    "operations:do": {Role.MANAGER},
    "operations:do_contact": LEADS,
    "operations:do_flag": {Role.ADVISER},
    "operations:do_person": {Role.MANAGER},
    "operations:flags": PLANNERS | {Role.ADVISER, OWNER},
    "operations:list": PLANNERS | {Role.OFFICER, Role.ADVISER, OWNER, STRANGER},
    "operations:operation": PLANNERS,
    "operations:people": {Role.ANALYST},
    "operations:person": PLANNERS,
    "operations:plan": {Role.MANAGER, STRANGER},
    "operations:run_sheet": PLANNERS | {Role.ADVISER, OWNER},
    "partners:behind_wall": LEADS,
    "partners:referral": READERS | {Role.PARTNER},
    "partners:referrals": {Role.PARTNER, STRANGER},
    "orders:breach": READERS,
    "orders:order": READERS,
    "orders:regimes": {Role.MANAGER, Role.AUTHORISER, STRANGER},
    "retention:do": LEADS,
    "retention:record": LEADS,
    "retention:register": {Role.MANAGER, STRANGER},
    "victims:clear": LEADS,
    "victims:offer": VICTIM_READERS,
    "victims:safe_contact": LEADS | {Role.ADVOCATE},
    "victims:write_down": LEADS | {OWNER, Role.ADVOCATE},
    "visits:visit": READERS,
    "warrants:warrant": READERS,
    "workflows:add_task": LEADS,
    "workflows:drop_task": LEADS,
    # Whoever gave them out.
    "workflows:forecast": LEADS | {STRANGER},
    "workflows:given_out": {Role.SUPERVISOR},
    "workflows:hand_over": LEADS,
    "workflows:handed_over": {Role.SUPERVISOR, OWNER},
    "workflows:hold": LEADS | {OWNER},
    "workflows:leavers": LEADS | {STRANGER},
    "workflows:my_work": EVERYONE,
    "workflows:notices": EVERYONE,
    "workflows:calendar": EVERYONE,
    "workflows:pack": {OWNER},
    "workflows:due": LEADS,
    "workflows:pause": LEADS,
    "workflows:recount": LEADS | {STRANGER},
    "workflows:priority": LEADS,
    "workflows:reminders": LEADS,
    "workflows:proposal": READERS,
    "workflows:put_back": LEADS | {OWNER},
    "workflows:representations": LEADS,
    "workflows:reports": LEADS | {STRANGER},
    "workflows:start": LEADS | {OWNER},
    "workflows:stop": LEADS,
    "workflows:task": READERS,
    "workflows:team": DECIDERS | {STRANGER},
    "workflows:team_away": DECIDERS | {STRANGER},
    "workflows:team_approvals": DECIDERS | {STRANGER},
    "workflows:team_held": DECIDERS | {STRANGER},
    "workflows:team_overdue": DECIDERS | {STRANGER},
    "workflows:team_tasks": DECIDERS | {STRANGER},
}

# Page -> who sees the thing and is told in words why they may not do this to it.
TOLD_WHY_NOT: dict[str, set[str]] = {
    "briefings:recall": READERS - LEADS,
    "flags:hit": READERS - {Role.ADVISER},
    "authorities:do": KEEPERS,
    "victims:clear": {OWNER},
    "victims:safe_contact": {OWNER},
    "cases:move": READERS - {Role.SUPERVISOR},
    "cases:who_do": READERS - LEADS,
    "operations:do": {Role.SUPERVISOR, Role.ANALYST},
    "operations:do_contact": {Role.ANALYST},
    "operations:do_flag": PLANNERS | {OWNER},
    "operations:do_person": {Role.SUPERVISOR, Role.ANALYST},
    "operations:people": LEADS,
    "workflows:representations": READERS - LEADS,
    "workflows:add_task": READERS - LEADS,
    "workflows:drop_task": READERS - LEADS,
    "workflows:hold": READERS - LEADS - {OWNER},
    "workflows:due": READERS - LEADS,
    "workflows:pause": READERS - LEADS,
    "workflows:priority": READERS - LEADS,
    "workflows:reminders": READERS - LEADS,
    "workflows:start": READERS - LEADS - {OWNER},
    "workflows:put_back": READERS - LEADS - {OWNER},
    "workflows:stop": READERS - LEADS,
}


# Page -> who is led on to the part of it that is theirs.
LED_ON = {"operations:operation": {Role.ADVISER, OWNER}}


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
    if who == LEAVER or route.name == "core:home" or who in LED_ON.get(route.name, ()):
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
            if not route.arguments or expected(route, who) == 200:
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
# Rules and bank holidays are the nation's: whoever sets them in one of its forces does for all.
OF_THE_NATION = {("deadlines:end_day", STRANGER), ("deadlines:end_version", STRANGER)}
OWN = {"accounts:password", "accounts:sign_out", "accounts:sign_in"}


def test_no_outsider_changes_anything_by_sending_a_form() -> None:
    world, got_in = World(), {}
    for who in OUTSIDERS:
        client = entered(world.users[who])
        for route in closed_routes("POST"):
            theirs = route.name in OWN or expected(route, who) == 200
            if theirs or not route.arguments or (route.name, who) in OF_THE_NATION:
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
