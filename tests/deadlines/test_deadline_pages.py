"""The settings of deadlines as pages: what is shown before anything is saved, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import Force, Role, User
from casework.clocks import Source
from casework.deadlines import actions, declared
from casework.deadlines.models import NotedDay, RuleVersion
from tests import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("versions_of_rules")]

LOCAL = "warning_letter.check_within_working_days"
LAW = "order.hearing_within_hours"


@pytest.fixture
def manager() -> User:
    return makers.make_user(Role.MANAGER)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(**changes: str) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=3)
    return {"amount": "5", "starts_on": str(day), "reason": "A week is short."} | changes


def page(name: str) -> str:
    return reverse("deadlines:rule", args=[name])


def test_every_rule_that_is_declared_is_on_the_page(manager: User) -> None:
    shown = browser(manager).get(reverse("deadlines:rules")).content.decode()
    assert len(declared()) > 100
    assert all(f'href="{page(name)}"' in shown for name in declared())


def test_every_rule_has_its_page_and_says_who_set_it(manager: User) -> None:
    client = browser(manager)
    for name in (LOCAL, LAW):
        shown = client.get(page(name)).content.decode()
        rule = declared()[name]
        assert name in shown
        assert (rule.rule.citation or "This force") in shown
        assert ("somebody else has confirmed" in shown) == (rule.tag == Source.LAW)


def test_three_examples_are_shown_before_anything_is_saved(manager: User) -> None:
    client = browser(manager)
    shown = client.post(page(LOCAL), typed()).content.decode()
    assert shown.count("an ordinary Tuesday") == 1
    assert shown.count("the last working day before") == 1
    assert shown.count("the night before the clocks change") == 1
    assert not RuleVersion.objects.exists()
    assert client.post(page(LOCAL), typed(save="yes")).status_code == 302
    row = RuleVersion.objects.get()
    assert (row.amount, row.confirmed_by, row.version) == (5, manager, 2)


def test_nothing_typed_is_lost_where_it_is_refused(manager: User) -> None:
    answer = browser(manager).post(page(LOCAL), typed(save="yes", amount="3"))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "It is 3 working days already." in shown
    assert "A week is short." in shown
    for amount in ("0", "many", "4000000"):
        assert browser(manager).post(page(LOCAL), typed(amount=amount)).status_code == 422
    assert not RuleVersion.objects.exists()


def test_what_the_law_sets_is_confirmed_by_another_on_the_page(manager: User) -> None:
    inspector = makers.make_user(Role.AUTHORISER, force=manager.force)
    browser(manager).post(page(LAW), typed(save="yes", amount="72"))
    row = RuleVersion.objects.get()
    address = reverse("deadlines:end_version", args=[row.pk, "confirm"])
    assert address not in browser(manager).get(page(LAW)).content.decode()
    assert address in browser(inspector).get(page(LAW)).content.decode()
    assert browser(manager).post(address).status_code == 403
    assert browser(inspector).post(address).status_code == 302
    assert browser(inspector).post(address).status_code == 409
    row.refresh_from_db()
    assert row.confirmed_by == inspector


def test_a_day_is_noted_confirmed_and_listed(manager: User) -> None:
    inspector = makers.make_user(Role.AUTHORISER, force=manager.force)
    day = timezone.localdate() + timedelta(days=40)
    days = reverse("deadlines:days")
    form = {"day": str(day), "is_holiday": "yes", "holiday": "", "reason": "The Gazette."}
    assert browser(manager).post(days, form).status_code == 422
    assert browser(manager).post(days, form | {"holiday": "A royal wedding"}).status_code == 302
    row = NotedDay.objects.get()
    address = reverse("deadlines:end_day", args=[row.pk, "confirm"])
    assert browser(inspector).post(address).status_code == 302
    assert browser(inspector).get(days).content.decode().count("A royal wedding") == 2


def test_a_change_of_another_nation_is_not_there() -> None:
    scots = makers.make_user(
        Role.MANAGER, force=Force.objects.create(code="S1", name="S", nation="S")
    )
    day = timezone.localdate() + timedelta(days=3)
    row = actions.enter_version(rule=LAW, by=scots, amount=72, starts_on=day, reason="An act.")
    english = browser(makers.make_user(Role.MANAGER))
    for how in ("confirm", "withdraw", "eat"):
        assert english.post(reverse("deadlines:end_version", args=[row.pk, how])).status_code == 404
    assert english.get(page("no.such_rule")).status_code == 404
