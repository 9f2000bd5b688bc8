"""The moves of a visit, taken from the running code, against the table of the domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from casework.audit.models import Event
from casework.core.errors import CaseworkError
from casework.visits import actions
from casework.visits.models import Outcome, Visit, VisitState
from tests import makers_visits
from tests.makers_cases import people_of
from tests.makers_visits import checks, make_visit

pytestmark = pytest.mark.django_db
S = VisitState
DOOR = {S(outcome) for outcome in Outcome.values}

# Source: domain, section 2b; RECORD_SUBMITTED to RETURNED and back is the supervisor's review.
TABLE: dict[VisitState, set[VisitState]] = {
    S.PLANNED: {S.CHECKED, S.WITHDRAWN},
    S.CHECKED: {S.APPROVED, S.PLANNED, S.WITHDRAWN},
    S.APPROVED: {S.CHECKS_EXPIRED, S.WITHDRAWN} | DOOR,
    S.CHECKS_EXPIRED: {S.CHECKED, S.PLANNED, S.WITHDRAWN} | DOOR,
    S.COMPLETED: {S.RECORD_SUBMITTED},
    S.REFUSED_ENTRY: {S.RECORD_SUBMITTED},
    S.NO_REPLY: {S.PLANNED, S.RECORD_SUBMITTED, S.WITHDRAWN},
    S.NOT_AT_ADDRESS: {S.RECORD_SUBMITTED},
    S.ABANDONED_SAFETY: {S.RECORD_SUBMITTED},
    S.ARREST_MADE: {S.RECORD_SUBMITTED},
    S.RECORD_SUBMITTED: {S.RETURNED, S.CLOSED},
    S.RETURNED: {S.RECORD_SUBMITTED},
    S.CLOSED: set(),
    S.WITHDRAWN: set(),
}


def targets(move: Any) -> set[VisitState]:
    """Where a transition may lead: one state, or those it returns."""
    many = getattr(move.target, "allowed_states", None)
    return {S(state) for state in (many or [move.target])}


def test_the_code_has_exactly_the_moves_of_the_table() -> None:
    found: dict[VisitState, set[VisitState]] = {state: set() for state in S}
    for move in Visit().get_all_state_transitions():
        found[S(move.source)] |= targets(move)
    assert found == TABLE


# Each action with arguments that are right in themselves, and the states in which it may be used.
def _plan(visit: Visit) -> Visit:
    return makers_visits.plan(visit)


def _checks(visit: Visit) -> Visit:
    by = people_of(visit.case).officer
    return actions.pass_checks(visit=visit, by=by, checks=checks())


def _approve(visit: Visit) -> Visit:
    return makers_visits.approve(visit)


def _send_back(visit: Visit) -> Visit:
    return makers_visits.approve(visit, decision="SEND_BACK", reason="Go in the evening.")


def _attempt(visit: Visit) -> Visit:
    return makers_visits.attempt(visit)


def _not_made(visit: Visit) -> Visit:
    by = people_of(visit.case).officer
    return actions.say_whether_made(visit=visit, by=by, made=False, reason="A car broke down.")


def _again(visit: Visit) -> Visit:
    return actions.plan_again(visit=visit)


def _record(visit: Visit) -> Visit:
    return makers_visits.submit(visit)


def _close(visit: Visit) -> Visit:
    return makers_visits.review(visit)


def _return(visit: Visit) -> Visit:
    return makers_visits.review(visit, "RETURN")


def _withdraw(visit: Visit) -> Visit:
    by = people_of(visit.case).officer
    return actions.withdraw_visit(visit=visit, by=by, reason="Not needed any more.")


SEEN = DOOR - {S.NO_REPLY}
ALLOWED: dict[Callable[[Visit], Visit], set[VisitState]] = {
    _plan: {S.PLANNED, S.CHECKS_EXPIRED},
    # An unplanned visit is refused by the guard, see test_planning.
    _checks: {S.CHECKS_EXPIRED},
    _approve: {S.CHECKED},
    _send_back: {S.CHECKED},
    _attempt: {S.APPROVED, S.CHECKS_EXPIRED},
    _not_made: {S.CHECKS_EXPIRED},
    _again: {S.NO_REPLY},
    _record: SEEN | {S.RETURNED},
    _close: {S.RECORD_SUBMITTED},
    _return: {S.RECORD_SUBMITTED},
    _withdraw: {S.PLANNED, S.CHECKED, S.APPROVED, S.CHECKS_EXPIRED, S.NO_REPLY},
}


@pytest.mark.parametrize("state", list(S))
def test_an_action_moves_only_from_the_states_that_allow_it(state: VisitState) -> None:
    visit = make_visit(state=state)
    assert visit.state == state
    for action, allowed in ALLOWED.items():
        point = transaction.savepoint()
        before = Event.objects.count()
        if state in allowed:
            assert action(visit).state != state or action is _plan
            assert Event.objects.count() == before + 1, action.__name__
        else:
            with pytest.raises(CaseworkError) as refused:
                action(visit)
            assert len(str(refused.value)) > 20, "a sentence"
            assert Visit.objects.get(pk=visit.pk).state == state
            assert Event.objects.count() == before
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("state", list(S))
def test_every_state_has_words_and_a_colour(state: VisitState) -> None:
    from casework.visits.presenters import COLOURS

    assert COLOURS[state]
    assert state.label


def test_the_state_cannot_be_assigned() -> None:
    visit = make_visit(state=S.PLANNED)
    with pytest.raises(AttributeError):
        visit.state = S.CLOSED


def test_two_who_moved_the_same_visit_do_not_both_win() -> None:
    from django_fsm import ConcurrentTransition

    visit = make_visit(state=S.CHECKED)
    other = Visit.objects.get(pk=visit.pk)
    other.send_back(reason="Later.")
    other.save()
    visit.send_back(reason="Now.")
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        visit.save()
