"""The warning letter from its issue on: every end, each reached by the forms of its steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from casework.cases.actions import place_hold
from casework.cases.models import Case
from casework.core.errors import Refused
from letters.correspondence.models import LetterState
from tests.makers_cases import make_case, people_of
from tests.makers_letter_walk import (
    ended,
    fire,
    inspector_does,
    letter_of,
    letter_that_cannot_be_made,
    officer_does,
    serve,
    supervisor_does,
    try_in_vain,
)
from tests.makers_visits import local
from tests.makers_work import (
    check_contact_again,
    intervention_of,
    letter_at,
    open_steps,
    open_task,
    start,
)
from workflows import actions, sweep
from workflows.interventions import warning_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]

STEPS = ["check_contact", "write", "authorise", "issue", "serve"]


# --- service --------------------------------------------------------------------------------------


def test_a_served_letter_ends_with_its_proof() -> None:
    case = letter_at("serve").case
    serve(case)
    assert ended(case) == ("Served", "SERVED")


def test_a_letter_served_while_contact_was_held_is_looked_at_by_a_supervisor() -> None:
    case = letter_at("serve").case
    place_hold(case=case, by=people_of(case).manager, kind="COMPLAINT", note="Ask first.")
    with pytest.raises(ValueError, match="say how that came about"):
        serve(case)
    serve(case, not_cleared_reason="He came to the station before the hold.")
    task = open_task(case, "review_service")
    assert (task.role, task.owner) == ("SUPERVISOR", None)
    supervisor_does(case, "review_service", note="Nobody was put at risk.")
    assert ended(case) == ("Served", "SERVED")


def test_without_that_branch_no_supervisor_would_hear_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = letter_at("serve").case
    place_hold(case=case, by=people_of(case).manager, kind="COMPLAINT", note="Ask first.")
    monkeypatch.setattr(warning_letter, "served_irregularly", lambda _: None)
    serve(case, not_cleared_reason="He came to the station before the hold.")
    assert ended(case) == ("Served", "SERVED")


def test_after_one_attempt_in_vain_it_is_tried_again_under_the_same_authority() -> None:
    case = letter_at("serve").case
    first = open_task(case, "serve")
    try_in_vain(case)
    second = open_task(case, "serve")
    assert second.pk != first.pk
    assert second.due_at == first.due_at


def test_the_third_attempt_in_vain_goes_to_a_supervisor() -> None:
    case = letter_at("serve").case
    for _ in range(3):
        try_in_vain(case)
    task = open_task(case, "decide_failure")
    assert (task.role, task.owner) == ("SUPERVISOR", None)


def test_one_attempt_that_was_not_safe_goes_to_a_supervisor_at_once() -> None:
    case = letter_at("serve").case
    try_in_vain(case, "UNSAFE")
    assert open_steps(case) == ["decide_failure"]


def test_a_supervisor_agrees_another_place_and_it_is_served_there() -> None:
    case = letter_at("serve").case
    try_in_vain(case, "UNSAFE")
    supervisor_does(
        case, "decide_failure", decision="AGAIN", place="The custody suite", reason="On bail."
    )
    serve(case)
    assert ended(case) == ("Served", "SERVED")
    assert letter_of(case).service_attempts.get(outcome="SERVED").place == "The custody suite"


def test_a_supervisor_withdraws_a_letter_that_cannot_be_served() -> None:
    case = letter_at("serve").case
    try_in_vain(case, "UNSAFE")
    supervisor_does(case, "decide_failure", decision="WITHDRAW", reason="Moved abroad.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def at_failure(case: Case) -> None:
    letter_at("serve", case)
    try_in_vain(case, "UNSAFE")


def test_a_letter_that_was_not_issued_in_time_ends_with_its_authority() -> None:
    case = letter_at("issue").case
    assert fire(case, after=-timedelta(minutes=1)) == 0
    assert fire(case) == 1
    assert ended(case) == ("Authority lapsed", "LAPSED")


def test_a_letter_that_is_out_is_asked_about_when_its_authority_ends() -> None:
    case = make_case()
    at_failure(case)
    assert fire(case) == 1
    assert open_steps(case) == ["say_whether_served"]
    officer_does(case, "say_whether_served", served="no", reason="The paper is back.")
    assert ended(case) == ("Authority lapsed", "LAPSED")


def at_the_last_hour() -> tuple[Case, datetime]:
    """A letter that waits to be served, and when its authority is over."""
    case = letter_at("serve").case
    lapses_at = letter_of(case).authority_lapses_at
    assert lapses_at is not None
    with time_machine.travel(lapses_at - timedelta(hours=2), tick=True):
        check_contact_again(case, by=people_of(case).officer)
    return case, lapses_at


def test_what_was_served_in_the_last_hour_is_written_down_the_next_morning() -> None:
    case, lapses_at = at_the_last_hour()
    with time_machine.travel(lapses_at + timedelta(hours=9), tick=True):
        assert sweep.fire_due_timers() == 0
        serve(case, at=local(lapses_at - timedelta(hours=1)))
    assert ended(case) == ("Served", "SERVED")


def test_what_was_served_after_the_authority_needs_a_reason_and_is_looked_at() -> None:
    case, lapses_at = at_the_last_hour()
    at = local(lapses_at + timedelta(hours=8))
    with time_machine.travel(lapses_at + timedelta(hours=9), tick=True):
        with pytest.raises(ValueError, match="say how that came about"):
            serve(case, at=at)
        assert open_steps(case) == ["serve"]
        serve(case, at=at, no_authority_reason="He came in at eight and asked for it.")
        supervisor_does(case, "review_service", note="The date was misread.")
    assert ended(case) == ("Served", "SERVED")
    assert letter_of(case).no_authority_reason == "He came in at eight and asked for it."


def test_a_letter_nobody_says_was_served_is_asked_about_a_day_after_its_authority() -> None:
    case = letter_at("serve").case
    assert fire(case, after=timedelta(hours=23)) == 0
    assert fire(case, after=timedelta(hours=25)) == 1
    task = open_task(case, "say_whether_served")
    assert (task.owner, letter_of(case).state) == (case.owner, LetterState.LAPSED)
    officer_does(case, "say_whether_served", served="no", reason="He was not found.")
    assert ended(case) == ("Authority lapsed", "LAPSED")


def a_day_too_late(hours: int, **typed: Any) -> Case:
    """Served so many hours after its last hour began, and written down two days later."""
    case, lapses_at = at_the_last_hour()
    with time_machine.travel(lapses_at + timedelta(days=2), tick=True):
        assert sweep.fire_due_timers() == 1
        served = {"served": "yes", "identity_check": "Photograph", "signature": "Signed for it"}
        at = local(lapses_at + timedelta(hours=hours - 1))
        officer_does(case, "say_whether_served", **served | typed | {"at": at})
    return case


def test_a_letter_served_in_time_and_written_down_two_days_later_was_served() -> None:
    case = a_day_too_late(0)
    assert ended(case) == ("Served", "SERVED")
    assert letter_of(case).no_authority_reason == ""


def test_a_letter_served_after_its_authority_and_written_down_later_is_looked_at() -> None:
    case = a_day_too_late(9, no_authority_reason="The officer had not heard that it was over.")
    assert open_steps(case) == ["review_service"]
    supervisor_does(case, "review_service", note="Told the officer.")
    assert ended(case) == ("Served", "SERVED")


def test_who_was_hostile_when_it_was_served_is_assessed_again() -> None:
    case = letter_at("serve").case
    serve(case, reactions=["HOSTILE", "SAYS_VICTIM"])
    assert ended(case) == ("Served", "SERVED")
    assert {each.kind for each in case.changes.all()} == {"HOSTILE", "SAYS_VICTIM"}


# --- stopping it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_it_can_be_stopped_at_any_step_before_it_is_served(step: str) -> None:
    task = letter_at(step)
    by = people_of(task.case).supervisor
    actions.cancel(intervention=task.process, by=by, reason="Arrested meanwhile.")
    assert ended(task.case) == ("Withdrawn", "WITHDRAWN")


def test_it_can_be_stopped_while_its_paper_could_not_be_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = letter_that_cannot_be_made(monkeypatch)
    row = intervention_of(case)
    actions.cancel(intervention=row, by=people_of(case).supervisor, reason="Arrested meanwhile.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def test_a_served_letter_can_no_longer_be_stopped() -> None:
    task = letter_at("serve")
    serve(task.case)
    with pytest.raises(Refused, match="already ended"):
        actions.cancel(
            intervention=task.process, by=people_of(task.case).supervisor, reason="Too late."
        )
    assert letter_of(task.case).state == LetterState.SERVED


def test_a_new_letter_may_be_started_once_the_last_one_ended() -> None:
    case = letter_at("authorise").case
    inspector_does(case, decision="REFUSE", refusal="A visit would do.")
    start("warning_letter", case)
    assert open_steps(case) == ["check_contact"]
