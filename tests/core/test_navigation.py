"""The menu: each role gets the doors that open for it, and no others."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from casework.accounts.models import Rank, Role, User
from casework.core import navigation
from casework.enforcement.authorities.actions import name_to_unit
from tests import makers
from tests.routes import routes

pytestmark = pytest.mark.django_db

# They open for everyone who works for the police, and are empty for those without work or cases.
OPEN_TO_ALL = {"/my-work/", "/cases/"}
PAGES = {door.page for door in navigation.DOORS}


def menu_of(client: Client) -> dict[str, str]:
    """Words -> address of every entry of the menu, as the page has it."""
    text = client.get("/account/").content.decode()
    entries = re.findall(
        r'<a class="govuk-service-navigation__link" href="([^"]+)"[^>]*>\s*(.*?)\s*</a>', text, re.S
    )
    return {re.sub(r"<[^>]+>", "", words).strip(): href for href, words in entries}


@pytest.mark.parametrize("role", Role)
def test_a_door_on_the_menu_opens_and_one_that_is_not_on_it_does_not(role: Role) -> None:
    client, user = Client(), makers.make_user(role)
    client.force_login(user)
    doors = {door.text: navigation.address(door.page) for door in navigation.doors_of(user)}
    assert menu_of(client) == doors
    more = {each["href"] for each in navigation.more_for(user)}
    for door in navigation.DOORS:
        status = client.get(navigation.address(door.page)).status_code
        if door.text in doors:
            assert status == 200, door
        elif navigation.address(door.page) not in (more | OPEN_TO_ALL):
            assert status == 404, door


def test_every_role_on_the_menu_is_one_that_can_be_held() -> None:
    assert {role for door in navigation.DOORS for role in door.roles} <= set(Role)


def test_every_door_leads_to_a_page_of_this_copy() -> None:
    assert {route.name for route in routes()} >= PAGES


def test_a_door_to_a_page_this_copy_lacks_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = navigation.Door("Licensing", "licensing:list", tuple(Role))
    monkeypatch.setattr(navigation, "DOORS", (missing, *navigation.DOORS))
    assert missing not in navigation.doors_of(makers.make_user(*Role))


def test_nobody_has_more_than_six_doors_with_one_role() -> None:
    for role in Role:
        assert len(navigation.doors_of(makers.make_user(role))) <= 6


def test_a_stranger_has_no_menu_and_no_way_out(client: Client) -> None:
    text = client.get("/sign-in/").content.decode()
    assert "govuk-service-navigation__link" not in text
    assert "Sign out" not in text


def test_the_frame_says_who_is_signed_in_and_lets_them_out() -> None:
    client, user = Client(), makers.make_user(Role.OFFICER)
    client.force_login(user)
    text = client.get("/account/").content.decode()
    assert user.display_name in text
    assert '<form method="post" action="/sign-out/">' in text


def test_the_entry_of_the_page_one_is_on_is_marked() -> None:
    user = makers.make_user(Role.SUPERVISOR)
    here = {item["text"]: item["current"] for item in navigation.items(user, "/team/")}
    under = {item["text"]: item["active"] for item in navigation.items(user, "/team/overdue/")}
    assert [text for text, current in here.items() if current] == ["Team"]
    assert [text for text, active in under.items() if active] == ["Team"]


def test_a_page_that_two_roles_lead_to_is_on_the_menu_once() -> None:
    words = [door.text for door in navigation.doors_of(makers.make_user(*Role))]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("role", Role)
def test_what_the_menu_has_no_room_for_stands_on_the_account(role: Role) -> None:
    client, user = Client(), makers.make_user(role)
    client.force_login(user)
    text = client.get("/account/").content.decode()
    for door in navigation.MORE:
        where = navigation.address(door.page)
        assert (f'class="govuk-link" href="{where}"' in text) == (role in door.roles)
        if role in door.roles:
            assert client.get(where).status_code == 200


def test_a_role_that_ended_yesterday_opens_no_door() -> None:
    user = makers.make_user()
    makers.give_role(user, Role.AUDITOR, ends_on=makers.LONG_AGO)
    assert navigation.doors_of(user) == []


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.OFFICER, "/my-work/"),
        (Role.AUDITOR, "/audit/"),
        (Role.ADVISER, "/cases/"),
        (Role.ANALYST, "/cases/"),
        (Role.ADMIN, "/account/"),
    ],
)
def test_the_way_in_leads_to_the_first_door(role: Role, first: str) -> None:
    client = Client()
    client.force_login(makers.make_user(role))
    assert client.get("/")["Location"] == first


def test_who_stands_only_on_the_list_of_the_covert_unit_finds_the_register() -> None:
    force = makers.make_force()
    chief = makers.make_user(Role.AUTHORISER, force=force, rank=Rank.SUPERINTENDENT)
    named, other = (makers.make_user(force=force) for _ in range(2))
    before = {user: page_of(user) for user in (named, other)}
    name_to_unit(force=force, by=chief, user=named, reason="Keeps the central record.")
    door = {"text": "Register", "href": "/register/"}
    assert door in navigation.more_for(named)
    assert "/register/" in page_of(named)
    assert navigation.doors_of(named) == []
    client = Client()
    client.force_login(named)
    assert client.get("/register/").status_code == 200
    assert page_of(other) == before[other]
    assert "/register/" not in before[named] + before[other]


def page_of(user: User) -> str:
    """The page of their account, but for what is new each time it is asked for."""
    client = Client()
    client.force_login(user)
    text = client.get("/account/").content.decode()
    return re.sub(r"(csrfmiddlewaretoken\" value=|nonce=)\"[^\"]+\"", "", text)


def test_one_on_the_list_whose_role_opens_it_too_finds_it_once() -> None:
    force = makers.make_force()
    chief = makers.make_user(Role.AUTHORISER, force=force, rank=Rank.SUPERINTENDENT)
    for role in (Role.MANAGER, Role.AUTHORISER):
        user = makers.make_user(role, force=force)
        name_to_unit(force=force, by=chief, user=user, reason="Keeps the central record.")
        doors = [door.page for door in navigation.doors_of(user)]
        found = [each["text"] for each in navigation.more_for(user)]
        assert doors.count("authorities:register") + found.count("Register") == 1


@pytest.mark.parametrize("page", ["/help/", "/accessibility/", "/privacy/", "/source/"])
def test_the_pages_for_everyone_need_no_sign_in(page: str, client: Client) -> None:
    assert client.get(page).status_code == 200
