"""The moves of an order and of a breach, from the running code, against the domain's table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from casework.audit.models import Event
from casework.core.errors import CaseworkError
from casework.enforcement.orders.models import Breach, BreachState, Order, OrderState
from casework.enforcement.orders.models.names import IN_FORCE, LIVE, TO_SERVE
from tests import makers_orders as makers
from tests.makers_orders import make_breach, make_order

pytestmark = pytest.mark.django_db
S, B = OrderState, BreachState
COURT_CHANGES = {S.VARIED, S.RENEWED, S.DISCHARGED, S.EXPIRED}

# Source: domain, section 2i. Besides its rows: an order received from others is made at once;
# adjourned is listed again; a notice that nobody hears in time goes back to preparing; a changed
# order is served again; who notified late did notify.
TABLE: dict[OrderState, set[OrderState]] = {
    S.CONSIDERED: {S.NOT_PURSUED, S.PREPARING, S.MADE},
    S.PREPARING: {S.NOTICE_GIVEN, S.APPLIED, S.NOT_PURSUED},
    S.NOTICE_GIVEN: {S.APPLIED, S.PREPARING},
    S.APPLIED: {S.LISTED, S.WITHDRAWN, S.PREPARING},
    S.LISTED: {S.MADE, S.REFUSED, S.ADJOURNED, S.WITHDRAWN},
    S.ADJOURNED: {S.LISTED, S.WITHDRAWN},
    S.MADE: {*IN_FORCE} | COURT_CHANGES,
    S.SERVED: COURT_CHANGES,
    S.NOTIFICATION_DUE: {S.NOTIFIED, S.OVERDUE} | COURT_CHANGES,
    S.NOTIFIED: COURT_CHANGES,
    S.OVERDUE: {S.NOTIFIED} | COURT_CHANGES,
    S.VARIED: {*IN_FORCE} | COURT_CHANGES,
    S.RENEWED: {*IN_FORCE} | COURT_CHANGES,
    S.NOT_PURSUED: set(),
    S.REFUSED: set(),
    S.WITHDRAWN: set(),
    S.DISCHARGED: set(),
    S.EXPIRED: set(),
}
BREACHES: dict[BreachState, set[BreachState]] = {
    B.REPORTED: {B.ARRESTED, B.NOT_ARRESTED},
    B.ARRESTED: {B.CHARGED, B.NFA, B.COURT_DEALT},
    B.NOT_ARRESTED: {B.CHARGED, B.NFA, B.COURT_DEALT},
    B.CHARGED: set(),
    B.NFA: set(),
    B.COURT_DEALT: set(),
}


def moves_of(row: Any, states: Any) -> dict[Any, set[Any]]:
    """Every move in the code: from which state to which."""
    found: dict[Any, set[Any]] = {state: set() for state in states}
    for move in row.get_all_state_transitions():
        many = getattr(move.target, "allowed_states", None)
        found[states(move.source)] |= {states(each) for each in (many or [move.target])}
    return found


def test_the_code_has_exactly_the_moves_of_the_table() -> None:
    assert moves_of(Order(), S) == TABLE
    assert moves_of(Breach(), B) == BREACHES


def _considered(order: Order) -> Order:
    return makers.consider(order)


def _decided(order: Order) -> Order:
    return makers.decide(order)


def _dropped(order: Order) -> Order:
    return makers.decide(order, "DROP")


def _prepared(order: Order) -> Order:
    return makers.prepare(order)


def _authorised(order: Order) -> Order:
    return makers.authorise(order)


def _notice_refused(order: Order) -> Order:
    return makers.authorise(order, "REFUSE")


def _applied(order: Order) -> Order:
    return makers.apply(order)


def _listed(order: Order) -> Order:
    return makers.list_hearing(order)


def _result(outcome: str) -> Callable[[Order], Order]:
    def come_to(order: Order) -> Order:
        return makers.result(order, outcome)

    come_to.__name__ = f"result {outcome}"
    return come_to


def _served(order: Order) -> Order:
    return makers.serve(order)


def _notified(order: Order) -> Order:
    return makers.notify(order)


def _watched(what: str) -> Callable[[Order], Order]:
    def kept(order: Order) -> Order:
        return makers.watch(order, what)

    kept.__name__ = f"watch {what}"
    return kept


def _withdrawn(order: Order) -> Order:
    by = makers.officer(order)
    return makers.actions.withdraw_order(order=order, by=by, reason="Not needed any more.")


# Notifications are owed only where the law asks for them and nobody gave one yet.
OWED = {S.NOTIFICATION_DUE, S.OVERDUE}
# Action -> where it may be used, and how many events it writes; a change tells the case too.
ALLOWED: dict[Callable[[Order], Order], tuple[set[OrderState], int]] = {
    _considered: ({S.CONSIDERED}, 1),
    _decided: ({S.CONSIDERED}, 1),
    _dropped: ({S.CONSIDERED}, 1),
    _prepared: ({S.PREPARING}, 1),
    _authorised: ({S.PREPARING}, 1),
    _notice_refused: ({S.PREPARING}, 1),
    _applied: ({S.NOTICE_GIVEN}, 1),
    _listed: ({S.APPLIED, S.ADJOURNED}, 1),
    _result("MADE"): ({S.LISTED}, 2),
    _result("REFUSED"): ({S.LISTED}, 2),
    _result("ADJOURNED"): ({S.LISTED}, 1),
    _result("WITHDRAWN"): ({S.LISTED}, 1),
    _notified: (OWED, 1),
    _watched("VARIED"): (set(LIVE), 2),
    _watched("RENEWED"): (set(LIVE), 2),
    _watched("DISCHARGED"): (set(LIVE), 2),
    _watched("NOTHING"): (set(LIVE), 1),
    _watched("HANDED_OVER"): (set(LIVE), 1),
    _withdrawn: ({S.CONSIDERED, S.PREPARING}, 1),
}


@pytest.mark.parametrize("state", list(S))
def test_an_action_moves_only_from_the_states_that_allow_it(state: OrderState) -> None:
    order = make_order(state=state)
    assert order.state == state
    for action, (allowed, events) in ALLOWED.items():
        point = transaction.savepoint()
        before = Event.objects.count()
        if state in allowed:
            action(makers.again(order))
            assert Event.objects.count() == before + events, action.__name__
        else:
            with pytest.raises(CaseworkError) as refused:
                action(makers.again(order))
            assert len(str(refused.value)) > 20, "a sentence"
            assert makers.again(order).state == state
            assert Event.objects.count() == before, action.__name__
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("state", [S.MADE, S.VARIED, S.RENEWED])
def test_what_was_made_or_changed_is_served(state: OrderState) -> None:
    assert makers.serve(make_order(state=state)).state == S.NOTIFICATION_DUE


@pytest.mark.parametrize("state", [state for state in S if state not in TO_SERVE])
def test_nothing_else_is_served(state: OrderState) -> None:
    with pytest.raises(CaseworkError, match=r"cannot be served now|already been served"):
        makers.serve(make_order(state=state))


@pytest.mark.parametrize("state", list(B))
def test_a_breach_comes_to_every_state_and_is_not_moved_twice(state: BreachState) -> None:
    breach = make_breach(state)
    assert breach.state == state
    if state != B.REPORTED:
        with pytest.raises(CaseworkError, match="already"):
            makers.record(breach, "MADE")
    if state not in (B.ARRESTED, B.NOT_ARRESTED):
        with pytest.raises(CaseworkError, match="already"):
            makers.end(breach)


@pytest.mark.parametrize("state", [*S, *B])
def test_every_state_has_words_and_a_colour(state: Any) -> None:
    from casework.enforcement.orders.presenters import BREACH_COLOURS, COLOURS

    assert (COLOURS if isinstance(state, OrderState) else BREACH_COLOURS)[state]
    assert state.label


def test_the_state_cannot_be_assigned() -> None:
    order = make_order(state=S.CONSIDERED)
    with pytest.raises(AttributeError):
        order.state = S.MADE


def test_two_who_moved_the_same_order_do_not_both_win() -> None:
    from django_fsm import ConcurrentTransition

    order = make_order(state=S.LISTED)
    other = makers.again(order)
    other.adjourn()
    other.save()
    order.adjourn()
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        order.save()
