"""Protective orders for tests, made by walking the real path.

An order at a state was considered, agreed, prepared, noticed, applied for, listed, made and
served by the people whose roles allow it. Time moves on by minutes, so that nothing happens
before what it follows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Force, User
from casework.cases.gate import gate_status, linked_victims
from casework.cases.models import Case
from casework.enforcement.orders import actions
from casework.enforcement.orders.models import (
    Breach,
    BreachState,
    Order,
    OrderState,
    Regime,
    RegimeSwitch,
)
from casework.enforcement.orders.rules import end_of
from tests import makers_cases
from tests.makers_cases import people_of

LONG_AGO = date(2020, 1, 1)
NO_CONTACT = {"kind": "NO_CONTACT", "words": "The person protected"}
S = OrderState


def local(instant: Any) -> str:
    """A time as the browser's own date and time input sends it."""
    return timezone.localtime(instant).strftime("%Y-%m-%dT%H:%M")


def make_live(
    force: Force, *regimes: str, starts_on: date = LONG_AGO, live: bool = True
) -> list[RegimeSwitch]:
    """These regimes are in use in the force from a day on; DAPN and DAPO unless told."""
    case = Case.objects.filter(force=force).first()
    assert case is not None
    people = people_of(case)
    found = []
    for regime in regimes or (Regime.DAPN, Regime.DAPO):
        switch = actions.enter_switch(
            force=force,
            by=people.authoriser,
            regime=regime,
            live=live,
            starts_on=starts_on,
            reason="The commencement regulations.",
        )
        found.append(actions.confirm_switch(switch=switch, by=people.manager))
    return found


def make_ready(case: Case | None = None) -> Case:
    """A case under way in a force that has DAPNs and DAPOs, its contact checked and safe."""
    case = case or makers_cases.make_case()
    if not RegimeSwitch.objects.filter(force=case.force).exists():
        make_live(case.force)
    if not gate_status(case).open:
        makers_cases.open_gate(case)
    return case


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def officer(order: Order) -> User:
    return people_of(order.case).officer


def start(case: Case | None = None, *, by: User | None = None) -> Order:
    case = make_ready(case)
    return actions.start_order(case=case, by=by or people_of(case).officer)


def consider(order: Order, regime: str = Regime.DAPN, **changes: Any) -> Order:
    """An order thought of; of a notice, the notice and the order after it."""
    given = {
        "by": officer(order),
        "protected": linked_victims(order.case)[0],
        "reason": "Three partners were harmed, and a letter was not heeded.",
        "victim_view": "SUPPORTS",
        "victim_view_note": "",
        "article_8": "Nothing less keeps him away; children are seen through a centre.",
    }
    return actions.consider_order(order=order, regime=regime, **given | changes)


def decide(order: Order, decision: str = "PREPARE", **changes: Any) -> Order:
    given = {"by": people_of(order.case).supervisor, "reason": "It is needed."}
    return actions.decide_order(order=order, decision=decision, **given | changes)


def prepare(order: Order, **changes: Any) -> Order:
    given = {
        "by": officer(order),
        "grounds": "On Friday he came to the house and would not leave.",
        "terms_sought": "No contact; stay away from her street.",
        "child_welfare": "One child, told to school.",
        "representations": "He was asked and said nothing.",
    }
    return actions.prepare_order(order=order, **given | changes)


def authorise(order: Order, decision: str = "AUTHORISE", **changes: Any) -> Order:
    given = {"by": people_of(order.case).authoriser, "reason": "Say when it began."}
    return actions.authorise_notice(order=order, decision=decision, **given | changes)


def clear(order: Order) -> None:
    """Contact is checked again where it is not cleared now."""
    if not gate_status(order.case).open:
        makers_cases.open_gate(order.case)


def serve_notice(order: Order, outcome: str = "SERVED", **changes: Any) -> Order:
    given = {
        "by": officer(order),
        "place": "The custody suite",
        "identity_check": "Fingerprints",
        "explained": True,
        "address_for_notice": "None given",
    }
    return actions.serve_notice(order=order, outcome=outcome, **given | changes)


def apply(order: Order, **changes: Any) -> Order:
    given = {"by": officer(order), "court": "Eastbrook Magistrates' Court"}
    return actions.apply_to_court(order=order, **given | changes)


def list_hearing(order: Order, **changes: Any) -> Order:
    given = {
        "by": officer(order),
        "court": "Eastbrook Magistrates' Court",
        "court_ref": "EB/0417/26",
        "hearing_at": timezone.now(),
    }
    return actions.list_hearing(order=order, **given | changes)


def result(order: Order, outcome: str = "MADE", **changes: Any) -> Order:
    given: dict[str, Any] = {"by": officer(order), "note": "As the court said."}
    if outcome == "MADE":
        given |= {"terms": [dict(NO_CONTACT)], "full_text": "You must not contact her."}
        given["ends_on"] = timezone.localdate() + timedelta(days=364)
        if order.regime == Regime.DVPO:
            given["ends_on"] = timezone.localdate() + timedelta(days=27)
    return actions.record_result(order=order, outcome=outcome, **given | changes)


