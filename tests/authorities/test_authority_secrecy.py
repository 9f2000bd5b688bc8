"""Nobody but those who may know can tell that an authority is live (domain: sections 2.0 and 2h).

A case is made at random and then lived through several times from the same moment: held for an
ordinary reason, by a live authority, by a rule a victim asked for, and by two of these at once. The
database goes back in between, so that two lives differ in nothing else. Everything that an officer,
a supervisor, an adviser, an analyst or somebody outside can ask for must then come out the same to
the byte and cost the same statements.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.cases import actions as cases
from casework.cases import gate
from casework.cases.gate import linked_victims
from casework.cases.models import Case, State
from casework.clocks import LONDON
from casework.enforcement.authorities import actions as authorities
from tests import makers
from tests.looking import Seen, look_around, told_apart
from tests.makers_authorities import cancel, make_authority, superintendent_of
from tests.makers_cases import a_rule, make_case, open_gate, people_of
from tests.makers_work import letter_at, visit_at
from tests.routes import routes
from tests.sequences import numbers_begin_again, numbers_go_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]

START = datetime(2026, 11, 23, 9, tzinfo=LONDON)

# --- a case, made at random -----------------------------------------------------------------------


def random_case(chance: random.Random) -> Case:
    """A case at some state, its contact checked or not, with some work on it or none."""
    work: list[Callable[[], Case]] = [
        lambda: make_case(state=State.ASSESSMENT),
        lambda: make_case(victims=chance.randint(3, 5)),
        lambda: checked(make_case()),
        lambda: checked(make_case(), deconflicted=False),
        lambda: make_case(state=State.STEP_DOWN),
        lambda: make_case(state=State.LED_BY_MAPPA),
        lambda: letter_at(chance.choice(["check_contact", "write", "authorise", "issue"])).case,
        lambda: visit_at(chance.choice(["check_contact", "plan"])).case,
    ]
    return chance.choice(work)()


def checked(case: Case, **answers: Any) -> Case:
    open_gate(case, **answers)
    return case


def readers(case: Case) -> dict[str, User]:
    people = people_of(case)
    outside = (Role.ADVISER, Role.PARTNER)
    inside = {name: getattr(people, name) for name in ("officer", "supervisor", "analyst")}
    return inside | {role.value: makers.make_user(role, force=case.force) for role in outside}


# --- what may befall it ---------------------------------------------------------------------------


def held(case: Case) -> None:
    cases.place_hold(case=case, by=people_of(case).manager, kind="COMPLAINT", note="Ask me.")


def watched(case: Case) -> None:
    """A live authority, urgent for some cases, and looked at again for others."""
    authority = make_authority(case, urgent=case.pk % 2 == 0)
    if case.pk % 3 == 0:
        authorities.review(
            authority=authority,
            by=superintendent_of(case),
            review_on=timezone.localdate(),
            reason="Still needed.",
        )


def asked_by_a_victim(case: Case) -> None:
    rule = a_rule(reach="VICTIM", ground="VICTIM_ASKED", victim=linked_victims(case).first())
    cases.place_contact_rule(case=case, by=people_of(case).manager, **rule)


def held_and_watched(case: Case) -> None:
    held(case)
    watched(case)


LIVES = {
    "a live authority": watched,
    "a rule of a victim": asked_by_a_victim,
    "a hold and a live authority": held_and_watched,
}


# --- living through it several times --------------------------------------------------------------


def lived(case: Case, users: dict[str, User], befalls: Callable[[Case], None]) -> Seen:
    """What they all see two hours after something befell the case; then it has not."""
    with numbers_go_back(), transaction.atomic():
        with time_machine.travel(START + timedelta(hours=1), tick=False):
            befalls(Case.objects.get(pk=case.pk))
        with time_machine.travel(START + timedelta(hours=3), tick=False):
            numbers_begin_again()
            seen = look_around(case, users)
        transaction.set_rollback(True)
    return seen


def compare(chance: random.Random, *lives: str) -> None:
    """Make one case at random and see that its lives, or these of them, cannot be told apart from
    an ordinary one."""
    with time_machine.travel(START, tick=False):
        case = random_case(chance)
        users = readers(case)
        superintendent_of(case)
        people_of(case).manager  # noqa: B018 - made before the lives part
    ordinary = lived(case, users, held)
    assert ordinary
    for life in lives or LIVES:
        assert (life, told_apart(ordinary, lived(case, users, LIVES[life]))) == (life, [])


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_can_tell_a_live_authority_from_an_ordinary_hold(seed: int) -> None:
    compare(random.Random(seed))


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 300))
def test_nobody_can_tell_them_apart_on_two_hundred_cases(seed: int) -> None:
    """Each with and without a live authority, every tenth in the other ways as well."""
    every_way = seed % 10 == 0
    compare(random.Random(seed), *(LIVES if every_way else ["a live authority"]))


LISTS = ("cases:list", "workflows:my_work", "workflows:team", "workflows:reports")


def test_lists_and_counts_say_nothing_even_beside_a_case_that_nothing_holds() -> None:
    with time_machine.travel(START, tick=False):
        case = letter_at("write").case
        users = readers(case)
        superintendent_of(case)
    names = {route.name: route.url() for route in routes() if not route.arguments}
    lists = {names[name] for name in LISTS}
    free = lived(case, users, lambda _: None)
    watched_too = lived(case, users, watched)
    apart = [key for key in told_apart(free, watched_too) if key[1] == "GET"]
    assert [key for key in apart if key[2].partition("?")[0] in lists] == []
    assert {key[2].partition("?")[0] for key in free} >= lists


# --- red twins ------------------------------------------------------------------------------------


def twins(
    one: Callable[[Case], None] = held, other: Callable[[Case], None] = watched
) -> list[tuple[str, ...]]:
    """What tells its owner one life of a checked case from another: held from watched."""
    with time_machine.travel(START, tick=False):
        case = checked(make_case())
        users = {"officer": people_of(case).officer}
        superintendent_of(case)
        people_of(case).manager  # noqa: B018 - made before the lives part
    return told_apart(lived(case, users, one), lived(case, users, other))


def test_the_twins_are_alike_as_they_are() -> None:
    assert twins() == []


def held_for_a_while(case: Case) -> None:
    manager = people_of(case).manager
    hold = cases.place_hold(case=case, by=manager, kind="COMPLAINT", note="Ask me.")
    cases.lift_hold(case=case, by=manager, hold=hold, reason="Over.")


def watched_for_a_while(case: Case) -> None:
    cancel(make_authority(case))


def test_nor_can_they_be_told_apart_once_they_are_over() -> None:
    assert twins(held_for_a_while, watched_for_a_while) == []


def test_a_gate_with_other_words_for_an_authority_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = gate.gate_status

    def talkative(case: Case, *, at: datetime | None = None) -> gate.GateStatus:
        status = plain(case, at=at)
        if case.authorities.in_the_way(at or timezone.now()).exists():
            return replace(status, sentence="Refer to DI before contact")  # without its full stop
        return status

    monkeypatch.setattr(gate, "gate_status", talkative)
    assert any(key[1] == "GET" and "/cases/" in key[2] for key in twins())


def test_a_gate_that_takes_more_trouble_over_an_authority_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = gate.is_held

    def thorough(case: Case, at: datetime) -> bool:
        for each in case.authorities.in_the_way(at):
            each.refresh_from_db()
            each.case.refresh_from_db()
        return plain(case, at)

    monkeypatch.setattr(gate, "is_held", thorough)
    assert any("statements" in key[-2] for key in twins())


def test_an_authority_in_the_chain_of_the_case_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from casework.enforcement.authorities.models import Authority

    monkeypatch.setattr(Authority, "audit_stream", property(lambda self: f"case:{self.case_id}"))
    assert any("timeline" in key[2] for key in twins())
