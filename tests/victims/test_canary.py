"""Planted values of a safe contact are looked for in every page and every table: none is found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from casework.audit.models import Payload
from casework.core.errors import Refused
from casework.victims import actions, presenters
from casework.victims.actions import contact
from casework.victims.models import SafeContact
from tests import makers_victims as walk
from tests.makers_cases import make_case
from tests.makers_victims import CANARY, advocate_of, offer_of
from tests.makers_world import OWNER, World
from tests.routes import routes
from workflows.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]

RETURNED = "He threatened her at the LAPWING"
VALUES = (*CANARY.values(), RETURNED)
# Parts of them, as a page may say back what was searched for.
SOUGHT = ("KESTREL", "PARSNI")


@pytest.fixture
def world() -> World:
    """With an offer in the case that the pages show, and what an advocate told."""
    made = World()
    case = made.case
    walk.received(case)
    walk.reach(case, words=RETURNED, ground="RISK")
    walk.engage(case)
    made.arguments["victims:*"] = {"pk": offer_of(case).pk}
    made.users["the advocate"] = advocate_of(case)
    other = make_case(team=made.team, owner=made.users[OWNER])
    walk.to_answer(other)
    return made


def addresses(world: World) -> Iterator[str]:
    """Every address there is."""
    for route in routes():
        if route.takes("GET"):
            yield route.url(**(world.there(route) if route.arguments else {}))
    for task in Task.objects.work():
        yield task.get_absolute_url()


def searches(page: bytes) -> Iterator[dict[str, str]]:
    """What somebody would type who looks for a planted word, in each field of text of the forms
    with which a page is searched."""
    for form in re.findall(rb'<form[^>]* method="get".*?</form>', page, re.DOTALL):
        for field in re.findall(rb"<input[^>]* name=.(\w+). type=.text.", form):
            for value in SOUGHT:
                yield {field.decode(): value}


def answers(client: Client, address: str) -> Iterator[tuple[str, bytes]]:
    """A page and whatever a search on it brings, each with how it was asked for."""
    answer = client.get(address)
    text = b"".join(answer) if answer.streaming else answer.content
    yield "", text
    for sought in searches(text):
        yield next(iter(sought)), client.get(address, sought).content


Page = tuple[str, str, str]


def pages(world: World) -> Iterator[tuple[Page, bytes]]:
    """Every answer: who asked, for which address, searched by which field."""
    where = list(addresses(world))
    for who, user in world.users.items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for address in where:
            for field, text in answers(client, address):
                yield (who, address, field), text


def planted(text: bytes) -> set[str]:
    return {value for value in VALUES if value.encode() in text}


def test_no_page_shows_a_planted_value_to_anybody(world: World) -> None:
    """Without having said why they need it."""
    leaks, searched = [], set()
    for (who, address, field), text in pages(world):
        leaks += [(who, address, value) for value in planted(text)]
        searched.add((who, field))
    assert leaks == []
    assert searched >= {("AUDITOR", "actor"), ("AUDITOR", "object")}


def test_a_page_that_showed_it_would_be_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""

    def leaky(offer):
        kept = SafeContact.objects.filter(victim=offer.victim).first()
        return [{"key": "Where it stands", "value": kept.details if kept else "Nowhere"}]

    monkeypatch.setattr(presenters, "record_rows", leaky)
    monkeypatch.setattr(world, "users", {OWNER: world.users[OWNER]})
    shown = set().union(*(planted(text) for _, text in pages(world)))
    assert shown == {CANARY["details"]}


# Where a value may lie: the tables behind the wall and nowhere else.
BEHIND = {"victims.SafeContact", "victims.Returned"}


def texts() -> dict[type[models.Model], list[str]]:
    """Every table, with its columns in which anything can be written."""
    columns = models.CharField | models.TextField | models.JSONField
    found = {
        model: [field.name for field in model._meta.concrete_fields if isinstance(field, columns)]
        for model in apps.get_models(include_auto_created=True)
    }
    return {model: names for model, names in found.items() if names}


def tables_that_hold_one() -> set[str]:
    """Every table of the database in which a planted value stands in any text."""
    return {
        model._meta.label
        for model, names in texts().items()
        for row in model._base_manager.values(*names)
        if planted(json.dumps(row, default=str).encode())
    }


def test_no_other_table_holds_a_planted_value(world: World) -> None:
    """Events and tasks among them."""
    assert "body" in texts()[Payload]
    assert "data" in texts()[Task]
    assert tables_that_hold_one() == BEHIND


def repeat_it(world: World) -> None:
    """A reason that copies out what is behind the wall."""
    reason = f"To ring {CANARY['details']}"
    supervisor = world.users["SUPERVISOR"]
    actions.read_safe_contact(
        offer=offer_of(world.case), by=supervisor, sitting="one", reason=reason
    )


def test_nobody_copies_it_into_what_more_people_read(world: World) -> None:
    with pytest.raises(Refused, match="Do not write here how to reach them"):
        repeat_it(world)
    assert tables_that_hold_one() == BEHIND


def test_without_that_guard_a_copy_would_be_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    monkeypatch.setattr(contact, "check_not_repeated", lambda *_: None)
    repeat_it(world)
    assert tables_that_hold_one() > BEHIND
