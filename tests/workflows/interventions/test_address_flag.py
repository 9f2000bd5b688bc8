"""The address flag through its flow: every way, each reached by the forms of its steps."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casework.accounts.models import Role
from casework.cases.actions import hear_of_change
from casework.cases.models import Case
from casework.core.errors import NotAllowed, NotVisible, Refused
from casework.enforcement.flags import rules
from casework.enforcement.flags.models import AddressFlagState
from tests.makers_cases import make_case, people_of
from tests.makers_flags import (
    adviser_of,
    after_end,
    approved,
    ask_out,
    at_review,
    call,
    confirm,
    flag_of,
    follow,
    live,
    make_flag,
    out,
    proposed,
    renewed,
    started,
    sweep_at,
    typed,
)
from tests.makers_work import do, intervention_of, open_steps, open_task
from workflows import actions
from workflows.models import Task

pytestmark = pytest.mark.django_db
S = AddressFlagState


def ended(case: Case) -> tuple[str, str]:
    assert open_steps(case) == []
    row = intervention_of(case)
    assert row.finished is not None
    assert not Task.objects.filter(process=row, finished=None).exists()
    return row.outcome, flag_of(case).state


# --- until it is live -----------------------------------------------------------------------------


def test_a_flag_comes_into_command_and_control() -> None:
    case = live()
    assert flag_of(case).state == S.LIVE
    assert flag_of(case).cc_reference == "CC-4471"
    assert open_steps(case) == []
    assert intervention_of(case).finished is None


def test_a_refused_flag_ends() -> None:
    flag = make_flag(S.REFUSED)
    assert ended(flag.case) == ("Refused", "REFUSED")


def test_a_flag_sent_back_is_proposed_again_by_who_proposed_it() -> None:
    case = proposed()
    by = people_of(case).supervisor
    do(case, "approve_flag", by=by, decision="SEND_BACK", reason="Say which door.")
    assert open_task(case, "propose_flag").owner == people_of(case).officer
    do(case, "propose_flag", by=people_of(case).officer, **typed(case))
    assert open_steps(case) == ["approve_flag"]


def test_what_the_control_room_cannot_hold_goes_to_a_manager() -> None:
    case = make_flag(S.NOT_HELD).case
    assert open_task(case, "unheld").role == Role.MANAGER
    do(case, "unheld", by=people_of(case).manager, decision="AGAIN", reason="A shorter text.")
    assert open_steps(case) == ["propose_flag"]


def test_a_manager_goes_without_a_flag_that_cannot_be_held() -> None:
    case = make_flag(S.NOT_HELD).case
    do(case, "unheld", by=people_of(case).manager, decision="STOP", reason="No room for it.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


@pytest.mark.parametrize("way", [started, proposed, approved])
def test_a_flag_can_be_stopped_until_it_is_live(way) -> None:
    case = way()
    running = intervention_of(case)
    actions.cancel(intervention=running, by=people_of(case).supervisor, reason="Not needed.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def test_a_live_flag_is_removed_and_never_simply_stopped() -> None:
    case = live()
    running = intervention_of(case)
    with pytest.raises(Refused, match="Ask for its removal"):
        actions.cancel(intervention=running, by=people_of(case).supervisor, reason="Enough.")


def test_a_case_may_have_several_flags() -> None:
    case = live()
    actions.start(case=case, kind="address_flag", by=people_of(case).officer, reason="A second")
    assert open_steps(case) == ["propose_flag"]


# --- the control room -----------------------------------------------------------------------------


def test_the_flag_stands_in_the_control_rooms_own_queue_for_four_hours() -> None:
    case = approved()
    task, flag = open_task(case, "confirm"), flag_of(case)
    assert task.team == flag.desk == adviser_of(case).grants.get().team
    assert task.role == Role.ADVISER
    assert flag.decided_at
    assert task.due_at == flag.decided_at + timedelta(hours=4)


def test_on_very_high_risk_the_control_room_has_one_hour() -> None:
    case = approved(make_case(band="VERY_HIGH"))
    flag = flag_of(case)
    assert flag.decided_at
    assert open_task(case, "confirm").due_at == flag.decided_at + timedelta(hours=1)


def test_nobody_but_the_adviser_puts_it_in() -> None:
    case = approved()
    for user in (people_of(case).officer, people_of(case).supervisor, people_of(case).manager):
        with pytest.raises((NotAllowed, NotVisible)):
            do(case, "confirm", by=user, decision="HELD", cc_reference="CC-1")


# --- while it stands ------------------------------------------------------------------------------


def test_two_weeks_before_its_end_it_is_to_be_looked_at_again() -> None:
    case = live()
    assert sweep_at(at_review(case) - timedelta(minutes=2)) == 0
    assert sweep_at(at_review(case)) == 1
    assert open_steps(case) == ["review_flag"]
    assert flag_of(case).state == S.REVIEW_DUE


def test_a_renewal_counts_and_goes_to_the_control_room_again() -> None:
    case = live()
    sweep_at(at_review(case))
    with time_machine.travel(at_review(case) + timedelta(days=1), tick=True):
        renewed(case)
        assert open_steps(case) == ["confirm"]
        confirm(case)
    flag = flag_of(case)
    assert (flag.state, flag.renewals, flag.terms.count()) == (S.LIVE, 1, 2)
    assert sweep_at(at_review(case)) == 1
    assert open_steps(case) == ["review_flag"]


def test_a_removal_at_review_ends_once_it_is_out() -> None:
    case = live()
    sweep_at(at_review(case))
    with time_machine.travel(at_review(case) + timedelta(days=1), tick=True):
        do(
            case,
            "review_flag",
            by=people_of(case).supervisor,
            decision="REMOVE",
            ground="NOT_NEEDED",
            reason="Nothing since.",
        )
        assert open_steps(case) == ["take_out"]
        out(case)
    assert ended(case) == ("Removed", "REMOVED")


def test_an_address_event_asks_for_a_review_within_hours() -> None:
    case = live()
    hear_of_change(case=case, by=None, kind="ADDRESS", note="A new address is recorded.")
    follow()
    flag = flag_of(case)
    assert flag.state == S.REVIEW_DUE
    assert flag.address_event_at
    due = open_task(case, "review_flag").due_at
    assert due == flag.address_event_at + timedelta(hours=rules.REVIEW_ADDRESS_WITHIN.value)


def test_a_second_address_event_does_not_hide_behind_the_first() -> None:
    case = live()
    sweep_at(at_review(case))
    far = open_task(case, "review_flag").due_at
    with time_machine.travel(at_review(case) + timedelta(hours=1), tick=True):
        hear_of_change(case=case, by=None, kind="ADDRESS", note="He was seen elsewhere.")
        follow()
    assert open_steps(case) == ["review_flag"]
    near = open_task(case, "review_flag").due_at
    assert far
    assert near
    assert near < far


def test_an_address_in_doubt_brings_the_flag_out_within_a_day() -> None:
    case = live()
    flag = flag_of(case)
    assert flag.contact
    flag.contact.doubtful_since = timezone.localdate()
    flag.contact.save()
    hear_of_change(case=case, by=None, kind="ADDRESS", note="He no longer lives there.")
    follow()
    flag = flag_of(case)
    assert (flag.state, flag.removal_ground) == (S.REMOVAL_REQUESTED, "OCCUPANT_MOVED")
    assert open_task(case, "take_out").due_at == flag.removal_requested_at + timedelta(hours=24)


@pytest.mark.parametrize("way", [proposed, approved])
def test_before_it_is_live_an_address_event_sends_it_back_to_its_author(way) -> None:
    case = way()
    hear_of_change(case=case, by=None, kind="ADDRESS", note="A new address is recorded.")
    follow()
    assert open_steps(case) == ["propose_flag"]
    assert flag_of(case).state == S.PROPOSED


def test_without_hearing_of_it_the_control_room_would_put_in_a_stale_flag(monkeypatch) -> None:
    from casework.cases import hearing

    monkeypatch.setattr(hearing, "_HEARERS", {})
    case = approved()
    hear_of_change(case=case, by=None, kind="ADDRESS", note="A new address is recorded.")
    follow()
    confirm(case)
    assert flag_of(case).state == S.LIVE


# --- calls ----------------------------------------------------------------------------------------


def test_a_call_is_told_to_the_owner_and_looked_at_by_the_adviser() -> None:
    case = live()
    call(case)
    flag, hit = flag_of(case), flag_of(case).hits.get()
    assert flag.state == S.HIT
    told = open_task(case, "tell_owner")
    assert told.owner == people_of(case).officer
    assert told.due_at == hit.logged_at + timedelta(hours=1)
    assert open_task(case, "look_at_calls").role == Role.ADVISER
    do(case, "tell_owner", by=people_of(case).officer, understood="on")
    do(case, "look_at_calls", by=adviser_of(case), followed="yes")
    follow()
    assert flag_of(case).state == S.LIVE
    assert open_steps(case) == []


def test_another_call_before_the_review_is_told_too_and_moves_no_due_time() -> None:
    case = live()
    call(case)
    due = open_task(case, "look_at_calls").due_at
    call(case, "INC-2")
    assert sorted(open_steps(case)) == ["look_at_calls", "tell_owner", "tell_owner"]
    assert open_task(case, "look_at_calls").due_at == due
    do(case, "look_at_calls", by=adviser_of(case), followed="yes")
    assert flag_of(case).hits.filter(review=None).count() == 0


def test_many_calls_do_not_outgrow_the_engine() -> None:
    case = live()
    for number in range(4):
        call(case, f"INC-{number}")
        do(case, "look_at_calls", by=adviser_of(case), followed="yes")
        follow()
    tokens = {str(task.token) for task in Task.objects.filter(case=case)}
    assert tokens == {"start"}


def test_a_call_that_was_not_graded_up_needs_feedback() -> None:
    case = live()
    call(case, graded_up=False)
    by = adviser_of(case)
    with pytest.raises(Refused, match="not graded up"):
        do(case, "look_at_calls", by=by, followed="yes")
    do(case, "look_at_calls", by=by, followed="no", missed="The grade.", feedback="Told the desk.")
    assert flag_of(case).state == S.LIVE


# --- out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [S.LIVE, S.HIT, S.REVIEW_DUE, S.RENEWED])
def test_anyone_who_sees_it_can_have_it_taken_out(state: AddressFlagState) -> None:
    case = make_flag(state).case
    ask_out(case)
    task, flag = open_task(case, "take_out"), flag_of(case)
    start = flag.address_event_at or flag.removal_requested_at
    assert task.due_at == start + timedelta(hours=24)
    if state == S.HIT:
        do(case, "tell_owner", by=people_of(case).officer, understood="on")
    out(case)
    assert ended(case) == ("Removed", "REMOVED")


def test_where_a_victim_fears_it_a_manager_hears_the_same_day() -> None:
    case = live()
    ask_out(case, "VICTIM_ASKS")
    told = open_task(case, "tell_manager")
    assert told.role == Role.MANAGER
    assert told.due_at
    assert timezone.localdate(told.due_at) == timezone.localdate()
    out(case)
    do(case, "tell_manager", by=people_of(case).manager, done="She was called and is safe.")
    assert ended(case) == ("Removed", "REMOVED")


@pytest.mark.parametrize("ground", ["OCCUPANT_MOVED", "WRONG_ADDRESS"])
def test_after_a_move_the_owner_is_asked_about_another_address(ground: str) -> None:
    case = live()
    ask_out(case, ground)
    out(case)
    assert open_steps(case) == ["another"]
    do(case, "another", by=people_of(case).officer, decision="NO", reason="Not known yet.")
    assert ended(case) == ("Removed", "REMOVED")


@pytest.mark.parametrize("state", [S.REVIEW_DUE, S.RENEWED, S.REMOVAL_REQUESTED, S.HIT])
def test_an_end_that_passes_unconfirmed_is_an_incident(state: AddressFlagState) -> None:
    case = make_flag(state).case
    sweep_at(after_end(case))
    assert flag_of(case).state == S.EXPIRED_UNCONFIRMED
    assert "incident" in open_steps(case)
    assert open_task(case, "incident").role == Role.MANAGER


def test_a_live_flag_nobody_looked_at_becomes_an_incident_by_itself() -> None:
    case = live()
    sweep_at(at_review(case))
    sweep_at(after_end(case))
    assert open_steps(case) == ["incident"]


def test_an_incident_ends_where_the_flag_is_gone() -> None:
    case = make_flag(S.EXPIRED_UNCONFIRMED).case
    with time_machine.travel(after_end(case), tick=True):
        do(
            case,
            "incident",
            by=people_of(case).manager,
            found="GONE",
            reference="CC-9",
            finding="It fell out by its own date.",
        )
    assert ended(case) == ("Removed", "REMOVED")


def test_what_still_shows_after_its_end_is_taken_out() -> None:
    case = make_flag(S.EXPIRED_UNCONFIRMED).case
    by = people_of(case).manager
    with time_machine.travel(after_end(case) + timedelta(hours=1), tick=True):
        do(case, "incident", by=by, found="THERE", finding="Its date there was later.")
        follow()
        assert open_steps(case) == ["take_out"]
        out(case)
    assert ended(case) == ("Removed", "REMOVED")
