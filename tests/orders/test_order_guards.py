"""What an order is refused for, each in a sentence, and what would happen without the guard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Absence, Rank, Role
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.enforcement.orders import actions, permissions, rules
from casework.enforcement.orders.forms import ServeNoticeForm
from casework.enforcement.orders.invariants import service_was_cleared
from casework.enforcement.orders.models import (
    Order,
    OrderState,
    Regime,
)
from casework.enforcement.orders.regimes import LAWS
from tests import makers, makers_orders
from tests.makers_cases import make_case, open_gate, people_of
from tests.makers_orders import make_live, make_order

pytestmark = pytest.mark.django_db
S = OrderState


# --- where a regime is live -----------------------------------------------------------------------


def test_every_regime_has_its_law() -> None:
    assert set(LAWS) == set(Regime)
    assert LAWS[Regime.DAPN].rank == Rank.INSPECTOR
    assert LAWS[Regime.DVPN].rank == Rank.SUPERINTENDENT


def test_a_regime_is_live_from_the_day_two_people_say_so_until_they_say_otherwise() -> None:
    case = make_case()
    force = case.force
    assert not rules.is_live(Regime.DAPO, force)
    make_live(force, Regime.DAPO, starts_on=date(2026, 3, 1))
    make_live(force, Regime.DAPO, starts_on=date(2026, 9, 1), live=False)
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1)]
    assert [rules.is_live(Regime.DAPO, force, day) for day in days] == [False, True, True, False]


def test_what_one_person_entered_counts_for_nothing_yet() -> None:
    case = make_case()
    people = people_of(case)
    switch = actions.enter_switch(
        force=case.force,
        by=people.authoriser,
        regime=Regime.DAPN,
        live=True,
        starts_on=date(2026, 1, 1),
        reason="The regulations.",
    )
    assert not rules.is_live(Regime.DAPN, case.force)
    with pytest.raises(NotAllowed, match="somebody else has to decide"):
        actions.confirm_switch(switch=switch, by=people.authoriser)
    with pytest.raises(NotAllowed):
        actions.confirm_switch(switch=switch, by=people.supervisor)
    actions.confirm_switch(switch=switch, by=people.manager)
    assert rules.is_live(Regime.DAPN, case.force)
    with pytest.raises(Refused, match="confirmed already"):
        actions.confirm_switch(switch=switch, by=people.manager)


def test_in_scotland_there_are_none_of_these_orders_but_bail() -> None:
    force = makers.make_force(nation="S")
    assert [each for each in Regime if rules.is_live(each, force)] == [Regime.POST_CHARGE_BAIL]


def test_a_regime_that_is_not_live_is_not_considered() -> None:
    case = make_case()
    make_live(case.force, Regime.DAPO)
    order = actions.start_order(case=case, by=people_of(case).officer)
    with pytest.raises(Refused, match="not in use in this force"):
        makers_orders.consider(order)


def test_without_that_guard_it_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case()
    order = actions.start_order(case=case, by=people_of(case).officer)
    monkeypatch.setattr(rules, "is_live", lambda *_args: True)
    assert makers_orders.consider(order).regime == Regime.DAPO


# --- whom it protects and binds -------------------------------------------------------------------


def test_whoever_it_protects_is_16_or_over() -> None:
    order = makers_orders.start()
    from casework.cases.gate import linked_victims

    victim = linked_victims(order.case)[0]
    victim.date_of_birth = timezone.localdate() - timedelta(days=15 * 365)
    victim.save()
    with pytest.raises(Refused, match="16 or over"):
        makers_orders.consider(order)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " "}, "Say why an order"),
        ({"victim_view": ""}, "thinks of it"),
        ({"article_8": ""}, "proportionate"),
        ({"protected": " "}, "whom the order is to protect"),
        ({"regime": "DVPO"}, "Select which order"),
    ],
)
def test_an_order_is_not_considered_without(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        makers_orders.consider(makers_orders.start(), **changes)


# --- who decides ----------------------------------------------------------------------------------


def test_nobody_agrees_to_their_own_order_nor_through_a_deputy() -> None:
    order = makers_orders.consider(makers_orders.start())
    people = people_of(order.case)
    makers.give_role(people.officer, Role.SUPERVISOR, team=order.case.team)
    with pytest.raises(NotAllowed, match="You proposed this order"):
        makers_orders.decide(order, by=people.officer)
    _away(people.officer, deputy=people.supervisor)
    with pytest.raises(NotAllowed, match="You stand in for"):
        makers_orders.decide(order)


def _away(user: Any, *, deputy: Any) -> None:
    today = timezone.localdate()
    Absence.objects.create(user=user, deputy=deputy, starts_on=today, ends_on=today)


def _prepared(regime: str = Regime.DAPN, **changes: Any) -> Order:
    order = makers_orders.consider(makers_orders.start(), regime)
    return makers_orders.prepare(makers_orders.decide(order), **changes)


def test_a_notice_is_given_by_the_rank_of_the_law_and_not_by_who_prepared_it() -> None:
    order = _prepared()
    people = people_of(order.case)
    sergeant = makers.make_user(Role.AUTHORISER, rank=Rank.SERGEANT, force=order.case.force)
    with pytest.raises(NotAllowed, match="an inspector or above"):
        makers_orders.authorise(order, by=sergeant)
    with pytest.raises(NotAllowed, match="Only an authorising officer"):
        makers_orders.authorise(order, by=people.manager)
    makers.give_role(people.authoriser, Role.OFFICER, team=order.case.team)
    order = makers_orders.prepare(order, by=people.authoriser)
    with pytest.raises(NotAllowed, match="You prepared this notice"):
        makers_orders.authorise(order)


def test_a_stand_in_of_who_proposed_it_gives_no_notice() -> None:
    order = _prepared()
    people = people_of(order.case)
    _away(people.officer, deputy=people.authoriser)
    with pytest.raises(NotAllowed, match="You stand in for"):
        makers_orders.authorise(order)


def test_without_the_check_an_author_could_give_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code lets it through then; the database still does not."""
    from django.db import IntegrityError

    order = _prepared()
    monkeypatch.setattr(permissions, "check_can_authorise_notice", lambda *_args: None)
    with pytest.raises(IntegrityError):
        makers_orders.authorise(order, by=people_of(order.case).officer)


