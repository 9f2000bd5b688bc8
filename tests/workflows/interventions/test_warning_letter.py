"""The warning letter, every way to the paper: each reached by the forms of its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from casework.cases.models import Case
from casework.core.errors import Refused
from casework.core.queue import work_off
from casework.incidents.models import Incident
from letters.correspondence.actions import issuing
from letters.correspondence.models import LetterState
from letters.documents.models import Document
from tests.makers_cases import people_of
from tests.makers_letter_walk import (
    ended,
    fire,
    inspector_does,
    issue,
    letter_of,
    letter_that_cannot_be_made,
    officer_does,
    serve,
    shared_home,
    supervisor_does,
    try_in_vain,
)
from tests.makers_letters import give_address, give_protected_address
from tests.makers_work import (
    check_contact_again,
    do,
    intervention_of,
    letter_at,
    open_steps,
    open_task,
    safe_contact,
)
from workflows import actions, sweep

pytestmark = pytest.mark.django_db


# --- is contact safe ------------------------------------------------------------------------------


def test_safe_contact_leads_to_writing() -> None:
    case = letter_at("check_contact").case
    officer_does(case, "check_contact", **safe_contact(case))
    assert open_steps(case) == ["write"]


def unsafe_contact(case: Case) -> dict[str, str]:
    return safe_contact(case) | {"victim_1": "UNSAFE", "victim_1_unsafe": "She asks for time."}


def test_contact_that_is_not_safe_goes_to_a_supervisor_and_not_to_the_writer() -> None:
    case = letter_at("check_contact").case
    officer_does(case, "check_contact", **unsafe_contact(case))
    task = open_task(case, "stopped")
    assert (task.role, task.owner) == ("SUPERVISOR", None)


def test_a_supervisor_has_contact_checked_again() -> None:
    case = letter_at("check_contact").case
    officer_does(case, "check_contact", **unsafe_contact(case))
    supervisor_does(case, "stopped", decision="AGAIN", reason="She has been spoken to.")
    officer_does(case, "check_contact", **safe_contact(case))
    assert open_steps(case) == ["write"]


def test_a_supervisor_stops_a_letter_that_nobody_can_clear() -> None:
    case = letter_at("check_contact").case
    officer_does(case, "check_contact", **unsafe_contact(case))
    supervisor_does(case, "stopped", decision="STOP", reason="She does not want it.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def test_a_check_that_ran_out_before_writing_is_made_again_without_leaving_the_step() -> None:
    case = letter_at("write").case
    report = case.person.incidents_as_suspect.latest("offence_on")
    typed = {"contact": "NONE", "reports": [str(report.pk)]}
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
        with pytest.raises(Refused, match="ran out"):
            officer_does(case, "write", **typed)
        check_contact_again(case, by=people_of(case).officer)
        officer_does(case, "write", **typed)
        assert open_steps(case) == ["authorise"]


@pytest.mark.parametrize(("step", "act"), [("issue", issue), ("serve", serve)])
def test_a_check_that_ran_out_stops_the_letter_until_it_is_made_again(
    step: str, act: Callable[[Case], None]
) -> None:
    case = letter_at(step).case
    later = timezone.now() + timedelta(hours=73)
    with time_machine.travel(later, tick=True):
        with pytest.raises((Refused, ValueError), match="ran out"):
            act(case)
        assert open_steps(case) == [step]
        check_contact_again(case, by=people_of(case).officer)
    with time_machine.travel(later + timedelta(minutes=5), tick=True):
        act(case)
    assert open_steps(case) == (["serve"] if step == "issue" else [])


def test_contact_checked_this_minute_clears_a_service_of_this_minute() -> None:
    """The page has minutes only: the start of this minute lies before the check."""
    case = letter_at("serve").case
    later = (timezone.now() + timedelta(hours=73)).replace(second=20)
    with time_machine.travel(later, tick=False):
        check_contact_again(case, by=people_of(case).officer)
    with time_machine.travel(later + timedelta(seconds=20), tick=False):
        serve(case)
    assert ended(case) == ("Served", "SERVED")


# --- what is decided ------------------------------------------------------------------------------


def test_a_returned_letter_is_written_again_and_decided_on_again() -> None:
    case = letter_at("authorise").case
    inspector_does(case, decision="RETURN", change="Say which month.")
    assert open_steps(case) == ["write"]
    officer_does(case, "write")
    inspector_does(case, decision="AUTHORISE", redaction_checked="on")
    assert open_steps(case) == ["issue"]
    assert letter_of(case).version == 2


def test_a_refused_letter_ends_there() -> None:
    case = letter_at("authorise").case
    inspector_does(case, decision="REFUSE", refusal="A visit would do.")
    assert ended(case) == ("Refused", "REFUSED")


# --- the paper ------------------------------------------------------------------------------------


def test_a_letter_that_could_not_be_made_is_put_right_and_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = letter_that_cannot_be_made(monkeypatch)
    assert open_steps(case) == ["mend"]
    supervisor_does(case, "mend", reason="The font is back.")
    assert open_steps(case) == ["issue"]
    assert Document.objects.filter(case=case, kind="warning_letter").count() == 1


def test_a_letter_nobody_put_right_lapses_with_its_authority(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = letter_that_cannot_be_made(monkeypatch)
    assert fire(case) == 1
    assert ended(case) == ("Authority lapsed", "LAPSED")


def test_a_letter_made_only_after_its_authority_was_over_is_never_issued() -> None:
    """The queue was down for a week: the paper is made late, and the very next sweep ends it."""
    case = letter_at("authorise").case
    do(
        case,
        "authorise",
        by=people_of(case).authoriser,
        decision="AUTHORISE",
        redaction_checked="on",
    )
    lapses_at = letter_of(case).authority_lapses_at
    assert lapses_at is not None
    with time_machine.travel(lapses_at + timedelta(days=1), tick=True):
        work_off()
        check_contact_again(case, by=people_of(case).officer)
        with pytest.raises(Refused, match="authority for this letter ran out"):
            issue(case)
        assert sweep.fire_due_timers() == 1
    assert ended(case) == ("Authority lapsed", "LAPSED")


# --- the advocate first ---------------------------------------------------------------------------


def test_where_a_victim_may_live_there_the_advocate_hears_of_it_first() -> None:
    case = shared_home()
    at_the_advocate(case)
    officer_does(case, "tell_advocate", note="She has a plan for that evening.")
    assert open_steps(case) == ["issue"]
    issue(case)
    serve(case)
    assert ended(case) == ("Served", "SERVED")


def at_the_advocate(case: Case) -> None:
    letter_at("authorise", case)
    inspector_does(case, decision="AUTHORISE", redaction_checked="on")
    assert open_steps(case) == ["tell_advocate"]


def test_a_letter_whose_advocate_was_not_reached_lapses_with_its_authority() -> None:
    case = shared_home()
    at_the_advocate(case)
    assert fire(case) == 1
    assert ended(case) == ("Authority lapsed", "LAPSED")


def a_victim_moves_in(case: Case) -> None:
    """The last export has a victim at the person's own address; contact is checked anew."""
    give_address(case.person, "3 Linnet Close", "NM2 9AA")
    incident = case.person.incidents_as_suspect.first()
    assert incident is not None
    give_protected_address(incident.victim, "3 Linnet Close", "NM2 9AA")
    check_contact_again(case, by=people_of(case).officer)


