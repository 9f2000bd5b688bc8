"""How a protective order comes to each of its steps, through the forms of its flow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.cases.gate import linked_victims
from casework.cases.models import Case
from casework.enforcement.orders import actions as orders
from casework.enforcement.orders.models import Order
from casework.enforcement.orders.rules import end_of
from tests.browser.timers import fire_those_of
from tests.makers_cases import people_of
from tests.makers_order_walk import USUAL, terms
from tests.makers_orders import local, make_live
from tests.makers_work import check_contact_again, do, open_task, safe_contact

Move = Callable[[Case], object]


def order_of(case: Case) -> Order:
    return Order.objects.get(case=case)


def step(name: str, **given: Any) -> Move:
    """Do the open step as whoever holds its role, with the usual answers but for these."""

    def done(case: Case) -> None:
        people, task = people_of(case), open_task(case, name)
        by_role = {"SUPERVISOR": people.supervisor, "AUTHORISER": people.authoriser}
        by = by_role.get(task.role, people.officer)
        do(case, name, by=by, **(USUAL.get(name, {}) | given))

    return done


def consider(regime: str) -> Move:
    def considered(case: Case) -> None:
        make_live(case.force)
        protected = str(linked_victims(case)[0].pk)
        step("consider", regime=regime, protected=protected)(case)

    return considered


def live(case: Case) -> None:
    make_live(case.force)


def contact(check: str) -> Move:
    unsafe = {"victim_1": "UNSAFE", "victim_1_unsafe": "She asks for time."}

    def checked(case: Case) -> None:
        answers = safe_contact(case) | (unsafe if check == "UNSAFE" else {})
        step("check_contact", **answers)(case)

    return checked


def listed(case: Case) -> None:
    step("list_hearing", hearing_at=local(timezone.now()), court_ref="EB/0417/26")(case)


def heard(outcome: str, days: int = 364) -> Move:
    def result(case: Case) -> None:
        given = terms(case, days=days) if outcome == "MADE" else {"note": "No grounds."}
        step("hear", outcome=outcome, **given)(case)

    return result


def served(case: Case) -> None:
    check_contact_again(case, by=people_of(case).officer)
    step("serve_order")(case)


def reported(case: Case) -> None:
    orders.report_breach(
        order=order_of(case),
        by=people_of(case).officer,
        happened_at=timezone.now(),
        what="He stood at her gate and would not leave.",
    )


def at(moment: Callable[[Order], datetime | None]) -> Move:
    """The clock's timers as they fire at that moment of the order."""

    def fired(case: Case) -> None:
        when = moment(order_of(case))
        assert when is not None
        with time_machine.travel(when, tick=True):
            fire_those_of(case)

    return fired


def _before(hours: int) -> Callable[[Order], datetime | None]:
    return lambda order: order.hearing_by and order.hearing_by - timedelta(hours=hours)


def _near_its_end(order: Order) -> datetime | None:
    ends = end_of(order)
    return ends and ends - timedelta(days=28)


SOUGHT: list[Move] = [consider("DAPN"), step("agree"), contact("SAFE"), step("prepare")]
NOTICED: list[Move] = [*SOUGHT, step("authorise"), step("serve_notice")]
LISTED: list[Move] = [*NOTICED, step("apply"), listed]
MADE: list[Move] = [*LISTED, heard("MADE")]
IN_FORCE: list[Move] = [*MADE, served]
BROKEN: list[Move] = [*IN_FORCE, reported]
RECORDED: list[Move] = [*BROKEN, step("breach")]

ORDER: dict[str, list[Move]] = {
    "consider": [live],
    "receive": [consider("NON_MOLESTATION")],
    "agree": [consider("DAPN")],
    "check_contact": [consider("DAPN"), step("agree")],
    "stopped": [consider("DAPN"), step("agree"), contact("UNSAFE")],
    "prepare": [consider("DAPN"), step("agree"), contact("SAFE")],
    "authorise": SOUGHT,
    "serve_notice": [*SOUGHT, step("authorise")],
    "apply": NOTICED,
    "get_listed": [*NOTICED, at(_before(23))],
    "get_listed_now": [*NOTICED, at(_before(5))],
    "list_hearing": [*NOTICED, step("apply")],
    "after_lapse": [*NOTICED, at(_before(-1))],
    "cancel_notice": [*NOTICED, step("circulate"), at(_before(-1))],
    "hear": LISTED,
    "serve_order": MADE,
    "tell_victim": [*LISTED, heard("REFUSED")],
    "circulate": IN_FORCE,
    "notify": IN_FORCE,
    "watch": IN_FORCE,
    "renew": [*LISTED, heard("MADE", days=60), at(_near_its_end)],
    "cancel_circulation": [*IN_FORCE, step("circulate"), step("watch", what="DISCHARGED")],
    "breach": BROKEN,
    "arrest": RECORDED,
    "no_arrest": [*BROKEN, step("breach", arrest="NONE", no_arrest_reason="He is in prison.")],
    "breach_outcome": [*RECORDED, step("arrest")],
}
