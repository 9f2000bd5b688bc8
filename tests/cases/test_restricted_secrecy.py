"""A restricted case is as if it were not there for whoever may not see it (assurance: I17, B13).

The same moment is lived through twice: once with a case made at random and restricted, once
without it. Everything that an officer, a supervisor, a manager, an authorising officer, an analyst,
an adviser or somebody outside can ask for must come out the same to the byte: every page without
arguments in each of its queries, every address of what hangs on the case, and who leaves with
work on it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from casework.accounts.models import Role, Team, User
from casework.cases.models import Case, State
from casework.cases.models import queryset as case_queryset
from casework.clocks import LONDON
from casework.people.models import Person
from tests import makers
from tests.looking import Seen, addresses, asked, told_apart
from tests.makers_cases import make_case, make_incident, make_person, people_of
from tests.makers_restricted import restrict
from tests.makers_work import letter_at, visit_at
from tests.sequences import numbers_begin_again, numbers_go_back
from workflows.models import work as work_rows
from workflows.worklist import queries as worklist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]

START = datetime(2026, 11, 23, 9, tzinfo=LONDON)
# The records of the person come with an import and are there in both worlds; a list of them there
# is none, and their own page is hidden with the case (`test_restricted_cases`).
Makes = Callable[[Person], Case]


def case_at(person: Person, state: State = State.ACTIVE) -> Case:
    return make_case(
        state=state, person=person, team=Team.objects.get(force=person.force), victims=0
    )


MADE: list[Makes] = [
    lambda one: case_at(one, State.ASSESSMENT),
    lambda one: case_at(one, State.FLAGGED),
    lambda one: case_at(one, State.TRIAGE),
    lambda one: case_at(one, State.STEP_DOWN),
    lambda one: case_at(one),
    lambda one: letter_at("write", case_at(one)).case,
    lambda one: letter_at("authorise", case_at(one)).case,
    lambda one: visit_at("plan", case_at(one)).case,
]


def unit() -> tuple[Case, dict[str, User]]:
    """A team at work on an ordinary case, and everybody who will look."""
    case = letter_at("write").case
    people = people_of(case)
    names = ("colleague", "supervisor", "analyst", "authoriser", "reviewer", "manager", "advocate")
    users = {name: getattr(people, name) for name in names}
    del users["manager"], users["reviewer"]
    outside = (Role.ADVISER, Role.PARTNER)
    users |= {role.value: makers.make_user(role, force=case.force) for role in outside}
    users["another manager"] = makers.make_user(Role.MANAGER, force=case.force)
    return case, users


Hides = Callable[[Case, dict[str, User]], None]


def restricted(case: Case, users: dict[str, User]) -> None:
    restrict(case)


def look(where: list[str], users: dict[str, User]) -> Seen:
    seen: Seen = {}
    for who, user in users.items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for each in where:
            asked(seen, (who, "GET", each), partial(client.get, each))
    return seen


def places(case: Case) -> list[str]:
    """Everywhere a page, a link or a guess could lead."""
    found = [where for route, where in addresses(case) if route.name != "cases:person"]
    found += [
        reverse("cases:who", args=[case.slug]),
        reverse("cases:who_do", args=[case.slug, "know"]),
    ]
    owner = case.owner_id or 0
    return [*found, reverse("workflows:hand_over", args=[owner])] if owner else found


def apart(
    chance: random.Random,
    hide: Hides = restricted,
    make: Makes | None = None,
    *,
    to: tuple[str, ...] = (),
) -> list[tuple[str, ...]]:
    """What tells a world with the case from one without it: to everybody, or to those named."""
    with time_machine.travel(START, tick=False):
        ordinary, users = unit()
        person = make_person(force=ordinary.force)
        for _ in range(3):
            victim = make_person(force=ordinary.force)
            make_incident(suspect=person, victim=victim, team=ordinary.team.name)
        make = make or chance.choice(MADE)
    with numbers_go_back(), transaction.atomic():
        with time_machine.travel(START + timedelta(hours=1), tick=False):
            case = make(person)
            hide(case, users)
            where = places(case)
        users = {name: user for name, user in users.items() if not to or name in to}
        there = _at_three(where, users)
        transaction.set_rollback(True)
    return told_apart(_without_cost(_at_three(where, users)), _without_cost(there))


def _at_three(where: list[str], users: dict[str, User]) -> Seen:
    at = time_machine.travel(START + timedelta(hours=3), tick=False)
    with numbers_go_back(), transaction.atomic(), at:
        numbers_begin_again()
        seen = look(where, users)
        transaction.set_rollback(True)
    return seen


def _without_cost(seen: Seen) -> Seen:
    """What an unknown address costs is not compared: a guess is answered by another query."""
    return {key: (said, 0 if said[0] == 404 else cost) for key, (said, cost) in seen.items()}


@pytest.mark.parametrize("seed", [6])
def test_nobody_can_tell_that_there_is_a_restricted_case(seed: int) -> None:
    assert apart(random.Random(seed)) == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 160))
def test_nobody_can_tell_on_sixty_cases(seed: int) -> None:
    assert apart(random.Random(seed)) == []


def test_what_is_ordinary_would_be_told_apart() -> None:
    """The red twin: without a restriction the lists and figures differ."""
    plain = apart(random.Random(6), lambda case, users: None, MADE[5], to=("supervisor",))
    found = {key[2] for key in plain}
    lists = ("cases:list", "workflows:team", "workflows:reports")
    assert {reverse(name) for name in lists} <= {each.partition("?")[0] for each in found}


@pytest.mark.parametrize("room", [case_queryset, work_rows])
def test_a_list_that_does_not_ask_is_found_out(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "not_kept_from", lambda *_a, **_k: Q())
    assert apart(random.Random(6), restricted, MADE[5], to=("supervisor",))


def test_who_knows_the_person_can_no_more_tell() -> None:
    chance = random.Random(6)
    knowing = ("supervisor", "analyst")

    def hide(case: Case, users: dict[str, User]) -> None:
        for name in knowing:
            case.interests.create(user=users[name], how="Cousins.", declared_by=users[name])

    assert apart(chance, hide, MADE[5], to=knowing) == []


def test_nothing_of_it_is_in_the_lists_of_work() -> None:
    case = letter_at("write").case
    supervisor = people_of(case).supervisor
    restrict(case)
    assert not worklist.of_teams(supervisor).filter(case=case).exists()