def test_a_notice_is_not_given_while_contact_is_not_cleared() -> None:
    order = _prepared()
    open_gate(order.case, deconflicted=False)
    with pytest.raises(Refused, match="Refer to DI"):
        makers_orders.authorise(order)


def test_staff_serve_nothing() -> None:
    order = makers_orders.authorise(_prepared())
    staff = makers.make_user(Role.MANAGER, rank=Rank.STAFF, force=order.case.force)
    with pytest.raises(NotAllowed, match="Only a constable"):
        makers_orders.serve_notice(order, by=staff)


def test_nobody_of_another_team_sees_an_order() -> None:
    order = make_order(state=S.CONSIDERED)
    stranger = makers.make_user(Role.SUPERVISOR, team=makers.make_team())
    with pytest.raises(NotVisible):
        makers_orders.decide(order, by=stranger)
    assert not Order.objects.visible_to(stranger).exists()


# --- the notice -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"identity_check": ""}, "it was them"),
        ({"explained": False}, "power of arrest"),
        ({"address_for_notice": ""}, "address they gave"),
        ({"place": " "}, "where it was served"),
        ({"at": timezone.now() + timedelta(days=1)}, "now or in the past"),
        ({"at": timezone.now() - timedelta(days=1)}, "authorised after that"),
        ({"outcome": "POSTED"}, "Select whether it was served"),
    ],
)
def test_a_notice_is_not_served_without(changes: dict[str, Any], sentence: str) -> None:
    order = makers_orders.authorise(_prepared())
    with pytest.raises(Refused, match=sentence):
        makers_orders.serve_notice(order, **changes)
    assert makers_orders.again(order).state == S.PREPARING


def test_in_service_accommodation_the_commanding_officer_is_told() -> None:
    order = makers_orders.authorise(_prepared(service_accommodation=True))
    with pytest.raises(Refused, match="commanding officer"):
        makers_orders.serve_notice(order)
    assert makers_orders.serve_notice(order, commanding_officer="Major Example").notice_holds


def test_a_notice_needs_what_the_law_has_considered() -> None:
    order = makers_orders.decide(makers_orders.consider(makers_orders.start()))
    for left_out in ("grounds", "terms_sought", "child_welfare", "representations"):
        with pytest.raises(Refused):
            makers_orders.prepare(order, **{left_out: " "})


def test_who_went_although_contact_was_not_cleared_says_why() -> None:
    order = makers_orders.authorise(_prepared())
    open_gate(order.case, deconflicted=False)
    with pytest.raises(Refused, match="Refer to DI"):
        makers_orders.serve_notice(order)
    order = makers_orders.serve_notice(order, not_cleared_reason="He was in custody with us.")
    assert order.services.get().not_cleared_reason


def test_contact_is_judged_by_when_they_went_and_not_by_when_it_is_written_down() -> None:
    order = makers_orders.authorise(_prepared())
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=True):
        open_gate(order.case, deconflicted=False)
    went = timezone.now() + timedelta(minutes=20)
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=True):
        open_gate(order.case)
        form = ServeNoticeForm({"at": f"{timezone.localtime(went):%Y-%m-%d %H:%M}"}, **about(order))
        assert "not_cleared_reason" in form.fields
        with pytest.raises(Refused, match="Refer to DI"):
            makers_orders.serve_notice(order, at=went)
        order = makers_orders.serve_notice(order, at=went, not_cleared_reason="He came to us.")
    assert order.services.get().not_cleared_reason


def about(order: Order) -> dict[str, Any]:
    return {"subject": order, "user": people_of(order.case).officer}


def test_what_a_court_hands_over_is_no_contact_of_ours() -> None:
    order = make_order(state=S.MADE)
    open_gate(order.case, deconflicted=False)
    by = people_of(order.case).officer
    given = {"outcome": "SERVED", "place": "At court", "method": "IN_COURT"}
    served = actions.serve_order(order=order, by=by, **given)
    assert not served.services.get(method="IN_COURT").not_cleared_reason
    assert not list(service_was_cleared())
