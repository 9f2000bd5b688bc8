"""The pages of retention: what they show, to whom, and what comes of their forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.retention import jobs
from casework.retention.models import Retention
from casework.ui.times import short_date
from tests import makers_retention as walk
from tests.makers_cases import make_case, people_of
from tests.makers_restricted import restrict
from tests.makers_retention import make_retention

pytestmark = pytest.mark.django_db
REGISTER = "/retention/"


@pytest.fixture
def row() -> Retention:
    return make_retention()


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: Any, where: str) -> str:
    return client_of(user).get(where).content.decode()


def where(row: Retention, name: str = "") -> str:
    return reverse("retention:do", args=[row.pk, name]) if name else row.get_absolute_url()


def case_page(row: Retention, user: Any) -> str:
    return page(user, row.case.get_absolute_url())


def test_whoever_sees_the_case_reads_how_long_it_is_kept(row: Retention) -> None:
    text = case_page(row, people_of(row.case).officer)
    assert "Group 2: other sexual, violent or serious offences" in text
    assert "Next retention review" in text
    assert str(row.review_due_at.year) in text
    assert row.get_absolute_url() not in text
    assert row.get_absolute_url() in case_page(row, walk.manager_of(row))


def test_an_officer_reads_that_there_is_a_hold_and_not_what_for(row: Retention) -> None:
    walk.hold(row, kind="COMPLAINT", reason="About the officer in the case.")
    text = case_page(row, people_of(row.case).officer)
    assert "On hold" in text
    assert "complaint" not in text.lower()
    assert "About the officer" not in text
    assert "About the officer" in page(people_of(row.case).supervisor, where(row))


def test_an_open_case_says_nothing_of_it() -> None:
    case = make_case()
    text = page(people_of(case).supervisor, case.get_absolute_url())
    assert "etention" not in text


def test_the_record_shows_what_can_be_done_and_why_not(row: Retention) -> None:
    text = page(walk.manager_of(row), where(row))
    assert where(row, "keep") in text
    assert where(row, "propose") not in text
    assert "Disposal can be proposed from" in text
    supervisor = page(people_of(row.case).supervisor, where(row))
    assert where(row, "hold") in supervisor
    assert where(row, "keep") not in supervisor
    assert "Only a manager (DI) reviews a record." in supervisor


def test_the_history_keeps_the_value_of_before(row: Retention) -> None:
    walk.keep(row, group="3", reason="Wrong group at first.")
    text = page(walk.manager_of(row), where(row))
    newer = Retention.objects.get(pk=row.pk).review_due_at
    for at in (row.review_due_at, newer):
        assert f"{timezone.localtime(at):%B %Y}" in text
    assert "Wrong group at first." in text
    assert "Reviewed and kept" in text


def test_a_record_confirmed_for_disposal_says_that_nothing_is_deleted(row: Retention) -> None:
    with walk.overdue(row):
        walk.propose(row)
        text = page(walk.second_of(row), where(row, "confirm"))
        assert "Nothing is deleted" in text
        walk.confirm(row)
        shown = page(walk.manager_of(row), where(row))
    assert "Confirmed for disposal" in shown
    assert "Nothing has been deleted" in shown


def test_the_register_has_what_is_overdue_due_soon_held_and_proposed(row: Retention) -> None:
    manager = walk.manager_of(row)
    assert row.case.ref not in page(manager, REGISTER)
    with walk.overdue(row, days=-60):
        jobs.watch()
        assert "Review due soon" in page(manager, REGISTER)
        assert row.case.ref in page(manager, REGISTER)
    with walk.overdue(row):
        jobs.watch()
        text = page(manager, REGISTER)
        assert "Review overdue: " in text
        assert row.case.ref in text
        walk.propose(row)
        assert "Disposal to be confirmed" in page(manager, REGISTER)


def test_the_register_says_on_which_day_a_disposal_was_confirmed(row: Retention) -> None:
    with walk.overdue(row, days=9) as at:
        walk.propose(row)
        assert short_date(row.review_due_at) in page(walk.manager_of(row), REGISTER)
        walk.confirm(row)
        text = page(walk.manager_of(row), REGISTER)
        assert short_date(at) in text
        assert short_date(row.review_due_at) not in text


def test_a_held_record_is_on_the_register_years_before_its_review(row: Retention) -> None:
    walk.hold(row)
    assert row.case.ref in page(walk.manager_of(row), REGISTER)


def test_what_has_been_reviewed_leaves_the_register_with_its_alerts(row: Retention) -> None:
    with walk.overdue(row):
        jobs.watch()
        walk.keep(row)
        assert row.case.ref not in page(walk.manager_of(row), REGISTER)


def test_a_form_keeps_the_record(row: Retention) -> None:
    client = client_of(walk.manager_of(row))
    answers = {"group": "2", "reason": "Still a risk.", "seen": row.terms.get().pk}
    answer = client.post(where(row, "keep"), answers)
    assert answer["Location"] == where(row)
    assert row.reviews.get().reason == "Still a risk."


def test_an_empty_form_says_what_to_do_and_loses_nothing(row: Retention) -> None:
    client = client_of(walk.manager_of(row))
    answer = client.post(where(row, "keep"), {"group": "3", "reason": ""})
    assert answer.status_code == 422
    assert "Enter why the record is kept" in answer.content.decode()
    answer = client.post(
        where(row, "hold"), {"kind": "CPIA", "reason": "An appeal.", "starts_on": "40"}
    )
    assert answer.status_code == 422
    assert "An appeal." in answer.content.decode()


def test_the_second_of_two_forms_gets_409_with_who_and_when(row: Retention) -> None:
    answers = {"group": "2", "reason": "Still a risk.", "seen": row.terms.get().pk}
    client_of(walk.manager_of(row)).post(where(row, "keep"), answers)
    answer = client_of(walk.second_of(row)).post(where(row, "keep"), answers)
    assert answer.status_code == 409
    assert walk.manager_of(row).display_name in answer.content.decode()
    assert row.reviews.count() == 1


def test_a_hold_is_placed_and_lifted_by_forms(row: Retention) -> None:
    client = client_of(walk.manager_of(row))
    today = timezone.localdate().isoformat()
    answers = {"kind": "INQUIRY", "reason": "The inquiry sits.", "starts_on": today}
    assert client.post(where(row, "hold"), answers).status_code == 302
    hold = row.holds.get()
    assert hold.ends_at is None
    answers = {"hold": hold.pk, "reason": "It has reported."}
    assert client.post(where(row, "lift"), answers).status_code == 302
    assert client.post(where(row, "lift"), answers).status_code == 422  # there is none any more
    assert row.holds.get().lifted_by == walk.manager_of(row)


def test_for_whoever_may_not_see_it_there_is_no_page(row: Retention) -> None:
    for user in (people_of(row.case).officer, people_of(row.case).analyst):
        for address in (REGISTER, where(row), where(row, "hold")):
            assert client_of(user).get(address).status_code == 404


def test_a_restricted_case_is_in_no_list(row: Retention) -> None:
    second = walk.second_of(row)
    walk.hold(row)
    assert row.case.ref in page(second, REGISTER)
    restrict(row.case)
    assert row.case.ref not in page(second, REGISTER)
    assert client_of(second).get(where(row)).status_code == 404


def test_no_address_and_no_title_names_the_person(row: Retention) -> None:
    text = page(walk.manager_of(row), where(row))
    title = text.partition("<title>")[2].partition("</title>")[0]
    assert row.case.person.surname not in title
    assert "etention" in title


def test_a_review_years_ahead_raises_no_alert(row: Retention) -> None:
    with walk.overdue(row, days=-400):
        jobs.watch()
        assert not row.alerts.exists()
    assert row.review_due_at - timezone.now() > timedelta(days=3000)
