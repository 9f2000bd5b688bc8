"""The contact gate: what opens it, what closes it, and what its words never say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.audit.models import Event
from casework.cases import actions, gate
from casework.cases.gate import (
    CHANGED,
    NOT_CHECKED,
    REFER,
    gate_status,
    require_open_gate,
)
from casework.cases.models import Case, ContactGate, State
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import NotAllowed, NotVisible, Refused
from tests import makers, makers_cases
from tests.makers import assert_one_event
from tests.makers_cases import all_safe, make_case, open_gate, people_of
from tests.makers_changes import CHANGES

pytestmark = pytest.mark.django_db


def status(case: Case) -> gate.GateStatus:
    return gate_status(Case.objects.get(pk=case.pk))


# --- opening it -----------------------------------------------------------------------------------


def test_contact_is_cleared_for_72_hours_by_a_check_that_finds_nothing() -> None:
    case = make_case()
    assert status(case).sentence == NOT_CHECKED
    with assert_one_event("case.contact_checked"):
        made = open_gate(case)
    assert made.valid_until - made.checked_at == timedelta(hours=72)
    assert status(case).open
    require_open_gate(case)
    assert gate_status(case, at=made.valid_until - timedelta(seconds=1)).open
    over = gate_status(case, at=made.valid_until)
    assert not over.open
    assert "ran out" in over.sentence


def test_a_check_made_later_says_nothing_of_an_earlier_moment() -> None:
    case = make_case()
    before = timezone.now()
    open_gate(case)
    found = gate_status(case, at=before)
    assert (found.open, found.sentence) == (False, NOT_CHECKED)


@pytest.mark.parametrize("state", [s for s in State if s not in UNDER_WAY])
def test_no_contact_while_the_case_is_not_under_way(state: State) -> None:
    case = make_case(state=state)
    assert not status(case).open
    with pytest.raises(Refused):
        require_open_gate(case)


def test_a_case_that_leaves_its_state_takes_its_clearance_along() -> None:
    case = make_case()
    open_gate(case)
    makers_cases.suspend(case)
    assert not status(case).open


# --- what closes it -------------------------------------------------------------------------------

Answers = dict[str, Any]


def first_victim(case: Case, outcome: str) -> Answers:
    answers = all_safe(case)["victims"]
    key = next(iter(answers))
    return {"victims": answers | {key: {"outcome": outcome, "note": "She says he reads her mail."}}}


BLOCKING: dict[str, Callable[[Case], Answers]] = {
    "a victim is not safe": lambda case: first_victim(case, "UNSAFE"),
    "something has to be done first": lambda case: first_victim(case, "WITH_PLAN"),
    "the officer in the case does not agree": lambda _: {"live_investigation": True},
    "the desk has not cleared it": lambda _: {"deconflicted": False},
}
PASSING: dict[str, Answers] = {
    "conditions could not be read": {"conditions_read": False, "conditions_note": "Court is shut."},
    "warnings could not be checked": {"warnings_checked": False, "warnings_note": "System down."},
    "the officer in the case agrees": {
        "live_investigation": True,
        "oic_agrees": True,
        "oic_name": "DC Example",
    },
    "the advocate was not asked": {"idva_view": "NOT_SOUGHT", "idva_note": "There is none."},
}


@pytest.mark.parametrize("why", BLOCKING)
def test_items_1_2_and_4_block(why: str) -> None:
    case = make_case()
    open_gate(case, **BLOCKING[why](case))
    assert (status(case).open, status(case).sentence) == (False, REFER)


@pytest.mark.parametrize("why", PASSING)
def test_items_3_and_5_are_recorded_and_do_not_block(why: str) -> None:
    case = make_case()
    open_gate(case, **PASSING[why])
    assert status(case).open


def test_without_its_items_a_dangerous_check_would_clear_contact(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case()
    open_gate(case, **BLOCKING["a victim is not safe"](case))
    monkeypatch.setattr(gate, "_clears", lambda _: True)
    assert status(case).open


def test_a_later_good_check_clears_what_an_earlier_one_stopped() -> None:
    case = make_case()
    open_gate(case, **BLOCKING["something has to be done first"](case))
    open_gate(case)
    assert status(case).open


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_after_the_check_closes_the_gate(change: Callable[[Case], None]) -> None:
    case = make_case()
    open_gate(case)
    change(case)
    assert (status(case).open, status(case).sentence) == (False, CHANGED)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=True):
        open_gate(case)
        assert status(case).open


def test_a_new_assessment_at_the_same_level_leaves_the_gate_open() -> None:
    case = make_case()
    open_gate(case)
    makers_cases.assess(case)
    assert status(case).open


@pytest.mark.parametrize("change", CHANGES)
def test_without_the_comparison_an_old_check_would_still_clear_contact(
    change: Callable[[Case], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case()
    open_gate(case)
    change(case)
    monkeypatch.setattr(gate, "_changed_since", lambda *_: False)
    assert status(case).open


# --- holds ----------------------------------------------------------------------------------------


def test_a_hold_closes_the_gate_at_once_and_lifting_it_asks_for_another_check() -> None:
    case = make_case()
    manager = people_of(case).manager
    open_gate(case)
    hold = actions.place_hold(case=case, by=manager, kind="RESTRICTED", note="Ask me.")
    assert (status(case).open, status(case).sentence) == (False, REFER)
    actions.lift_hold(case=case, by=manager, hold=hold, reason="Over.")
    assert (status(case).open, status(case).sentence) == (False, CHANGED)
    open_gate(case)
    assert status(case).open


def test_without_the_look_at_holds_contact_would_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case()
    open_gate(case)
    actions.place_hold(case=case, by=people_of(case).manager, kind="RESTRICTED", note="Ask me.")
    monkeypatch.setattr(gate, "_is_held", lambda *_: False)
    assert status(case).open


def test_every_reason_that_could_betray_something_has_the_same_words() -> None:
    said = set()
    for kind in ("RESTRICTED", "LIVE_INVESTIGATION", "COMPLAINT"):
        case = make_case()
        open_gate(case)
        actions.place_hold(case=case, by=people_of(case).manager, kind=kind, note="A note.")
        said.add(status(case))
    for answers in BLOCKING.values():
        case = make_case()
        open_gate(case, **answers(case))
        said.add(status(case))
    said.add(status(make_case(state=State.LED_BY_MAPPA)))
    assert said == {gate.GateStatus(open=False, sentence=REFER)}


# --- who checks, and what has to be said ----------------------------------------------------------


def test_who_checks_contact() -> None:
    case = make_case()
    people = people_of(case)
    open_gate(case, by=people.officer)
    open_gate(case, by=people.supervisor)
    for user in (people.manager, people.analyst):
        with pytest.raises(NotAllowed):
            open_gate(case, by=user)
    for user in (people.auditor, makers.make_user(Role.OFFICER, team=makers.make_team())):
        with pytest.raises(NotVisible):
            open_gate(case, by=user)


def left_out(case: Case) -> list[tuple[str, Answers]]:
    victims = all_safe(case)["victims"]
    key = next(iter(victims))
    stranger = makers_cases.make_person(force=case.force)
    one_less = {other: answer for other, answer in victims.items() if other != key}
    extra = victims | {stranger.pk: {"outcome": "SAFE", "note": ""}}
    return [
        ("for each person at risk", {"victims": {}}),
        ("for each person at risk", {"victims": one_less}),
        ("for each person at risk", {"victims": extra}),
        ("for each person at risk", {"victims": victims | {key: {"outcome": "", "note": ""}}}),
        ("what stands in the way", {"victims": victims | {key: {"outcome": "UNSAFE", "note": ""}}}),
        ("whether the advocate was asked", {"idva_view": ""}),
        ("what the advocate said", {"idva_note": " "}),
        ("Name the officer", {"live_investigation": True, "oic_agrees": True}),
        ("Read the conditions", {"conditions_read": False}),
        ("Check the warnings", {"warnings_checked": False}),
    ]


def test_nothing_may_be_left_out_of_a_check() -> None:
    case = make_case()
    for sentence, answers in left_out(case):
        with pytest.raises(Refused, match=sentence):
            open_gate(case, **answers)
    assert not ContactGate.objects.exists()


def test_a_victim_without_a_record_of_their_own_has_to_be_spoken_of() -> None:
    case = make_case()
    makers_cases.make_incident(suspect=case.person, victim=None)
    with pytest.raises(Refused, match="no record of their own"):
        open_gate(case, others_note="")
    open_gate(case, others_note="A neighbour, who has moved away.")
    assert status(case).open


def test_a_check_says_nothing_of_victims_in_the_log() -> None:
    case = make_case()
    open_gate(case, **BLOCKING["a victim is not safe"](case))
    event = Event.objects.filter(verb="case.contact_checked").latest("pk")
    assert set(event.payload.body["after"]) == {"gate", "valid_until", "valid_proof"}
    assert event.payload.body["reason"] == ""
