"""The pages of an order: what they show, what they never show, and what they take."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import Role
from casework.audit.models import Event
from casework.enforcement.orders import presenters
from casework.enforcement.orders.models import Order, Regime, RegimeSwitch
from casework.people.addresses import normal_address
from casework.people.models import Contact, ProtectedContact
from tests import makers, makers_orders
from tests.makers_cases import people_of
from tests.makers_orders import local, make_order

pytestmark = pytest.mark.django_db
HOME = "9 Hazel Mews, Eastbrook"


def entered(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def with_her_address() -> Order:
    """An order that prints where she lives."""
    order = make_order(state="LISTED")
    victim = order.protected_person
    today = timezone.localdate()
    ProtectedContact.objects.create(
        person=victim,
        kind=Contact.Kind.ADDRESS,
        value=HOME,
        postcode="",
        normal=normal_address(HOME, ""),
        first_seen_on=today,
        last_seen_on=today,
    )
    term = {"kind": "EXCLUSION", "place": HOME, "radius_metres": 100, "on_face": True}
    return makers_orders.result(order, terms=[term])


def test_the_page_of_an_order_shows_its_law_its_terms_and_what_was_done() -> None:
    order = make_order()
    page = text_of(entered(makers_orders.officer(order)), order.get_absolute_url())
    for words in (
        "Domestic abuse protection order",
        "In force, notification due",
        "Offence under section 39",
        "No contact with a person",
        "Notice: served",
        "Hearing: order made",
        "Report a breach",
    ):
        assert words in page


def test_her_address_stands_on_the_order_alone_and_never_in_a_brief() -> None:
    order = with_her_address()
    assert HOME in text_of(entered(makers_orders.officer(order)), order.get_absolute_url())
    assert HOME not in str(presenters.brief(order))
    assert "A place that the order names" in str(presenters.brief(order))


def test_without_the_mark_on_the_term_it_would_be_in_the_brief(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = with_her_address()
    monkeypatch.setattr(
        presenters, "term_words", lambda term, whole: f"{term.place}" if term else ""
    )
    assert HOME in str(presenters.brief(order))


def test_looking_at_an_order_is_written_down() -> None:
    order = make_order(state="CONSIDERED")
    text_of(entered(makers_orders.officer(order)), order.get_absolute_url())
    looked = Event.objects.filter(verb="looked").latest("pk")
    assert looked.object == "page:orders:order"


def test_old_terms_stay_on_the_page_with_their_dates() -> None:
    order = make_order(state="VARIED")
    page = text_of(entered(makers_orders.officer(order)), order.get_absolute_url())
    assert "Terms from" in page


def test_a_breach_is_reported_from_the_page() -> None:
    order = make_order()
    client = entered(people_of(order.case).supervisor)
    where = reverse("orders:breach", args=[order.pk])
    assert client.post(where, {"what": ""}).status_code == 422
    sent = {"happened_at": local(timezone.now()), "what": "He rang twice."}
    assert client.post(where, sent).status_code == 302
    assert order.breaches.get().what == "He rang twice."
    late = local(timezone.now() - timedelta(days=900))
    answer = client.post(where, sent | {"happened_at": late})
    assert answer.status_code == 422
    assert "No notice or order was in force" in answer.content.decode()


def test_the_page_tells_that_the_order_binds_nobody_else() -> None:
    order = make_order()
    where = reverse("orders:breach", args=[order.pk])
    page = text_of(entered(makers_orders.officer(order)), where)
    assert "is no breach and is not held against them" in page


def test_another_force_finds_no_such_order() -> None:
    order = make_order()
    stranger = entered(makers.make_user(Role.SUPERVISOR, Role.MANAGER))
    for name in ("orders:order", "orders:breach"):
        assert stranger.get(reverse(name, args=[order.pk])).status_code == 404
    switch = RegimeSwitch.objects.filter(force=order.case.force)[0]
    assert stranger.post(reverse("orders:confirm", args=[switch.pk])).status_code == 404


def test_two_people_put_an_order_into_use_from_the_page() -> None:
    order = make_order(state="CONSIDERED")
    people, where = people_of(order.case), reverse("orders:regimes")
    sent = {
        "regime": Regime.DVPN,
        "live": "no",
        "starts_on": timezone.localdate().isoformat(),
        "reason": "Replaced by the DAPN.",
    }
    first = entered(people.authoriser)
    assert first.post(where, {"reason": ""}).status_code == 422
    assert first.post(where, sent).status_code == 302
    switch = RegimeSwitch.objects.get(regime=Regime.DVPN)
    page = text_of(first, where)
    assert "You entered this, so somebody else has to decide." in page
    second = entered(people.manager)
    assert "Confirm" in text_of(second, where)
    assert second.post(reverse("orders:confirm", args=[switch.pk])).status_code == 302
    assert RegimeSwitch.objects.get(pk=switch.pk).confirmed_by == people.manager
    assert entered(people.officer).get(where).status_code == 404


def test_no_page_names_anybody_in_its_title() -> None:
    order = make_order()
    person = order.case.person
    for name in ("orders:order", "orders:breach"):
        page = text_of(entered(makers_orders.officer(order)), reverse(name, args=[order.pk]))
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert person.surname not in title
