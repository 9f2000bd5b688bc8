"""The protective order up to the court: every way, each reached by the forms of its steps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.accounts.models import Role
from casework.cases.models import ChangeKind
from casework.core.errors import NotAllowed, Refused
from tests.makers_cases import people_of
from tests.makers_order_walk import Walk, walking
from tests.makers_work import open_task, safe_contact
from workflows import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk() -> Iterator[Walk]:
    with walking() as found:
        yield found


# --- is it sought ---------------------------------------------------------------------------------


def test_a_supervisor_may_decide_not_to_pursue_it(walk: Walk) -> None:
    walk.consider()
    walk.does("agree", decision="DROP", reason="Bail already says it.")
    assert walk.ended() == ("Not pursued", "NOT_PURSUED")


def test_where_contact_is_not_cleared_a_supervisor_has_it_checked_again_or_stops(
    walk: Walk,
) -> None:
    walk.consider()
    walk.does("agree")
    unsafe = {"victim_1": "UNSAFE", "victim_1_unsafe": "She asks for time."}
    walk.does("check_contact", **safe_contact(walk.case) | unsafe)
    assert walk.steps == ["stopped"]
    walk.does("stopped", decision="AGAIN", reason="She has been spoken to.")
    walk.does("check_contact", **safe_contact(walk.case) | unsafe)
    walk.does("stopped")
    assert walk.ended() == ("Not pursued", "NOT_PURSUED")


def test_without_a_notice_it_goes_straight_to_the_court(walk: Walk) -> None:
    walk.sought("DAPO")
    assert walk.steps == ["apply"]
    walk.does("apply")
    walk.lists(days=9)
    assert walk.steps == ["hear"]


def test_an_order_that_others_made_is_recorded_and_served() -> None:
    from tests.makers_order_walk import terms

    with walking() as walk:
        walk.consider("NON_MOLESTATION")
        today = walk.order.considered_at.date().isoformat()  # type: ignore[union-attr]
        received = {"court": "The family court", "made_on": today, "received_on": today}
        walk.does("receive", **received, **terms(walk.case))
        assert walk.steps == ["serve_order", "tell_victim", "watch"]
        walk.does("serve_order", method="BY_OTHERS", server="A process server")
        assert walk.order.state == "SERVED"
        assert walk.steps == ["circulate", "tell_victim", "watch"]


# --- the notice -----------------------------------------------------------------------------------


def test_a_notice_is_the_authorising_officers_to_give(walk: Walk) -> None:
    walk.sought()
    assert open_task(walk.case, "authorise").role == Role.AUTHORISER
    with pytest.raises(NotAllowed):
        walk.does("authorise", by=people_of(walk.case).supervisor)


def test_a_notice_sent_back_is_written_again(walk: Walk) -> None:
    walk.sought()
    walk.does("authorise", decision="SEND_BACK", reason="Say when it began.")
    assert walk.steps == ["prepare"]
    walk.does("prepare")
    assert walk.steps == ["authorise"]


def test_a_notice_that_is_refused_ends_it(walk: Walk) -> None:
    walk.sought()
    walk.does("authorise", decision="REFUSE", reason="No grounds.")
    assert walk.ended() == ("Not pursued", "NOT_PURSUED")


def test_whoever_is_not_found_is_looked_for_again(walk: Walk) -> None:
    walk.sought()
    walk.does("authorise")
    walk.does("serve_notice", outcome="NOT_FOUND")
    assert walk.steps == ["serve_notice"]
    assert walk.order.services.count() == 1


def test_a_notice_served_binds_is_told_and_circulated_and_starts_the_clock(walk: Walk) -> None:
    walk.noticed()
    assert walk.steps == ["apply", "circulate", "tell_victim"]
    order = walk.order
    assert order.notice_holds
    assert order.hearing_by is not None
    assert walk.case.changes.filter(kind=ChangeKind.BAIL).exists()
    # By the statute's clock, which the notice started.
    walk.does("apply")
    task = open_task(walk.case, "list_hearing")
    assert task.due_at == order.hearing_by
    assert task.due_proof["rule"]["source"] == "law"  # type: ignore[index]


def test_it_cannot_be_stopped_once_a_notice_was_served(walk: Walk) -> None:
    walk.noticed()
    with pytest.raises(Refused, match="what the court decides"):
        stop(walk)


@pytest.mark.parametrize("step", ["consider", "prepare", "authorise", "serve_notice"])
def test_it_can_be_stopped_at_any_step_before_a_notice_was_served(walk: Walk, step: str) -> None:
    if step == "prepare":
        walk.consider()
        walk.does("agree")
    elif step != "consider":
        walk.sought()
    if step == "serve_notice":
        walk.does("authorise")
    stop(walk)
    assert walk.ended() == ("Withdrawn", "NOT_PURSUED")


def stop(walk: Walk) -> None:
    by = people_of(walk.case).supervisor
    actions.cancel(intervention=walk.intervention, by=by, reason="He was remanded.")


# --- the hearing clock ----------------------------------------------------------------------------


def test_a_day_and_six_hours_before_the_notice_dies_somebody_above_is_alerted(walk: Walk) -> None:
    walk.noticed()
    walk.tells()
    until = walk.order.hearing_by
    assert until is not None
    from datetime import timedelta

    walk.at(until - timedelta(hours=24, minutes=1))
    assert walk.steps == ["apply"]
    walk.at(until - timedelta(hours=24) + timedelta(minutes=1))
    assert walk.steps == ["apply", "get_listed"]
    assert open_task(walk.case, "get_listed").role == Role.SUPERVISOR
    walk.does("get_listed")
    walk.at(until - timedelta(hours=6) + timedelta(minutes=1))
    assert walk.steps == ["apply", "get_listed_now"]
    assert open_task(walk.case, "get_listed_now").role == Role.MANAGER
    walk.does("get_listed_now")
    assert walk.steps == ["apply"]


def test_nobody_is_alerted_once_a_hearing_is_listed_in_time(walk: Walk) -> None:
    walk.noticed()
    walk.tells()
    walk.does("apply")
    walk.lists(hours=30)
    walk.later(hours=29)
    assert walk.steps == ["hear"]


def test_a_hearing_after_the_notice_runs_out_is_refused(walk: Walk) -> None:
    walk.noticed()
    walk.does("apply")
    with pytest.raises(Refused, match="The notice runs out on"):
        walk.lists(hours=49)


@pytest.mark.parametrize("listed", [False, True])
def test_a_notice_that_no_court_hears_in_time_dies(walk: Walk, listed: bool) -> None:
    walk.noticed()
    walk.tells()
    if listed:
        walk.does("apply")
    walk.later(hours=49)
    assert not walk.order.notice_holds
    assert walk.order.state == "PREPARING"
    assert set(walk.steps) >= {"after_lapse", "cancel_notice", "tell_victim"}
    assert walk.case.changes.filter(note__contains="lapsed").exists()
    for alert in ("get_listed", "get_listed_now"):
        if alert in walk.steps:
            walk.does(alert)
    walk.tells()
    walk.does("after_lapse")
    assert walk.ended() == ("Not pursued", "NOT_PURSUED")


def test_after_a_dead_notice_the_order_can_still_be_applied_for(walk: Walk) -> None:
    walk.noticed()
    walk.later(hours=49)
    walk.does("after_lapse", decision="APPLY", reason="She is still at risk.")
    assert "apply" in walk.steps
    walk.does("apply")
    walk.lists(days=10)
    walk.later(days=11)
    assert "hear" in walk.steps


def test_a_dvpo_is_not_to_be_had_without_its_notice() -> None:
    from casework.accounts.models import Rank, User

    with walking("DVPN", "DVPO") as walk:
        inspector = people_of(walk.case).authoriser
        walk.sought("DVPN")
        with pytest.raises(NotAllowed, match="superintendent or above"):
            walk.does("authorise")
        User.objects.filter(pk=inspector.pk).update(rank=Rank.SUPERINTENDENT)
        walk.does("authorise", by=User.objects.get(pk=inspector.pk))
        walk.does("serve_notice")
        walk.later(hours=49)
        with pytest.raises(ValueError, match="Select a valid choice"):
            walk.does("after_lapse", decision="APPLY")


# --- the court ------------------------------------------------------------------------------------


def test_an_adjourned_hearing_is_listed_again_and_the_notice_holds(walk: Walk) -> None:
    walk.listed()
    walk.hears("ADJOURNED")
    assert "list_hearing" in walk.steps
    walk.lists(days=5)
    walk.later(days=4)
    assert walk.order.notice_holds
    assert "hear" in walk.steps


def test_a_refusal_is_told_the_safety_planned_again_and_leds_cleared(walk: Walk) -> None:
    walk.listed()
    walk.tells()
    walk.hears("REFUSED")
    assert walk.case.changes.filter(kind=ChangeKind.ORDER_REFUSED).exists()
    assert walk.steps == ["cancel_circulation", "tell_victim"]
    task = open_task(walk.case, "tell_victim")
    assert task.due_at is not None
    assert (task.due_at - task.created).total_seconds() == pytest.approx(24 * 3600, abs=5)
    with pytest.raises(ValueError, match="safety"):
        walk.does("tell_victim", safety_plan="")
    walk.does("tell_victim")
    walk.does("cancel_circulation")
    walk.later(days=3)
    assert walk.ended() == ("Refused by the court", "REFUSED")


def test_an_application_may_be_withdrawn_in_court(walk: Walk) -> None:
    walk.listed("DAPO")
    walk.hears("WITHDRAWN")
    walk.does("tell_victim")
    assert walk.ended() == ("Withdrawn", "WITHDRAWN")
