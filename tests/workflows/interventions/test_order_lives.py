"""The protective order once it is made: every way to its end, and the breaches beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from casework.core.errors import NotAllowed
from casework.enforcement.orders.models import Breach
from tests.makers_cases import people_of
from tests.makers_order_walk import Walk, walking
from tests.makers_work import open_task
from workflows.models import Completion

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk() -> Iterator[Walk]:
    with walking() as found:
        yield found


# --- served and told ------------------------------------------------------------------------------


def test_an_order_made_is_served_told_circulated_and_watched(walk: Walk) -> None:
    walk.made("DAPO")
    assert walk.steps == ["serve_order", "tell_victim", "watch"]
    walk.serves(outcome="NOT_FOUND")
    assert walk.steps == ["serve_order", "tell_victim", "watch"]
    walk.serves()
    assert walk.steps == ["circulate", "notify", "tell_victim", "watch"]
    circulate = open_task(walk.case, "circulate")
    assert circulate.due_at is not None
    assert circulate.due_at - circulate.created < timedelta(hours=24, minutes=1)


def test_the_time_to_notify_is_the_statutes_and_counts_the_day_of_service(walk: Walk) -> None:
    walk.in_force("DAPO")
    task = open_task(walk.case, "notify")
    assert task.due_proof["rule_in_words"] == "3 calendar days, beginning with the first day"
    served = timezone.localtime(walk.order.served_at)
    assert task.due_at is not None
    last = timezone.localtime(task.due_at)
    assert (last.date() - served.date(), last.hour) == (timedelta(days=2), 23)


def test_who_notifies_in_time_breaks_nothing(walk: Walk) -> None:
    walk.in_force("DAPO")
    walk.tells()
    walk.does("notify")
    assert walk.order.state == "NOTIFIED"
    walk.later(days=4)
    assert walk.steps == ["watch"]


def test_who_does_not_notify_in_time_commits_a_breach_with_its_own_task(walk: Walk) -> None:
    walk.in_force("DAPO")
    walk.tells()
    walk.later(days=4)
    assert walk.order.state == "OVERDUE"
    assert walk.steps == ["breach", "notify", "watch"]
    assert walk.order.breaches.get().kind == Breach.Kind.NOTIFICATION
    walk.does("notify")
    assert walk.order.state == "NOTIFIED"
    assert walk.steps == ["breach", "watch"]


def test_an_order_without_a_duty_to_notify_asks_for_none() -> None:
    with walking("DVPN", "DVPO") as walk:
        from casework.accounts.models import Rank, User

        inspector = people_of(walk.case).authoriser
        User.objects.filter(pk=inspector.pk).update(rank=Rank.SUPERINTENDENT)
        people_of(walk.case)._made["authoriser"] = User.objects.get(pk=inspector.pk)
        walk.in_force("DVPN", days=20)
        walk.tells()
        assert walk.order.state == "SERVED"
        assert walk.steps == ["watch"]


# --- what the court changes -----------------------------------------------------------------------


@pytest.mark.parametrize("what", ["VARIED", "RENEWED"])
def test_new_terms_are_served_told_and_circulated_and_the_old_ones_kept(
    walk: Walk, what: str
) -> None:
    walk.in_force("DAPO")
    walk.tells()
    walk.does("notify")
    walk.later(days=30)
    walk.changed(what)
    assert walk.order.state == what
    assert walk.steps == ["serve_order", "tell_victim", "watch"]
    walk.serves()
    assert walk.order.state == "NOTIFIED"
    assert walk.steps == ["circulate", "tell_victim", "watch"]
    new, old = walk.order.versions.all()
    assert (old.number, new.number) == (1, 2)
    assert old.terms.count() == new.terms.count() == 1


def test_terms_that_change_before_they_were_served_are_served_once(walk: Walk) -> None:
    walk.made("DAPO")
    walk.changed("VARIED")
    assert walk.steps == ["serve_order", "tell_victim", "watch"]


def test_the_notification_clock_does_not_pause_while_new_terms_are_to_be_served(
    walk: Walk,
) -> None:
    walk.in_force("DAPO")
    owed = walk.order.notification_by
    walk.changed("VARIED")
    walk.later(days=4)
    assert walk.order.breaches.filter(kind=Breach.Kind.NOTIFICATION).count() == 1
    walk.serves()
    assert walk.order.state == "OVERDUE"
    assert walk.order.notification_by == owed


def test_a_discharged_order_is_taken_off_the_systems_and_the_victim_told(walk: Walk) -> None:
    walk.in_force("DAPO")
    walk.tells()
    walk.does("watch", what="DISCHARGED")
    assert walk.steps == ["cancel_circulation", "tell_victim"]
    walk.does("tell_victim")
    walk.does("cancel_circulation")
    assert walk.ended() == ("Made, and discharged", "DISCHARGED")


def test_a_supervisor_hands_the_watch_over_and_the_order_lives_on(walk: Walk) -> None:
    walk.in_force("DAPO")
    walk.tells()
    with pytest.raises(ValueError, match="Select a valid choice"):
        walk.does("watch", what="HANDED_OVER", handed_to="The offender managers")
    task, supervisor = open_task(walk.case, "watch"), people_of(walk.case).supervisor
    assert task.owner == people_of(walk.case).officer
    walk.does("watch", by=supervisor, what="HANDED_OVER", handed_to="The offender managers")
    assert walk.ended()[0] == "Made, and handed over"
    assert walk.order.is_live
    done = Completion.objects.get(task=task)
    assert (done.by, done.stood_in_for) == (supervisor, None)


def test_the_page_says_to_an_officer_who_hands_the_watch_over(walk: Walk) -> None:
    walk.in_force("DAPO")
    walk.tells()
    address, people = open_task(walk.case, "watch").get_absolute_url(), people_of(walk.case)
    said = {}
    for user in (people.officer, people.supervisor):
        client = Client()
        client.force_login(user)
        said[user] = client.get(address).content.decode()
    other = "Another unit keeps watch over it from now on"
    assert "A supervisor or a manager of this team" in said[people.officer]
    assert other not in said[people.officer]
    assert other in said[people.supervisor]
    assert "A supervisor or a manager of this team" not in said[people.supervisor]


def test_a_step_that_does_not_say_so_is_not_done_by_whoever_leads(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    walk.in_force("DAPO")
    walk.tells()
    monkeypatch.setattr(open_task(walk.case, "watch").flow_task, "leads_too", False)
    supervisor = people_of(walk.case).supervisor
    with pytest.raises(NotAllowed, match="Someone else has this task"):
        walk.does("watch", by=supervisor, what="HANDED_OVER", handed_to="The offender managers")


def test_an_order_that_nobody_changed_is_watched_on(walk: Walk) -> None:
    walk.in_force("DAPO")
    walk.tells()
    walk.does("notify")
    walk.does("watch", what="NOTHING")
    assert walk.steps == ["watch"]


# --- its end --------------------------------------------------------------------------------------


def test_28_14_and_7_days_before_the_end_one_above_the_other_is_asked(walk: Walk) -> None:
    walk.in_force("DAPO", days=90)
    walk.tells()
    walk.does("notify")
    ends_on = walk.order.ends_on
    assert ends_on is not None
    asked = []
    for days in (28, 14, 7):
        walk.at(timezone.now().replace(hour=9) + (ends_on - timezone.localdate()) - timedelta(days))
        asked.append((days, open_task(walk.case, "renew").role))
        assert walk.steps == ["renew"]
    assert asked == [(28, "OFFICER"), (14, "SUPERVISOR"), (7, "MANAGER")]


def test_an_order_that_is_let_end_expires_by_itself(walk: Walk) -> None:
    walk.in_force("DAPO", days=40)
    walk.tells()
    walk.does("notify")
    walk.later(days=13)
    assert walk.steps == ["renew"]
    walk.does("renew")
    walk.later(days=20)
    assert walk.steps == ["watch"]
    walk.later(days=10)
    assert walk.order.state == "EXPIRED"
    assert walk.steps == ["cancel_circulation", "tell_victim"]
    walk.does("cancel_circulation")
    walk.does("tell_victim")
    assert walk.ended() == ("Made, and expired", "EXPIRED")


def test_an_order_to_be_renewed_is_asked_about_again_until_the_court_has_renewed_it(
    walk: Walk,
) -> None:
    walk.in_force("DAPO", days=60)
    walk.tells()
    walk.does("notify")
    walk.later(days=33)
    walk.does("renew", decision="RENEW")
    assert walk.steps == ["watch"]
    walk.later(days=14)
    assert walk.steps == ["renew"]
    walk.does("renew", decision="RENEW")
    walk.changed("RENEWED")
    walk.serves()
    walk.tells()
    walk.later(days=15)
    assert walk.steps == ["watch"]


def test_an_order_nobody_could_serve_expires_and_is_not_to_be_served_any_more(walk: Walk) -> None:
    walk.made("DAPO", days=10)
    walk.later(days=12)
    assert walk.order.state == "EXPIRED"
    walk.does("tell_victim")
    assert walk.ended() == ("Made, and expired", "EXPIRED")
