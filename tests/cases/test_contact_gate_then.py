"""The contact gate at a past instant: by what was known then, and nothing that came after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from casework.cases import actions, gate
from casework.cases.gate import CHANGED, REFER, gate_status, linked_victims
from casework.cases.models import Case
from tests import makers_cases
from tests.makers_cases import make_case, open_gate, people_of
from tests.makers_changes import CHANGES, revise

pytestmark = pytest.mark.django_db


def gate_at(case: Case, at: datetime) -> gate.GateStatus:
    return gate_status(Case.objects.get(pk=case.pk), at=at)


def status(case: Case) -> gate.GateStatus:
    return gate_at(case, timezone.now())


@pytest.mark.parametrize("change", CHANGES)
def test_what_came_later_does_not_close_the_gate_backwards(change: Callable[[Case], None]) -> None:
    case = make_case()
    open_gate(case)
    before = timezone.now()
    change(case)
    after = timezone.now()
    open_gate(case)
    assert gate_at(case, before).open
    assert (gate_at(case, after).open, gate_at(case, after).sentence) == (False, CHANGED)
    assert status(case).open


@pytest.mark.parametrize("change", CHANGES)
def test_without_the_bound_what_came_later_would_close_it(
    change: Callable[[Case], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case()
    open_gate(case)
    before = timezone.now()
    change(case)
    bounded = gate._changed_since
    monkeypatch.setattr(
        gate, "_changed_since", lambda case, made, _: bounded(case, made, timezone.now())
    )
    assert not gate_at(case, before).open


def test_a_record_that_changed_later_still_names_its_victim_from_the_first_import_on() -> None:
    case = make_case()
    victim = linked_victims(case).first()
    assert victim is not None
    incident = victim.incidents_as_victim.get()
    revise(case, incident)
    then = timezone.now()
    incident.batch = makers_cases.make_batch(force=case.force)
    incident.save()
    assert incident.batch.imported_at > then
    assert victim in linked_victims(case, at=then)
    assert victim not in linked_victims(case, at=case.opened_at)


def test_a_hold_counts_from_when_it_was_placed_until_it_was_lifted() -> None:
    case = make_case()
    manager = people_of(case).manager
    open_gate(case)
    before = timezone.now()
    hold = actions.place_hold(case=case, by=manager, kind="RESTRICTED", note="Ask me.")
    during = timezone.now()
    actions.lift_hold(case=case, by=manager, hold=hold, reason="Over.")
    assert gate_at(case, before).open
    assert gate_at(case, during).sentence == REFER
    assert status(case).sentence == CHANGED


def test_without_the_instant_a_lifted_hold_would_never_have_stood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case()
    manager = people_of(case).manager
    open_gate(case)
    hold = actions.place_hold(case=case, by=manager, kind="RESTRICTED", note="Ask me.")
    during = timezone.now()
    actions.lift_hold(case=case, by=manager, hold=hold, reason="Over.")
    bounded = gate._is_held
    monkeypatch.setattr(gate, "_is_held", lambda case, _: bounded(case, timezone.now()))
    assert gate_at(case, during).open


STANDS_STILL = {"a stay in custody": makers_cases.suspend, "MAPPA": makers_cases.hand_to_mappa}


@pytest.mark.parametrize("why", STANDS_STILL)
def test_a_case_is_judged_by_where_it_was_then(why: str) -> None:
    case = make_case()
    open_gate(case)
    before = timezone.now()
    STANDS_STILL[why](case)
    assert gate_at(case, before).open
    assert not status(case).open


@pytest.mark.parametrize("why", STANDS_STILL)
def test_without_its_moves_it_would_be_judged_by_where_it_is(
    why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case()
    open_gate(case)
    before = timezone.now()
    STANDS_STILL[why](case)
    monkeypatch.setattr(gate, "_state_at", lambda case, _: case.state)
    assert not gate_at(case, before).open


def test_before_it_was_adopted_no_case_was_cleared() -> None:
    before = timezone.now()
    case = make_case()
    assert gate_at(case, before).sentence == gate.NOT_UNDER_WAY
    assert gate_at(case, case.opened_at).sentence == gate.NOT_UNDER_WAY
