"""How long an order lasts, how it is served, who is told, and what a breach asks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.accounts.models import Rank
from casework.cases.models import ChangeKind
from casework.core.errors import NotAllowed, Refused
from casework.enforcement.orders import actions, rules
from casework.enforcement.orders.models import (
    BreachState,
    Order,
    OrderState,
    Regime,
    ServiceMethod,
    VictimUpdate,
)
from tests import makers_orders
from tests.makers_cases import people_of
from tests.makers_orders import make_breach, make_live, make_order

pytestmark = pytest.mark.django_db
S = OrderState


# --- how long -------------------------------------------------------------------------------------

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("regime", "days", "given_by", "sentence"),
    [
        ("DVPO", 13, "", "from 14 to 28 days"),
        ("DVPO", 29, "", "from 14 to 28 days"),
        ("DVPO", None, "", "always has a last day"),
        ("SPO", 729, "", "at least 2 years"),
        ("PRE_CHARGE_BAIL", None, "CUSTODY_OFFICER", "always has a last day"),
        ("PRE_CHARGE_BAIL", 93, "CUSTODY_OFFICER", "may give bail until 1 June 2026"),
        ("PRE_CHARGE_BAIL", 185, "INSPECTOR", "may give bail until 1 September 2026"),
        ("PRE_CHARGE_BAIL", 276, "SUPERINTENDENT", "may give bail until 1 December 2026"),
        ("PRE_CHARGE_BAIL", 30, "", "who gave bail"),
        ("DAPO", 0, "", "must not lie before"),
    ],
)
def test_a_length_the_law_does_not_allow_is_refused(
    regime: str, days: int | None, given_by: str, sentence: str
) -> None:
    ends = DAY + timedelta(days=days - 1) if days is not None else None
    with pytest.raises(Refused, match=sentence):
        rules.check_period(regime, nation="E", starts_on=DAY, ends_on=ends, given_by=given_by)


@pytest.mark.parametrize(
    ("regime", "days", "given_by"),
    [
        ("DVPO", 14, ""),
        ("DVPO", 28, ""),
        ("SPO", 731, ""),
        ("SPO", None, ""),
        ("DAPO", None, ""),
        ("DAPO", 1, ""),
        ("PRE_CHARGE_BAIL", 92, "CUSTODY_OFFICER"),
        ("PRE_CHARGE_BAIL", 184, "INSPECTOR"),
        ("PRE_CHARGE_BAIL", 275, "SUPERINTENDENT"),
        ("PRE_CHARGE_BAIL", 400, "COURT"),
    ],
)
def test_a_length_the_law_allows_is_taken(regime: str, days: int | None, given_by: str) -> None:
    ends = DAY + timedelta(days=days - 1) if days is not None else None
    rules.check_period(regime, nation="E", starts_on=DAY, ends_on=ends, given_by=given_by)


def _dvpo() -> Order:
    case = makers_orders.make_ready()
    make_live(case.force, Regime.DVPN, Regime.DVPO)
    people = people_of(case)
    people.authoriser.rank = Rank.SUPERINTENDENT
    people.authoriser.save()
    order = makers_orders.consider(makers_orders.start(case), Regime.DVPN)
    order = makers_orders.authorise(makers_orders.prepare(makers_orders.decide(order)))
    order = makers_orders.list_hearing(makers_orders.apply(makers_orders.serve_notice(order)))
    return makers_orders.result(order)


def test_a_dvpo_is_never_made_longer() -> None:
    order = _dvpo()
    with pytest.raises(Refused, match="cannot be made longer"):
        makers_orders.watch(order, "RENEWED")
    with pytest.raises(Refused, match="cannot be made longer"):
        makers_orders.watch(order, "VARIED")
    assert order.ends_on is not None
    shorter = makers_orders.watch(order, "VARIED", ends_on=order.ends_on - timedelta(days=5))
    assert shorter.state == S.VARIED


def test_a_tag_is_worn_for_12_months_at_most() -> None:
    order = make_order(state=S.LISTED)
    today = timezone.localdate()
    tag = {"kind": "TAG", "until": today + timedelta(days=400)}
    with pytest.raises(Refused, match="12 months at most"):
        makers_orders.result(order, terms=[tag], ends_on=today + timedelta(days=500))


# --- serving, notifying, telling ------------------------------------------------------------------


def test_an_order_not_served_in_person_asks_a_lawyer_before_an_arrest() -> None:
    order = make_order(state=S.MADE)
    order = makers_orders.serve(order, method=ServiceMethod.BY_OTHERS)
    assert "Ask a lawyer" in order.legal_question
    breach = makers_orders.report(order)
    with pytest.raises(Refused, match="what the lawyer advised"):
        makers_orders.record(breach, "MADE")
    breach = makers_orders.record(breach, "MADE", legal_advice="Service was good: arrest.")
    assert breach.state == BreachState.ARRESTED
    assert makers_orders.again(order).legal_advice


def test_nobody_is_arrested_for_breaking_an_undertaking() -> None:
    order = makers_orders.result(make_order(state=S.LISTED), undertaking=True)
    order = makers_orders.serve(order)
    assert order.state == S.SERVED
    breach = makers_orders.report(order)
    with pytest.raises(Refused, match="undertaking"):
        makers_orders.record(breach, "MADE")
    assert makers_orders.record(breach, "NONE").no_arrest_asked


def test_a_notification_after_the_time_is_still_a_breach() -> None:
    order = make_order(state=S.NOTIFICATION_DUE)
    assert order.notification_by is not None
    import time_machine

    with time_machine.travel(order.notification_by + timedelta(hours=2), tick=True):
        order = makers_orders.notify(order)
    assert order.state == S.NOTIFIED
    assert order.breaches.count() == 1


def test_a_missed_notification_is_found_once_and_not_before_its_time() -> None:
    order = make_order(state=S.NOTIFICATION_DUE)
    assert actions.miss_notification(order=order).state == S.NOTIFICATION_DUE
    makers_orders.miss(order)
    makers_orders.miss(makers_orders.again(order))
    assert order.breaches.count() == 1


def test_where_protection_is_gone_the_safety_is_planned_again() -> None:
    order = make_order(state=S.REFUSED)
    told = {"order": order, "by": makers_orders.officer(order), "told": True}
    with pytest.raises(Refused, match="safety is planned"):
        actions.tell_victim(**told, told_by="Her advocate", note="Told.")
    actions.tell_victim(**told, told_by="Her advocate", note="Told.", safety_plan="Her sister.")
    assert VictimUpdate.objects.get().about == S.REFUSED


def test_nothing_is_circulated_that_binds_nobody_nor_cancelled_that_does() -> None:
    dead, live = make_order(state=S.DISCHARGED), make_order(state=S.NOTIFICATION_DUE)
    by = makers_orders.officer(dead)
    with pytest.raises(Refused, match="nothing to circulate"):
        actions.circulate_order(order=dead, by=by, leds_reference="L/1")
    with pytest.raises(Refused, match="Nothing of this order is circulated"):
        actions.cancel_circulation(order=dead, by=by, leds_reference="L/1")
    by = makers_orders.officer(live)
    actions.circulate_order(order=live, by=by, leds_reference="L/2")
    with pytest.raises(Refused, match="in force, so it stays"):
        actions.cancel_circulation(order=live, by=by, leds_reference="L/2")


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (S.NOTICE_GIVEN, ChangeKind.BAIL),
        (S.MADE, ChangeKind.BAIL),
        (S.VARIED, ChangeKind.BAIL),
        (S.DISCHARGED, ChangeKind.BAIL),
        (S.EXPIRED, ChangeKind.BAIL),
        (S.REFUSED, ChangeKind.ORDER_REFUSED),
        (S.OVERDUE, ChangeKind.BREACH),
    ],
)
def test_the_case_hears_of_it(state: OrderState, kind: ChangeKind) -> None:
    order = make_order(state=state)
    change = order.case.changes.order_by("pk").last()
    assert change is not None
    assert change.kind == kind
    assert "Domestic abuse protection" in change.note


# --- breaches -------------------------------------------------------------------------------------


def test_an_arrest_graded_below_a_says_why() -> None:
    breach = makers_orders.report(make_order())
    with pytest.raises(Refused, match="below A"):
        makers_orders.record(breach, grade="B")
    assert makers_orders.record(breach, grade="B", grade_reason="He is abroad.").grade == "B"


def test_whoever_recorded_a_breach_does_not_decide_that_nobody_is_arrested() -> None:
    breach = makers_orders.report(make_order())
    people = people_of(breach.order.case)
    breach = makers_orders.record(breach, "NONE", by=people.supervisor)
    with pytest.raises(NotAllowed, match="You recorded this breach"):
        makers_orders.decide_no_arrest(breach)
    assert makers_orders.decide_no_arrest(breach, by=people.manager).state == "NOT_ARRESTED"


def test_a_dapo_is_a_crime_and_sets_no_day_to_court_a_dvpo_does() -> None:
    assert make_breach(BreachState.ARRESTED).court_by is None
    breach = makers_orders.record(makers_orders.report(makers_orders.serve(_dvpo())), "MADE")
    assert breach.court_by is not None


def test_the_words_of_a_breach_and_of_a_victim_stay_out_of_the_log() -> None:
    from casework.audit.models import Payload

    order = make_order()
    makers_orders.report(order, what="He said SECRETWORD to her.")
    actions.tell_victim(
        order=order,
        by=makers_orders.officer(order),
        told=True,
        told_by="Her advocate",
        note="She said SECRETWORD.",
        safety_plan="SECRETWORD.",
    )
    assert not any("SECRETWORD" in str(each.body) for each in Payload.objects.all())
