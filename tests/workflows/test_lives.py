"""Random lives of interventions (`tests.lives`), and that they find what breaks a promise."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from hypothesis.errors import FlakyFailure

from casework.cases.actions import note_change
from casework.cases.guards import no_open_work
from casework.cases.models import Case, ChangeKind
from casework.cases.table import MOVES
from casework.visits.actions import door, planning
from tests.lives import live, people_of_unit
from workflows.registry import kinds

pytestmark = pytest.mark.django_db


def test_whatever_anybody_tries_what_must_hold_holds() -> None:
    """The same lives each time as far as Hypothesis can, which also draws on what is loaded."""
    live(worlds=2, lives=10, same=True)


@pytest.mark.full
@pytest.mark.parametrize("half", ["first", "second"])
def test_whatever_anybody_tries_in_ten_thousand_lives(half: str) -> None:
    """In two halves, which run side by side; the lives of each are drawn anew."""
    live(worlds=250, lives=20)


# --- red twins: one control is off, and a life is found that breaks what must hold ---------------


def lives_go_wrong(*places: tuple[str, str], **where: Any) -> None:
    """Lives that begin near the control that is off, so that few of them find it.

    A life that goes wrong once and not again, lived anew, went wrong as well.
    """
    with pytest.raises((AssertionError, FlakyFailure)) as found:
        live(worlds=1, lives=60, places=places, shrink=False, same=True, **where)
    wrong = getattr(found.value, "exceptions", (found.value,))
    assert any(re.search(r"number='I\d+'|^left ", str(each)) for each in wrong), wrong


def test_without_the_gate_at_the_door_a_life_breaks_a_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def something_changed() -> None:
        """After contact was checked, so that few who come to the door were cleared for it."""
        case = Case.objects.get()
        by = people_of_unit(case)[0]
        note_change(case=case, by=by, kind=ChangeKind.BAIL, note="It was told to us.")

    monkeypatch.setattr(door, "_reason_if_not_cleared", lambda *_: "")
    lives_go_wrong(("home_visit", "visit_home"), then=something_changed)


def test_where_no_event_is_written_a_life_breaks_a_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def off() -> None:
        monkeypatch.setattr(planning, "record", lambda **_: None)

    lives_go_wrong(("home_visit", "approve"), then=off)


def test_where_a_case_may_end_with_work_open_a_life_breaks_a_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, move in MOVES.items():
        guards = tuple(each for each in move.guards if each is not no_open_work)
        monkeypatch.setitem(MOVES, name, replace(move, guards=guards))
    lives_go_wrong(("warning_letter", "write"), case_moves=["transfer"])


def test_where_a_kill_keeps_half_of_the_work_a_life_breaks_a_promise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for flow in kinds().values():
        monkeypatch.setattr(flow, "lock", lambda *_args: nullcontext())
    lives_go_wrong(("home_visit", "stopped"))
