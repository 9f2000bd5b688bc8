"""The moves of warrants and bail, taken from the running code, against the table of the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django_fsm import ConcurrentTransition

from casework.audit.models import Event
from casework.core.errors import CaseworkError
from casework.enforcement.warrants import actions
from casework.enforcement.warrants.models import OUTCOMES, Decision, Result, SubType, Warrant
from casework.enforcement.warrants.models import WarrantState as S
from casework.enforcement.warrants.presenters import COLOURS
from tests import makers_warrants as w
from tests.makers_cases import people_of
from tests.makers_warrants import ALL_STATES, make_warrant

pytestmark = pytest.mark.django_db

SEARCH = {S.EXECUTED, S.SURRENDERED, S.BACKED_BAIL_SERVED}
# From any open state (domain: section 2c).
ANY_OPEN = {S.WITHDRAWN_BY_COURT, S.OTHER_FORCE, S.CLOSED_DEATH, S.CLOSED_NOT_WANTED}
# Source: domain, section 2c; the states of bail are those of its sub-type. Every outcome ends in
# CLOSED, once nothing stands in the national system any more.
TABLE: dict[S, set[S]] = {
    S.RECEIVED: {S.GRADED, S.CHECKING, S.NOT_TAKEN_ON} | ANY_OPEN,
    S.GRADED: {S.CIRCULATED, S.NOT_TAKEN_ON} | ANY_OPEN,
    S.CIRCULATED: {S.ALLOCATED} | ANY_OPEN,
    S.ALLOCATED: {S.ATTEMPTED, S.REVIEW} | SEARCH | ANY_OPEN,
    S.ATTEMPTED: {S.ATTEMPTED, S.REVIEW} | SEARCH | ANY_OPEN,
    S.REVIEW: {S.ALLOCATED, S.ATTEMPTED} | SEARCH | ANY_OPEN,
    S.CHECKING: {S.BREACHED, S.BAIL_ENDED},
    S.BREACHED: {S.CHECKING, S.EXECUTED, S.BAIL_ENDED},
    S.CLOSED: set(),
    S.NOT_TAKEN_ON: set(),
} | {outcome: {S.CLOSED} for outcome in OUTCOMES}


def targets(move: Any) -> set[S]:
    """Where a transition may lead: one state, or those it returns."""
    many = getattr(move.target, "allowed_states", None)
    return {S(state) for state in (many or [move.target])}


def test_the_code_has_exactly_the_moves_of_the_table() -> None:
    found: dict[S, set[S]] = {state: set() for state in S}
    for move in Warrant().get_all_state_transitions():
        found[S(move.source)] |= targets(move)
    assert found == TABLE


# Each action with arguments that are right in themselves, and where it may be used.
def _regrade(warrant: Warrant) -> Warrant:
    return w.review(warrant, Decision.REGRADE)


def _carry_on(warrant: Warrant) -> Warrant:
    return w.review(warrant, by=people_of(warrant.case).manager)


def _court(warrant: Warrant) -> Warrant:
    return w.review(warrant, Decision.COURT)


def _death(warrant: Warrant) -> Warrant:
    return w.review(warrant, Decision.DEATH)


def _not_wanted(warrant: Warrant) -> Warrant:
    return w.review(warrant, Decision.NOT_WANTED)


def _other_force(warrant: Warrant) -> Warrant:
    if warrant.state == S.OTHER_FORCE:
        return w.answer_force(warrant)
    return w.review(warrant, Decision.ASK_FORCE)


def _arrest(warrant: Warrant) -> Warrant:
    return w.search(warrant, Result.ARRESTED)


def _surrender(warrant: Warrant) -> Warrant:
    return w.search(warrant, S.SURRENDERED)


def _close(warrant: Warrant) -> Warrant:
    return w.finish(warrant)


def _end_bail(warrant: Warrant) -> Warrant:
    return w.end_bail(warrant)


def _no_arrest(warrant: Warrant) -> Warrant:
    return w.answer_breach(warrant, arrested=False)


OPEN = {S.RECEIVED, S.GRADED, S.CIRCULATED, S.ALLOCATED, S.ATTEMPTED, S.REVIEW}
SEARCHED = {S.ALLOCATED, S.ATTEMPTED, S.REVIEW}
Action = Callable[[Warrant], Warrant]
ALLOWED: dict[Action, set[S]] = {
    w.grade: {S.RECEIVED},
    w.circulate: {S.GRADED},
    w.allocate: {S.CIRCULATED},
    w.search: SEARCHED,
    _arrest: SEARCHED,
    _surrender: SEARCHED,
    _carry_on: OPEN,
    _regrade: OPEN - {S.RECEIVED},
    _court: OPEN,
    _death: OPEN,
    _not_wanted: OPEN,
    _other_force: OPEN,
    w.cancel: set(OUTCOMES) - {S.BAIL_ENDED},
    w.tell: SEARCH | {S.BAIL_ENDED},
    _close: set(OUTCOMES),
    w.turn_away: {S.RECEIVED, S.GRADED},
}
BAIL_ALLOWED: dict[Action, set[S]] = {
    w.conditions: {S.RECEIVED},
    w.check: {S.CHECKING},
    w.answer_breach: {S.BREACHED},
    _no_arrest: {S.BREACHED},
    _end_bail: {S.CHECKING, S.BREACHED},
    w.tell: {S.EXECUTED, S.BAIL_ENDED},
    _close: {S.EXECUTED, S.BAIL_ENDED},
    w.turn_away: {S.RECEIVED},
}
# Actions after which the case hears of a change, which is an event of its own.
HEARD = {"case.change_noted", "case.change", "case.changed"}


def own_events() -> int:
    """Without what follows where the case hears: that it heard, and that it is assessed again."""
    told = Event.objects.exclude(verb__startswith="case.")
    return told.exclude(verb="intervention.started").count()


@pytest.mark.parametrize(("sub_type", "state"), ALL_STATES)
def test_an_action_moves_only_from_the_states_that_allow_it(sub_type: str, state: S) -> None:
    warrant = make_warrant(state=state, sub_type=sub_type)
    assert warrant.state == state
    own, others = (ALLOWED, BAIL_ALLOWED)
    if sub_type == SubType.BAIL:
        own, others = others, own
    for action in {**others, **own}:
        point = transaction.savepoint()
        before = own_events()
        if state in own.get(action, set()):
            action(warrant)
            closing = action is _close
            assert own_events() >= before + 1 if closing else own_events() == before + 1, action
        else:
            with pytest.raises((CaseworkError, AttributeError)) as refused:
                action(warrant)
            assert len(str(refused.value)) > 20, "a sentence"
            assert isinstance(refused.value, CaseworkError), action
            assert Warrant.objects.get(pk=warrant.pk).state == state
            assert own_events() == before
        transaction.savepoint_rollback(point)
        warrant = Warrant.objects.get(pk=warrant.pk)


@pytest.mark.parametrize("state", list(S))
def test_every_state_has_words_and_a_colour(state: S) -> None:
    assert COLOURS[state]
    assert state.label


def test_the_state_cannot_be_assigned() -> None:
    warrant = make_warrant(state=S.RECEIVED)
    with pytest.raises(AttributeError):
        warrant.state = S.CLOSED


def test_two_who_moved_the_same_warrant_do_not_both_win() -> None:
    warrant = make_warrant(state=S.RECEIVED)
    other = Warrant.objects.get(pk=warrant.pk)
    other.turn_away()
    other.save()
    warrant.turn_away()
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        warrant.save()


def test_who_ended_it_first_is_named_to_the_second() -> None:
    warrant = make_warrant(state=S.EXECUTED)
    with pytest.raises(CaseworkError) as refused:
        w.search(warrant)
    assert refused.value.status == 409
    assert people_of(warrant.case).officer.display_name in refused.value.by


def test_closing_twice_is_refused() -> None:
    warrant = make_warrant(state=S.CLOSED)
    with pytest.raises(CaseworkError):
        actions.close_warrant(warrant=warrant)
