"""The referral through its flow: every end and every branch, each step by its own form."""

from __future__ import annotations

from typing import Any

import pytest

from casework.cases.models import Case, Change
from casework.partners.models import ReferralState
from tests.makers_cases import make_case, open_gate, people_of
from tests.makers_partners import ended, make_service, referral_at, referral_of, take_step
from tests.makers_work import do, intervention_of, open_steps, open_task, safe_contact, start
from workflows import actions
from workflows.models import Intervention

pytestmark = pytest.mark.django_db


def state(case: Case) -> str:
    return str(referral_of(case).state)


def test_a_referral_that_goes_well_is_closed_with_its_effect_on_risk() -> None:
    case = referral_at("report")
    take_step(case, "report")
    assert (open_steps(case), state(case)) == (["report"], "IN_SERVICE")
    take_step(case, "report", progress="COMPLETED")
    take_step(case, "close", effect="LOWER", next_step="")
    assert ended(case) == ("Referred and closed", "CLOSED")
    assert referral_of(case).outcome == "COMPLETED"


def test_it_is_reported_under_divert_and_may_run_beside_another() -> None:
    case = referral_at("write")
    again = start("referral", case)
    rows = Intervention.objects.filter(case=case, kind="referral", finished=None)
    assert {row.heading for row in rows} == {"DIVERT"}
    assert rows.count() == 2
    assert again in rows


def test_contact_that_is_not_cleared_goes_to_a_supervisor_who_may_stop_it() -> None:
    case = make_case()
    make_service(case)
    start("referral", case)
    take_step(case, "check_contact", deconfliction="NOT_DONE")
    assert open_steps(case) == ["stopped"]
    do(case, "stopped", by=people_of(case).supervisor, decision="STOP", reason="Not now.")
    assert ended(case) == ("Withdrawn", "CANCELLED")


def test_contact_that_was_not_cleared_may_be_checked_again() -> None:
    case = make_case()
    make_service(case)
    start("referral", case)
    take_step(case, "check_contact", deconfliction="NOT_DONE")
    do(case, "stopped", by=people_of(case).supervisor, decision="AGAIN", reason="Done now.")
    take_step(case, "check_contact", **safe_contact(case))
    assert open_steps(case) == ["write"]


def test_what_a_sergeant_sends_back_is_written_again() -> None:
    case = referral_at("approve")
    take_step(case, "approve", decision="SEND_BACK", reason="Leave the name out.")
    assert (open_steps(case), state(case)) == (["write"], "DRAFT")
    assert referral_of(case).return_reason == "Leave the name out."
    take_step(case, "write")
    take_step(case, "choose")
    take_step(case, "approve")
    assert state(case) == "APPROVED"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({"decision": "DECLINE", "decline_code": "NO_CAPACITY"}, "DECLINED"),
        ({"decision": "REDIRECT", "note": "Try probation."}, "REDIRECTED"),
    ],
)
def test_who_is_not_taken_on_needs_a_next_step(typed: dict[str, Any], left: str) -> None:
    case = referral_at("decide")
    take_step(case, "decide", **typed)
    assert (open_steps(case), state(case)) == (["close"], left)
    with pytest.raises(ValueError, match="Enter the next step"):
        take_step(case, "close", next_step=" ")
    take_step(case, "close", next_step="A home visit.")
    assert ended(case) == ("Referred and closed", "CLOSED")


def test_what_the_agency_asks_is_answered_and_decided_on() -> None:
    case = referral_at("decide")
    take_step(case, "decide", decision="MORE_INFO", note="What language?")
    assert (open_steps(case), state(case)) == (["answer"], "MORE_INFO")
    open_gate(case)
    take_step(
        case,
        "answer",
        share="yes",
        kind="COMMUNICATION",
        value="Polish",
        basis="POLICING",
        necessity="To book an interpreter.",
        proportionality="One word.",
    )
    assert (open_steps(case), state(case)) == (["decide"], "ACKNOWLEDGED")
    shared = referral_of(case).disclosures.values_list("item__kind", flat=True)
    assert "COMMUNICATION" in shared


def test_an_answer_may_share_nothing_more_for_a_reason() -> None:
    case = referral_at("decide")
    take_step(case, "decide", decision="MORE_INFO", note="His record?")
    before = referral_of(case).disclosures.count()
    take_step(case, "answer")
    assert open_steps(case) == ["decide"]
    assert referral_of(case).disclosures.count() == before


def test_whoever_never_came_has_left_and_the_risk_is_looked_at() -> None:
    case = referral_at("begin_service")
    take_step(case, "begin_service", came="no", on="")
    assert (open_steps(case), state(case)) == (["close"], "DISENGAGED")
    assert Change.objects.get(case=case).kind == Change.Kind.DROPPED_OUT


def test_leaving_what_an_order_requires_is_told_the_same_day() -> None:
    case = referral_at("report", write={"takes_part": "ORDERED"})
    take_step(case, "report", progress="DISENGAGED")
    task = open_task(case, "tell_order")
    referral = referral_of(case)
    assert referral.ended_at is not None
    assert task.due_at is not None
    assert task.due_at.date() == referral.ended_at.date()
    take_step(case, "tell_order")
    take_step(case, "close")
    assert ended(case) == ("Referred and closed", "CLOSED")


def test_leaving_what_nobody_ordered_needs_no_telling() -> None:
    case = referral_at("report")
    take_step(case, "report", progress="DISENGAGED")
    assert open_steps(case) == ["close"]


def test_what_the_agency_ends_is_closed_too() -> None:
    case = referral_at("report")
    take_step(case, "report", progress="WITHDRAWN")
    take_step(case, "close", next_step="")
    assert ended(case) == ("Referred and closed", "CLOSED")


@pytest.mark.parametrize("step", ["write", "choose", "approve", "send"])
def test_until_it_is_sent_it_may_simply_be_stopped(step: str) -> None:
    case = referral_at(step)
    row = intervention_of(case)
    actions.cancel(intervention=row, by=people_of(case).supervisor, reason="He was arrested.")
    assert ended(case) == ("Withdrawn", ReferralState.CANCELLED)


SENT = ["acknowledge", "decide", "begin_service", "report"]


@pytest.mark.parametrize("step", SENT)
def test_what_was_sent_in_error_is_recalled_deleted_and_assessed(step: str) -> None:
    case = referral_at(step)
    row = intervention_of(case)
    actions.cancel(intervention=row, by=people_of(case).manager, reason="The wrong agency.")
    assert sorted(open_steps(case)) == ["assess_breach", "confirm_deletion"]
    take_step(case, "confirm_deletion")
    take_step(case, "assess_breach")
    assert ended(case) == ("Recalled", "RECALLED")


def test_a_question_that_waits_for_its_answer_can_be_recalled_as_well() -> None:
    case = referral_at("decide")
    take_step(case, "decide", decision="MORE_INFO", note="What language?")
    row = intervention_of(case)
    actions.cancel(intervention=row, by=people_of(case).manager, reason="The wrong agency.")
    take_step(case, "assess_breach")
    take_step(case, "confirm_deletion")
    assert ended(case) == ("Recalled", "RECALLED")