def test_an_advocate_needed_only_since_it_was_made_is_asked_for_at_the_issue() -> None:
    case = letter_at("issue").case
    a_victim_moves_in(case)
    with pytest.raises(ValueError, match="Enter what the advocate said"):
        issue(case)
    issue(case, advocate_note="She will be away that day.")
    assert letter_of(case).advocate_told_by == people_of(case).officer
    serve(case)
    assert ended(case) == ("Served", "SERVED")


def test_an_advocate_needed_only_since_the_issue_is_asked_for_at_the_service() -> None:
    case = letter_at("serve").case
    a_victim_moves_in(case)
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=True):
        with pytest.raises(ValueError, match="Enter what the advocate said"):
            serve(case)
        serve(case, advocate_note="She is away today.")
    assert letter_of(case).advocate_note == "She is away today."
    assert ended(case) == ("Served", "SERVED")


def test_an_attempt_in_vain_needs_no_advocate() -> None:
    case = letter_at("serve").case
    a_victim_moves_in(case)
    try_in_vain(case)
    assert letter_of(case).advocate_told_at is None
    assert open_steps(case) == ["serve"]


# --- what the records say since -------------------------------------------------------------------


@pytest.mark.parametrize("since", [{"outcome_code": "CANCELLED"}, {"stalking_flag": True}])
def test_a_letter_whose_report_no_longer_counts_is_returned_and_not_authorised(
    since: dict[str, Any],
) -> None:
    case = letter_at("authorise").case
    Incident.objects.filter(suspect=case.person).update(**since)
    with pytest.raises(Refused, match="cancelled or is one of stalking"):
        inspector_does(case, decision="AUTHORISE", redaction_checked="on")
    inspector_does(case, decision="RETURN", change="Leave out what was cancelled.")
    assert open_steps(case) == ["write"]


def test_a_letter_whose_report_was_cancelled_since_is_not_issued_but_stopped() -> None:
    case = letter_at("issue").case
    Incident.objects.filter(suspect=case.person).update(outcome_code="CANCELLED")
    with pytest.raises(Refused, match="cancelled or is one of stalking"):
        issue(case)
    row = intervention_of(case)
    actions.cancel(intervention=row, by=people_of(case).supervisor, reason="No crime after all.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def test_without_that_look_a_cancelled_report_would_go_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    case = letter_at("issue").case
    Incident.objects.filter(suspect=case.person).update(outcome_code="CANCELLED")
    monkeypatch.setattr(issuing, "check_still_true", lambda _: None)
    issue(case)
    assert letter_of(case).state == LetterState.ISSUED_FOR_SERVICE


def test_a_person_found_to_be_a_child_gets_no_letter() -> None:
    case = letter_at("issue").case
    case.person.date_of_birth = timezone.localdate() - timedelta(days=365 * 16)
    case.person.save()
    with pytest.raises(Refused, match="under 18"):
        issue(case)
    assert open_steps(case) == ["issue"]
