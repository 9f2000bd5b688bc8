"""Every move from every state by every role, through the real actions (domain: section 1.13)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from casework.audit.models import Event
from casework.cases import actions
from casework.cases import permissions as may
from casework.cases.doing import PAGES
from casework.cases.models import Adoption, Band, Case, Move, State
from casework.cases.moves import moves_for
from casework.cases.table import MOVES
from casework.core.errors import CaseworkError, Conflict, NotAllowed, NotVisible, Refused
from tests import makers_cases
from tests.case_table import BLIND, TABLE, answers, cast, tried
from tests.makers_cases import make_case, people_of, ready_for_adoption

pytestmark = pytest.mark.django_db


def test_the_table_in_the_code_is_the_table_of_the_domain() -> None:
    assert {name: {str(s) for s in rule.sources} for name, rule in MOVES.items()} == {
        name: sources for name, (_, sources) in TABLE.items()
    }


@pytest.mark.parametrize("state", list(State))
def test_every_move_is_made_or_refused_by_role_and_state(state: State) -> None:
    case = make_case(state=state)
    wrong = []
    for role, user in cast(case).items():
        sees = Case.objects.visible_to(user).filter(pk=case.pk).exists()
        for name, (who, sources) in TABLE.items():
            outcome = tried(name, case, user)
            if outcome not in expected(state, role, sees=sees, who=who, sources=sources):
                wrong.append((role, name, outcome))
    assert wrong == []


def expected(
    state: State, role: str, *, sees: bool, who: set[str], sources: set[str]
) -> set[type[CaseworkError] | str]:
    """What may come of a move; where role and state allow it, a guard may still refuse."""
    if not sees:
        assert role in BLIND | {"owner"}
        return {NotVisible}
    assert role not in BLIND
    if role not in who:
        return {NotAllowed}
    if str(state) not in sources:
        return {Refused, Conflict}
    return {Refused, NotAllowed, *(str(each) for each in State)}


def test_the_owner_sees_the_case_from_assessment_on() -> None:
    for state in State:
        case = make_case(state=state)
        had_an_owner = state not in (State.FLAGGED, State.TRIAGE, State.NOT_ADOPTED)
        owner = people_of(case).officer
        assert Case.objects.visible_to(owner).filter(pk=case.pk).exists() == had_an_owner


def test_a_table_that_let_officers_adopt_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ready_for_adoption()
    officer = people_of(case).officer
    assert tried("adopt", case, officer) is NotAllowed
    monkeypatch.setattr(may, "is_one_of", lambda *_: True)
    monkeypatch.setitem(MOVES, "adopt", replace(MOVES["adopt"], bars=()))
    assert tried("adopt", case, officer) == State.ACTIVE


# --- each move leaves one row and one event -------------------------------------------------------


@pytest.mark.parametrize("state", [state for state, steps in makers_cases.PATH_TO.items() if steps])
def test_a_move_leaves_one_row_in_the_trail_and_one_event(state: State) -> None:
    *before, last = makers_cases.PATH_TO[state]
    case = make_case(state=State.FLAGGED)
    for step in before:
        step(Case.objects.get(pk=case.pk), Band.MEDIUM)
    case = Case.objects.get(pk=case.pk)
    rows, source = case.moves.count(), case.state
    events = state_events(case)
    last(case, Band.MEDIUM)
    row = case.moves.latest("pk")
    assert (row.source, row.target) == (source, state)
    assert row.by is not None
    assert row.reason
    assert case.moves.count() == rows + 1
    assert state_events(case) == events + 1
    event = Event.objects.filter(verb=MOVES[row.name].verb).latest("pk")
    assert event.payload.body["before"]["state"] == source
    assert event.payload.body["after"]["state"] == state
    assert event.actor == row.by


def state_events(case: Case) -> int:
    """How many events of the case's chain tell of a change of its state."""
    verbs = [rule.verb for rule in MOVES.values() if rule.changes_state] + ["case.opened"]
    return Event.objects.filter(stream=case.audit_stream, verb__in=verbs).count()


@pytest.mark.parametrize(
    ("state", "name", "field"),
    [
        (State.FLAGGED, "triage", "reason"),
        (State.TRIAGE, "assess", "reason"),
        (State.TRIAGE, "decline", "reason"),
        (State.ACTIVE, "suspend", "reason"),
        (State.ACTIVE, "mappa-leads", "reason"),
        (State.ACTIVE, "transfer", "reason"),
        (State.STEP_DOWN, "step-up", "reason"),
        (State.SUSPENDED, "resume", "reason"),
        (State.LED_BY_MAPPA, "mappa-ends", "reason"),
        (State.ACTIVE, "owner", "reason"),
        (State.ACTIVE, "hold", "note"),
        (State.ACTIVE, "change", "note"),
    ],
)
def test_no_move_is_made_without_saying_why(state: State, name: str, field: str) -> None:
    case = make_case(state=state)
    who = sorted(TABLE[name][0])[0]
    given = answers(name, case) | {field: "  "}
    with pytest.raises(Refused, match=r"^Say"):
        PAGES[name].act(case=case, by=cast(case)[who], **given)
    assert Case.objects.get(pk=case.pk).state == state


@pytest.mark.parametrize(
    "field", ["legal_basis", "necessity", "proportionality", "least_intrusive"]
)
def test_nobody_is_adopted_without_necessity_and_proportionality(field: str) -> None:
    case = ready_for_adoption()
    with pytest.raises(Refused):
        actions.adopt_case(
            case=case, by=people_of(case).manager, **makers_cases.reasons() | {field: " "}
        )
    assert not Adoption.objects.exists()


# --- two at once ----------------------------------------------------------------------------------


def test_the_second_of_two_to_adopt_is_told_who_was_first() -> None:
    case = ready_for_adoption()
    makers_cases.adopt(case)
    with pytest.raises(Conflict) as found:
        makers_cases.adopt(case)
    assert found.value.by == people_of(case).manager.display_name
    assert found.value.at is not None


def test_a_stale_copy_moves_nothing() -> None:
    stale = make_case(state=State.TRIAGE)
    makers_cases.decline(Case.objects.get(pk=stale.pk))
    with pytest.raises(CaseworkError):
        makers_cases.to_assessment(stale)
    assert Case.objects.get(pk=stale.pk).state == State.NOT_ADOPTED


def test_an_action_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    case = ready_for_adoption()
    rows = (Move.objects.count(), Adoption.objects.count(), Event.objects.count())

    def broken(**_: object) -> None:
        raise OSError("the log cannot be written")

    monkeypatch.setattr("casework.audit.keeping.record", broken)
    with suppress(OSError):
        makers_cases.adopt(case)
    assert Case.objects.get(pk=case.pk).state == State.ASSESSMENT
    assert (Move.objects.count(), Adoption.objects.count(), Event.objects.count()) == rows


# --- the table as the page shows it ---------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
def test_what_the_page_offers_is_what_the_action_does(state: State) -> None:
    case = make_case(state=state)
    for user in cast(case).values():
        if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
            continue
        for line in moves_for(case, user):
            outcome = tried(line.rule.name, case, user)
            done = isinstance(outcome, str)
            assert done == line.allowed, (user.username, line, outcome)
            assert line.allowed or line.reason.endswith(".")
