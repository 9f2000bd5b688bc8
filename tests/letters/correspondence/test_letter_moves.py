"""A letter moves only as its states allow; each move writes exactly one event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django_fsm import TransitionNotAllowed

from casework.audit.models import Event
from casework.core.errors import Conflict, Refused
from letters.correspondence import actions
from letters.correspondence.models import ENDED, Letter, LetterState
from tests import makers_letters
from tests.makers import assert_one_event
from tests.makers_cases import people_of
from tests.makers_letters import make_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]
S = LetterState

# The domain's table (section 2a): move -> from where, to where.
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "submit": ({S.DRAFT, S.RETURNED}, {S.AWAITING_AUTHORITY}),
    "return_to_writer": ({S.AWAITING_AUTHORITY}, {S.RETURNED}),
    "refuse": ({S.AWAITING_AUTHORITY}, {S.REFUSED}),
    "authorise": ({S.AWAITING_AUTHORITY}, {S.AUTHORISED}),
    "issue": ({S.AUTHORISED}, {S.ISSUED_FOR_SERVICE}),
    # From lapsed only what was handed over and not written down in time.
    "serve": ({S.ISSUED_FOR_SERVICE, S.LAPSED}, {S.SERVED}),
    "fail_service": ({S.ISSUED_FOR_SERVICE}, {S.SERVICE_FAILED}),
    "plan_service_again": ({S.SERVICE_FAILED}, {S.ISSUED_FOR_SERVICE}),
    "lapse": ({S.AUTHORISED, S.ISSUED_FOR_SERVICE, S.SERVICE_FAILED}, {S.LAPSED}),
    "withdraw": (set(S) - set(ENDED), {S.WITHDRAWN}),
    "receive_representations": ({S.SERVED, S.UPHELD, S.AMENDED}, {S.REPRESENTATIONS_RECEIVED}),
    "uphold": ({S.REPRESENTATIONS_RECEIVED}, {S.UPHELD}),
    "amend": ({S.REPRESENTATIONS_RECEIVED}, {S.AMENDED}),
    "call_back": ({S.REPRESENTATIONS_RECEIVED}, {S.WITHDRAWN}),
    "expire": ({S.SERVED, S.UPHELD, S.AMENDED}, {S.EXPIRED}),
}

Act = Callable[[Letter], Letter]


def plan_again(letter: Letter, **changes: Any) -> Letter:
    given = {"by": people_of(letter.case).supervisor, "reason": "He is in custody on Friday."}
    return actions.decide_failed_service(
        letter=letter, decision="AGAIN", **given | {"method": "IN_CUSTODY"} | changes
    )


# What people do, and the move each makes.
DONE_BY: dict[str, Act] = {
    "submit": makers_letters.submit,
    "return_to_writer": makers_letters.send_back,
    "refuse": makers_letters.refuse,
    "authorise": makers_letters.authorise,
    "issue": makers_letters.issue,
    "serve": makers_letters.serve,
    "fail_service": makers_letters.fail_once,
    "plan_service_again": plan_again,
    "withdraw": makers_letters.withdraw,
    "receive_representations": makers_letters.receive,
}
# These start from what was said, so they are refused in test_letter_answers.
ANSWERS = {"uphold", "amend", "call_back"}


@pytest.mark.parametrize("state", S)
def test_a_letter_can_come_to_every_state(state: LetterState) -> None:
    assert make_letter(state=state).state == state


def test_the_moves_of_the_running_code_are_those_of_the_domains_table() -> None:
    moves: dict[str, tuple[set[str], set[str]]] = {}
    for move in Letter().get_all_state_transitions():
        sources, targets = moves.setdefault(move.name, (set(), set()))
        sources.add(move.source)
        targets.add(move.target)
    assert moves == TABLE


def test_every_move_is_somebodys_or_the_clocks() -> None:
    assert set(DONE_BY) | ANSWERS | {"lapse", "expire"} == set(TABLE)


@pytest.mark.parametrize("state", S)
def test_what_a_state_does_not_allow_is_refused_and_leaves_no_trace(state: LetterState) -> None:
    letter = make_letter(state=state)
    events = Event.objects.count()
    for name, act in DONE_BY.items():
        # Of a lapsed letter it is asked in another way whether it was served.
        sources = TABLE[name][0] - {S.LAPSED}
        if state in sources:
            continue
        with pytest.raises((Refused, Conflict)):
            act(Letter.objects.get(pk=letter.pk))
        assert Letter.objects.get(pk=letter.pk).state == state, name
    assert Event.objects.count() == events


@pytest.mark.parametrize("name", TABLE)
def test_the_state_machine_itself_refuses_what_the_table_lacks(name: str) -> None:
    """The guard below the actions: a transition called from a state it does not name."""
    sources, _ = TABLE[name]
    outside = next(state for state in S if state not in sources)
    letter = make_letter(state=outside)
    with pytest.raises(TransitionNotAllowed):
        getattr(letter, name)()


def test_a_state_cannot_be_set_past_its_moves() -> None:
    letter = make_letter()
    with pytest.raises(AttributeError):
        letter.state = S.SERVED


MOVES_WITH_EVENTS = [
    (S.DRAFT, makers_letters.submit, "letter.submitted", S.AWAITING_AUTHORITY),
    (S.AWAITING_AUTHORITY, makers_letters.authorise, "letter.authorised", S.AUTHORISED),
    (S.AWAITING_AUTHORITY, makers_letters.send_back, "letter.returned", S.RETURNED),
    (S.AWAITING_AUTHORITY, makers_letters.refuse, "letter.refused", S.REFUSED),
    (S.RETURNED, makers_letters.submit, "letter.submitted", S.AWAITING_AUTHORITY),
    (S.ISSUED_FOR_SERVICE, makers_letters.serve, "letter.served", S.SERVED),
    (S.ISSUED_FOR_SERVICE, makers_letters.fail_once, "letter.not_served", S.ISSUED_FOR_SERVICE),
    (S.SERVICE_FAILED, plan_again, "letter.service_planned_again", S.ISSUED_FOR_SERVICE),
    (S.AUTHORISED, makers_letters.lapse, "letter.lapsed", S.LAPSED),
    (S.DRAFT, makers_letters.withdraw, "letter.withdrawn", S.WITHDRAWN),
    (S.SERVICE_FAILED, makers_letters.withdraw, "letter.withdrawn", S.WITHDRAWN),
    (S.SERVED, makers_letters.receive, "letter.representations", S.REPRESENTATIONS_RECEIVED),
    (S.REPRESENTATIONS_RECEIVED, makers_letters.answer, "letter.upheld", S.UPHELD),
    (S.REPRESENTATIONS_RECEIVED, makers_letters.amend, "letter.amended", S.AMENDED),
    (S.REPRESENTATIONS_RECEIVED, makers_letters.call_back, "letter.called_back", S.WITHDRAWN),
    (S.SERVED, makers_letters.expire, "letter.expired", S.EXPIRED),
]


@pytest.mark.parametrize(("before", "act", "verb", "after"), MOVES_WITH_EVENTS)
def test_each_move_writes_one_event_with_before_and_after(
    before: str, act: Act, verb: str, after: str
) -> None:
    letter = make_letter(state=before)
    with assert_one_event(verb) as found:
        act(letter)
    body = found[0].payload.body
    assert (body["before"]["state"], body["after"]["state"]) == (before, after)
    assert found[0].stream_id == f"case:{letter.case_id}"


def test_issuing_writes_one_event_with_what_was_confirmed() -> None:
    letter = makers_letters.make(make_letter(state=S.AUTHORISED))
    with assert_one_event("letter.issued") as found:
        makers_letters.issue(letter, checks=["identity", "address", "needs"])
    assert found[0].payload.body["after"]["checks"] == ["address", "identity", "needs"]


def test_starting_a_letter_writes_one_event() -> None:
    case = make_letter().case
    with assert_one_event("letter.started"):
        actions.start_letter(case=case, kind="warning_letter", by=people_of(case).officer)


# --- the clock ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [S.AUTHORISED, S.ISSUED_FOR_SERVICE, S.SERVICE_FAILED])
def test_an_authority_lapses_wherever_the_letter_waits(state: LetterState) -> None:
    assert makers_letters.lapse(make_letter(state=state)).state == S.LAPSED


def test_an_authority_that_still_stands_does_not_lapse() -> None:
    letter = make_letter(state=S.AUTHORISED)
    with pytest.raises(Refused, match="still stands"):
        actions.lapse_letter(letter=letter, at=letter.decided_at)


@pytest.mark.parametrize("state", ENDED)
def test_a_timer_that_comes_late_changes_nothing(state: LetterState) -> None:
    letter = make_letter(state=state)
    events = Event.objects.count()
    at = letter.authority_lapses_at or letter.created_at
    assert actions.lapse_letter(letter=letter, at=at).state == state
    assert Event.objects.count() == events


def test_a_letter_nobody_authorised_has_nothing_to_lapse() -> None:
    letter = make_letter(state=S.AWAITING_AUTHORITY)
    with pytest.raises(Refused):
        actions.lapse_letter(letter=letter, at=letter.created_at)


def test_withdrawing_needs_a_reason() -> None:
    with pytest.raises(Refused, match="Say why"):
        makers_letters.withdraw(make_letter(), reason=" ")


def test_a_served_letter_is_not_withdrawn_and_says_who_served_it_when() -> None:
    letter = make_letter(state=S.SERVED)
    with pytest.raises(Conflict) as refused:
        makers_letters.withdraw(letter)
    assert refused.value.by == people_of(letter.case).officer.display_name
    assert refused.value.at == letter.served_at