def receive(order: Order, **changes: Any) -> Order:
    """A non-molestation order as it comes from a family court."""
    today = timezone.localdate()
    given = {
        "by": officer(order),
        "court": "Eastbrook Family Court",
        "received_on": today,
        "made_on": today,
        "full_text": "The respondent must not molest the applicant.",
        "terms": [dict(NO_CONTACT)],
        "ends_on": today + timedelta(days=182),
    }
    return actions.receive_order(order=order, **given | changes)


def serve(order: Order, outcome: str = "SERVED", **changes: Any) -> Order:
    clear(order)
    given = {"by": officer(order), "place": "At court", "identity_check": "By the usher"}
    return actions.serve_order(order=order, outcome=outcome, **given | changes)


def notify(order: Order, **changes: Any) -> Order:
    return actions.record_notified(order=order, **{"by": officer(order)} | changes)


def watch(order: Order, what: str, **changes: Any) -> Order:
    given: dict[str, Any] = {"by": officer(order), "note": "By the court's letter."}
    if what in ("VARIED", "RENEWED"):
        given |= {"terms": [dict(NO_CONTACT)], "full_text": "The terms as they are now."}
        given["ends_on"] = timezone.localdate() + timedelta(days=500)
    if what == "HANDED_OVER":
        given |= {"by": people_of(order.case).supervisor, "handed_to": "The offender managers"}
    return actions.keep_watch(order=order, what=what, **given | changes)


def miss(order: Order) -> Order:
    assert order.notification_by is not None
    with time_machine.travel(order.notification_by + timedelta(minutes=1), tick=True):
        return actions.miss_notification(order=order)


def expire(order: Order) -> Order:
    ends = end_of(order)
    assert ends is not None
    with time_machine.travel(ends + timedelta(minutes=1), tick=True):
        return actions.expire_order(order=order)


Move = Callable[[Order], Order]
PREPARED: list[Move] = [consider, decide, prepare]
LISTED: list[Move] = [*PREPARED, authorise, serve_notice, apply, list_hearing]

# How an order comes to each state; by way of a notice where there is one.
PATH_TO: dict[OrderState, list[Move]] = {
    S.CONSIDERED: [consider],
    S.NOT_PURSUED: [consider, lambda order: decide(order, "DROP")],
    S.PREPARING: PREPARED,
    S.NOTICE_GIVEN: [*PREPARED, authorise, serve_notice],
    S.APPLIED: [*PREPARED, authorise, serve_notice, apply],
    S.LISTED: LISTED,
    S.ADJOURNED: [*LISTED, lambda order: result(order, "ADJOURNED")],
    S.REFUSED: [*LISTED, lambda order: result(order, "REFUSED")],
    S.WITHDRAWN: [*LISTED, lambda order: result(order, "WITHDRAWN")],
    S.MADE: [*LISTED, result],
    S.SERVED: [lambda order: consider(order, Regime.NON_MOLESTATION), receive, serve],
    S.NOTIFICATION_DUE: [*LISTED, result, serve],
    S.NOTIFIED: [*LISTED, result, serve, notify],
    S.OVERDUE: [*LISTED, result, serve, miss],
    S.VARIED: [*LISTED, result, lambda order: watch(order, "VARIED")],
    S.RENEWED: [*LISTED, result, lambda order: watch(order, "RENEWED")],
    S.DISCHARGED: [*LISTED, result, lambda order: watch(order, "DISCHARGED")],
    S.EXPIRED: [*LISTED, result, expire],
}


def make_order(*, state: OrderState | str = S.NOTIFICATION_DUE, case: Case | None = None) -> Order:
    """An order that has come to `state` through the real actions, now."""
    order = start(case)
    for move in PATH_TO[OrderState(state)]:
        order = move(order)
    return again(order)


def report(order: Order, **changes: Any) -> Breach:
    """Somebody says that a term was broken just now."""
    given = {"by": officer(order), "what": "He rang her twice.", "happened_at": timezone.now()}
    return actions.report_breach(order=order, **given | changes)


def record(breach: Breach, arrest: str = "ORDERED", **changes: Any) -> Breach:
    given: dict[str, Any] = {"by": officer(breach.order), "crime_ref": "44260000417"}
    given |= {"custody_ref": "CU/0417/26"} if arrest == "MADE" else {}
    given |= {"no_arrest_reason": "He is in prison already."} if arrest == "NONE" else {}
    return actions.record_breach(
        order=breach.order, breach=breach, arrest=arrest, **given | changes
    )


def decide_no_arrest(breach: Breach, decision: str = "AGREE", **changes: Any) -> Breach:
    given = {"by": people_of(breach.order.case).supervisor, "reason": "He is in prison."}
    return actions.decide_no_arrest(
        order=breach.order, breach=breach, decision=decision, **given | changes
    )


def end(breach: Breach, outcome: str = "CHARGED", **changes: Any) -> Breach:
    given = {"by": officer(breach.order), "note": "Charged and bailed."}
    return actions.end_breach(order=breach.order, breach=breach, outcome=outcome, **given | changes)


def make_breach(state: str = BreachState.REPORTED) -> Breach:
    """A breach of an order in force that has come to `state` through the real actions."""
    breach = report(make_order())
    if state == BreachState.NOT_ARRESTED:
        return decide_no_arrest(record(breach, "NONE"))
    if state != BreachState.REPORTED:
        breach = record(breach, "MADE")
    if state in (BreachState.CHARGED, BreachState.NFA, BreachState.COURT_DEALT):
        breach = end(breach, state)
    return breach
