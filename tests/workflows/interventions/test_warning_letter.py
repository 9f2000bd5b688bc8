"""The warning letter, every way through it: each end reached by the forms of its steps."""

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
from letters.correspondence import actions as letters
from letters.correspondence.actions import serving
from letters.correspondence.models import Letter, LetterState
from letters.documents.models import Document
from letters.pdf import Fault, RenderError
from tests.makers_cases import make_case, people_of
from tests.makers_letters import give_address, give_protected_address
from tests.makers_visits import local
from tests.makers_work import (
    check_contact_again,
    do,
    letter_at,
    open_steps,
    open_task,
    safe_contact,
    start,
)
from workflows import actions, sweep
from workflows.models import Intervention, Task

pytestmark = pytest.mark.django_db

STEPS = ["check_contact", "write", "authorise", "issue", "serve"]
CHECKED = ["identity", "address", "needs"]


def ended(case: Case) -> tuple[str, str]:
    """The outcome of the one intervention of the case, and the state its letter was left in."""
    assert open_steps(case) == []
    row = Intervention.objects.get(case=case)
    assert row.finished is not None
    assert not Task.objects.filter(process=row, finished=None).exists()
    return row.outcome, Letter.objects.get(case=case).state


def letter_of(case: Case) -> Letter:
    return Letter.objects.get(case=case)


def officer_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).officer, **typed)
    work_off()


def supervisor_does(case: Case, step: str, **typed: Any) -> None:
    do(case, step, by=people_of(case).supervisor, **typed)
    work_off()


def inspector_does(case: Case, **typed: Any) -> None:
    do(case, "authorise", by=people_of(case).authoriser, **typed)
    work_off()


def try_in_vain(case: Case, outcome: str = "NOT_FOUND") -> None:
    at = local(timezone.now())
    officer_does(case, "serve", outcome=outcome, note="Nobody was there.", at=at)


def serve(case: Case, **typed: Any) -> None:
    served = {"outcome": "SERVED", "identity_check": "Photograph", "signature": "Signed for it"}
    officer_does(case, "serve", **served | {"at": local(timezone.now())} | typed)


def issue(case: Case, **typed: Any) -> None:
    officer_does(case, "issue", **{"place": "The station", "checks": CHECKED} | typed)


def shared_home() -> Case:
    """A case whose person was last known at the address of a victim."""
    case = make_case()
    give_address(case.person, "3 Linnet Close", "NM2 9AA")
    incident = case.person.incidents_as_suspect.first()
    assert incident is not None
    give_protected_address(incident.victim, "3 Linnet Close", "NM2 9AA")
    return case


def fire(case: Case, *, after: timedelta = timedelta(minutes=1)) -> int:
    """How many timers the sweep fires once the authority of the case's letter is over."""
    lapses_at = letter_of(case).authority_lapses_at
    assert lapses_at is not None
    with time_machine.travel(lapses_at + after, tick=True):
        return sweep.fire_due_timers()


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
        with pytest.raises(Refused, match="ran out"):
            act(case)
        assert open_steps(case) == [step]
        check_contact_again(case, by=people_of(case).officer)
    with time_machine.travel(later + timedelta(minutes=5), tick=True):
        act(case)
    assert open_steps(case) == (["serve"] if step == "issue" else [])


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


def letter_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> Case:
    """A letter whose paper failed to be made once; from then on it can be made."""
    case = letter_at("authorise").case

    def fail(*, letter_id: int) -> None:
        raise RenderError(Fault.CHARACTER)

    with monkeypatch.context() as broken:
        broken.setattr(letters, "render_letter", fail)
        with pytest.raises(RenderError):
            inspector_does(case, decision="AUTHORISE", redaction_checked="on")
    return case


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
    row = Intervention.objects.get(case=case)
    actions.cancel(intervention=row, by=people_of(case).supervisor, reason="No crime after all.")
    assert ended(case) == ("Withdrawn", "WITHDRAWN")


def test_without_that_look_a_cancelled_report_would_go_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    case = letter_at("issue").case
    Incident.objects.filter(suspect=case.person).update(outcome_code="CANCELLED")
    monkeypatch.setattr(serving, "check_still_true", lambda _: None)
    issue(case)
    assert letter_of(case).state == LetterState.ISSUED_FOR_SERVICE


def test_a_person_found_to_be_a_child_gets_no_letter() -> None:
    case = letter_at("issue").case
    case.person.date_of_birth = timezone.localdate() - timedelta(days=365 * 16)
    case.person.save()
    with pytest.raises(Refused, match="under 18"):
        issue(case)
    assert open_steps(case) == ["issue"]


# --- service --------------------------------------------------------------------------------------


def test_a_served_letter_ends_with_its_proof() -> None:
    case = letter_at("serve").case
    serve(case)
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


@pytest.mark.parametrize(
    "bring",
    [lambda case: letter_at("issue", case), lambda case: letter_at("serve", case), at_failure],
    ids=["issue", "serve", "decide_failure"],
)
def test_every_step_after_the_authority_ends_with_it(bring: Callable[[Case], Any]) -> None:
    case = make_case()
    bring(case)
    assert fire(case, after=-timedelta(minutes=1)) == 0
    assert fire(case) == 1
    assert ended(case) == ("Authority lapsed", "LAPSED")


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
    row = Intervention.objects.get(case=case)
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
