"""Breaches of a protective order, which run beside it whoever reports them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.models import ChangeKind
from casework.core.errors import NotAllowed, Refused
from casework.enforcement.orders import rules
from casework.enforcement.orders.models import Breach, Order
from tests.makers_cases import people_of
from tests.makers_order_walk import Walk, terms, walking
from tests.makers_work import open_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk() -> Iterator[Walk]:
    with walking() as found:
        yield found


# --- breaches -------------------------------------------------------------------------------------


def quiet(walk: Walk) -> None:
    walk.in_force("DAPO")
    walk.tells()
    walk.does("notify")


def test_a_breach_is_recorded_within_a_day_graded_a_and_ends_in_an_arrest(walk: Walk) -> None:
    quiet(walk)
    walk.report()
    assert walk.steps == ["breach", "watch"]
    task = open_task(walk.case, "breach")
    assert task.due_at == walk.order.breaches.get().due_at
    assert walk.case.changes.filter(kind=ChangeKind.BREACH).exists()
    walk.does("breach")
    assert walk.steps == ["arrest", "watch"]
    assert walk.order.breaches.get().grade == "A"
    walk.does("arrest")
    walk.does("breach_outcome")
    assert walk.steps == ["watch"]
    assert walk.order.breaches.get().state == "CHARGED"


def test_only_a_sergeant_decides_that_nobody_is_arrested(walk: Walk) -> None:
    quiet(walk)
    walk.report()
    walk.does("breach", arrest="NONE", no_arrest_reason="He is in prison.")
    assert open_task(walk.case, "no_arrest").role == Role.SUPERVISOR
    with pytest.raises(NotAllowed):
        walk.does("no_arrest", by=people_of(walk.case).officer)
    walk.does("no_arrest")
    walk.does("breach_outcome", outcome="NFA")
    assert walk.order.breaches.get().state == "NFA"


def test_a_sergeant_may_want_the_arrest_all_the_same(walk: Walk) -> None:
    quiet(walk)
    walk.report()
    walk.does("breach")
    walk.does("arrest", arrest="NONE", no_arrest_reason="Not seen for days.", custody_ref="")
    walk.does("no_arrest", decision="ARREST")
    assert walk.steps == ["arrest", "watch"]


def test_two_breaches_have_two_tasks_and_each_goes_its_own_way(walk: Walk) -> None:
    quiet(walk)
    first = walk.report()
    walk.later(hours=1)
    second = walk.report()
    assert walk.steps == ["breach", "breach", "watch"]
    walk.does("breach", breach=str(second.pk))
    assert walk.steps == ["arrest", "breach", "watch"]
    walk.does("breach")
    assert walk.steps == ["arrest", "arrest", "watch"]
    walk.does("arrest", breach=str(first.pk))
    walk.does("breach_outcome", outcome="COURT_DEALT")
    assert [each.state for each in Breach.objects.order_by("pk")] == ["COURT_DEALT", "REPORTED"]


def test_a_breach_of_the_notice_leads_to_court_within_a_day(walk: Walk) -> None:
    walk.noticed()
    walk.report()
    walk.does("breach", arrest="MADE", custody_ref="CU/0417/27")
    breach = walk.order.breaches.get()
    assert breach.of_notice
    assert breach.arrested_at is not None
    assert breach.court_by == breach.arrested_at + timedelta(hours=24)
    assert open_task(walk.case, "breach_outcome").due_at == breach.court_by


def test_a_breach_goes_on_after_the_order_has_ended(walk: Walk) -> None:
    quiet(walk)
    walk.report()
    walk.does("watch", what="DISCHARGED")
    walk.does("tell_victim")
    walk.does("cancel_circulation")
    assert walk.steps == ["breach"]
    walk.does("breach")
    walk.does("arrest")
    walk.does("breach_outcome")
    assert walk.ended() == ("Made, and discharged", "DISCHARGED")


def test_anyone_who_sees_the_case_may_report_a_breach(walk: Walk) -> None:
    quiet(walk)
    people = people_of(walk.case)
    for user in (people.supervisor, people.analyst, people.officer):
        walk.later(minutes=5)
        walk.report(by=user)
    assert walk.steps.count("breach") == 3


def test_without_the_hearing_of_a_breach_nobody_would_be_asked(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin: the task comes from nowhere else."""
    from casework.cases import hearing

    quiet(walk)
    monkeypatch.setattr(hearing, "_HEARERS", {})
    walk.report()
    assert walk.steps == ["watch"]


def test_a_breach_when_nothing_was_in_force_is_refused(walk: Walk) -> None:
    walk.listed("DAPO")
    with pytest.raises(Refused, match="No notice or order was in force"):
        walk.report()


def test_after_a_hand_over_a_breach_still_has_the_risk_assessed_again(walk: Walk) -> None:
    quiet(walk)
    Order.objects.filter(pk=walk.order.pk).update(handed_to="The offender managers")
    walk.does("watch", what="NOTHING")
    assert walk.ended()[0] == "Made, and handed over"
    walk.report()
    assert walk.steps == []
    case = type(walk.case).objects.get(pk=walk.case.pk)
    assert case.assess_by is not None
    assert case.assess_by <= timezone.now() + timedelta(hours=24)


def test_a_term_that_may_be_her_home_is_named_only_where_the_order_prints_it(walk: Walk) -> None:
    from casework.people.addresses import normal_address
    from casework.people.models import Contact, ProtectedContact

    victim = walk.case.person.incidents_as_suspect.first()
    assert victim is not None
    today = timezone.localdate()
    home = "9 Hazel Mews, Eastbrook"
    ProtectedContact.objects.create(
        person=victim.victim,
        kind=Contact.Kind.ADDRESS,
        value=home,
        postcode="",
        normal=normal_address(home, ""),
        first_seen_on=today,
        last_seen_on=today,
    )
    walk.listed("DAPO")
    walk.later(hours=5)
    barred = terms(walk.case) | {"kinds": ["EXCLUSION"], "place": home}
    with pytest.raises(ValueError, match="Someone to protect may live here"):
        walk.does("hear", outcome="MADE", **barred)
    walk.does("hear", outcome="MADE", **barred, on_face="on")
    assert walk.order.versions.get().terms.get().protected_place


def test_the_days_of_the_ladder_are_numbers_of_the_force() -> None:
    assert [each.amount_in("E") for each in rules.WARN_DAYS] == [28, 14, 7]
