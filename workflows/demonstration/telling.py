"""The pieces stories are told with: taking a case on, a letter, a visit, each as far as asked.

Every piece is a generator of the moments at which somebody acts (see `stage`). Days are counted
backwards from today, so that whatever day the demonstration is set up, some work is overdue,
some is due today and some later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.models import User
from casework.cases import actions as cases
from casework.cases.gate import gate_status
from casework.cases.models import Band, Case
from casework.core.queue import work_off
from workflows import actions
from workflows.demonstration.answers import (
    check_contact_again,
    checks_made,
    do,
    open_steps,
    open_task,
    safe_contact,
)
from workflows.demonstration.assessing import assess_what_changed, assessment, countersign
from workflows.demonstration.people import Unit
from workflows.demonstration.stage import Story, moment


@dataclass(frozen=True)
class Telling:
    """One case, the unit around it, and the day the story is told."""

    unit: Unit
    case: Case
    officer: User
    today: date

    def at(self, days_ago: int, clock: str) -> datetime:
        return moment(days_ago, clock, today=self.today)

    def last(self, weekday: int, *, before: int) -> int:
        """How many days ago the latest such weekday (Monday is 0) was, `before` days or more."""
        return next(
            ago
            for ago in range(before, before + 7)
            if (self.today - timedelta(days=ago)).weekday() == weekday
        )

    @property
    def colleague(self) -> User:
        return self.unit["officer2" if self.officer == self.unit["officer"] else "officer"]

    def do(self, step: str, *, by: User, **given: Any) -> None:
        """Do the open step; where a report came in meanwhile, contact is looked at again first."""
        case = Case.objects.get(pk=self.case.pk)
        if open_task(case, step).flow_task.contact and not gate_status(case).open:
            check_contact_again(case, by=self.officer)
        do(case, step, by=by, **given)


def triaged(t: Telling, on: int) -> Story:
    yield t.at(on, "09:40")
    cases.take_to_triage(
        case=t.case,
        by=t.unit["analyst"],
        reason="One nominal, and the records behind the flag are theirs.",
        no_duplicate=True,
        events_verified=True,
    )


def given_out(t: Telling, on: int) -> Story:
    yield from triaged(t, on + 3)
    yield t.at(on, "14:10")
    cases.give_for_assessment(
        case=t.case,
        by=t.unit["supervisor"],
        owner=t.officer,
        reason="The records stand, and the pattern goes on.",
    )


def assessed(t: Telling, on: int, band: str = Band.MEDIUM, *, signed_only: bool = False) -> Story:
    yield t.at(on, "11:20")
    cases.sign_assessment(case=t.case, by=t.officer, **assessment(band))
    if signed_only:
        return
    yield t.at(on - 1, "10:05")
    countersign(t.case, t.unit, band)


def adopted(t: Telling, on: int, band: str = Band.MEDIUM) -> Story:
    yield from given_out(t, on + 12)
    yield from assessed(t, on + 5, band)
    yield t.at(on + 2, "15:30")
    cases.record_adoption_checks(
        case=t.case,
        by=t.officer,
        safety_plan="IN_PLACE",
        mappa_check="Not managed at any level.",
        marac_check="Heard in the spring; actions are complete.",
        live_investigation_check="None is live.",
    )
    yield t.at(on, "16:00")
    assess_what_changed(t.case, t.unit)
    cases.adopt_case(
        case=t.case,
        by=t.unit["manager"],
        legal_basis="Common-law policing purpose: preventing crime and protecting life.",
        necessity="Several people were harmed and earlier responses did not stop it.",
        proportionality="Visits and a letter only; reviewed within eight weeks.",
        least_intrusive="Advice at the scene was given twice and was not heeded.",
    )


def started(t: Telling, kind: str, on: int, clock: str = "09:15") -> Story:
    yield t.at(on, clock)
    actions.start(
        case=t.case,
        kind=kind,
        by=t.officer,
        reason="The reports go on, and nothing less has been enough.",
    )


def stepped_down(t: Telling, on: int) -> Story:
    yield from assessed(t, on + 5, Band.STANDARD)
    yield t.at(on + 2, "13:00")
    cases.propose_step_down(
        case=t.case,
        by=t.unit["supervisor"],
        reason="No report for more than three months.",
        victim_view="The advocate reports that those concerned feel safer.",
    )
    yield t.at(on, "11:45")
    cases.decide_step_down(
        case=t.case, by=t.unit["manager"], decision="AGREED", reason="The risk has gone down."
    )


# --- the letter -----------------------------------------------------------------------------------

# The steps of a letter in their order, each with how many days after the start it is done.
LETTER = ("check_contact", "write", "authorise", "tell_advocate", "issue", "serve")


def letter(t: Telling, on: int, *, up_to: str = "", **told: Any) -> Story:
    """A letter begun `on` days ago, as far as the step `up_to` is open (to its end by default).

    `told` changes what is decided: `decision` of the authoriser, `outcome` at service.
    """
    yield from started(t, "warning_letter", on)
    for number, step in enumerate(LETTER):
        if step == up_to:
            return
        if step == "tell_advocate" and not has_step(t.case, step):
            continue
        yield t.at(max(on - (number + 1) // 3, 0), f"{10 + number}:20")
        LETTER_ACTS[step](t, told)
        work_off()
        if not has_step(t.case, *LETTER):
            return


def has_step(case: Case, *steps: str) -> bool:
    """Whether one of these steps is open on the case."""
    return any(step in steps for step in open_steps(case))


def once_open(t: Telling, step: str, on: int, clock: str) -> Story:
    """From `on` days ago every day at `clock`, until a timer has opened the step."""
    for ago in range(on, 0, -1):
        yield t.at(ago, clock)
        if has_step(t.case, step):
            return


# What a first warning is for; what is graver is investigated and charged.
WARNED_ABOUT = ("harassment", "criminal damage", "malicious", "beating", "an incident")


def _check(t: Telling, _told: dict[str, Any]) -> None:
    t.do("check_contact", by=t.officer, **safe_contact(t.case))


def _write(t: Telling, _told: dict[str, Any]) -> None:
    task = open_task(t.case, "write")
    form = task.flow_task.form(subject=task.process.letter, user=t.officer)
    address = form.fields["contact"].choices[0][0]
    offered = form.fields["reports"].choices
    lesser = [value for value, words in offered if any(each in words for each in WARNED_ABOUT)]
    reports = (lesser or [value for value, _ in offered])[:3]
    t.do("write", by=t.officer, contact=address, reports=reports)


def _authorise(t: Telling, told: dict[str, Any]) -> None:
    words = "Say plainly what help there is." if told.get("decision") else ""
    t.do(
        "authorise",
        by=t.unit["inspector"],
        decision=told.get("decision", "AUTHORISE"),
        redaction_checked="on",
        change=words,
        refusal=words,
    )


def _tell_advocate(t: Telling, _told: dict[str, Any]) -> None:
    t.do("tell_advocate", by=t.officer, note="She knows the day and has a place to be.")


def _issue(t: Telling, _told: dict[str, Any]) -> None:
    t.do(
        "issue",
        by=t.officer,
        method="IN_PERSON",
        place="The police station, by appointment",
        checks=["identity", "address", "needs"],
    )


def _serve(t: Telling, told: dict[str, Any]) -> None:
    outcome = told.get("outcome", "SERVED")
    t.do(
        "serve",
        by=t.officer,
        outcome=outcome,
        identity_check="Photograph and date of birth" if outcome == "SERVED" else "",
        signature="Signed for it" if outcome == "SERVED" else "",
        said="He read it and asked about the helpline." if outcome == "SERVED" else "",
        note="" if outcome == "SERVED" else "Did not come to the appointment.",
    )


LETTER_ACTS = {
    "check_contact": _check,
    "write": _write,
    "authorise": _authorise,
    "tell_advocate": _tell_advocate,
    "issue": _issue,
    "serve": _serve,
}


HOSPITAL = "He says that he was in hospital in the week that the letter speaks of."


def said_against(t: Telling, on: int, said: str = HOSPITAL) -> Story:
    """Something is said against the served letter, and an inspector is asked to answer it."""
    yield t.at(on, "15:40")
    actions.receive_representations(
        letter=t.case.letters.get(),
        by=t.unit["supervisor"],
        source="PHONE",
        received_at=timezone.now(),
        said=said,
    )


def answered(t: Telling, on: int, decision: str, **told: Any) -> Story:
    """The other inspector decides on what was said; whoever said it is told the day after."""
    yield t.at(on, "11:10")
    amended = {"amendment": "The week in question is left out."} if decision == "AMENDED" else {}
    reasons = "The reports of the other weeks were looked at again and are sound."
    given = {"decision": decision, "reasons": reasons, **amended, **told}
    t.do("answer", by=t.unit["inspector2"], **given)
    work_off()
    yield t.at(on - 1, "10:15")
    t.do("check_contact", by=t.officer, **safe_contact(t.case))
    yield t.at(on - 1, "14:25")
    t.do("tell", by=t.officer, how="PHONE")
    work_off()


# --- the visit ------------------------------------------------------------------------------------


def planned(t: Telling, on: int, clock: str, *, visit_on: int, visit_at: str) -> Story:
    """The visit is planned and its checks are made; contact is looked at again first."""
    yield t.at(on, clock)
    check_contact_again(Case.objects.get(pk=t.case.pk), by=t.officer)
    when = timezone.localtime(t.at(visit_on, visit_at))
    places = _places(t)
    t.do(
        "plan",
        by=t.officer,
        purpose="To see how things are at home and to offer help.",
        place=places,
        elsewhere="" if places != "ELSEWHERE" else "At work, by arrangement",
        planned_for=when.strftime("%Y-%m-%dT%H:%M"),
        lead_officer=t.officer.pk,
        second_officer=t.colleague.pk,
        **checks_made(),
    )


def _places(t: Telling) -> str:
    task = open_task(t.case, "plan")
    form = task.flow_task.form(subject=task.process.visit, user=t.officer)
    return str(form.fields["place"].choices[0][0])


def approved(t: Telling, on: int, clock: str) -> Story:
    yield t.at(on, clock)
    task = open_task(t.case, "approve")
    by = t.unit["manager" if task.role == "MANAGER" else "supervisor"]
    t.do("approve", by=by, decision="APPROVE")


def at_the_door(t: Telling, on: int, clock: str, outcome: str, said: str, **more: Any) -> Story:
    yield t.at(on, clock)
    given = {"outcome": outcome, "said": said, "worried": "no", **more}
    t.do("visit_home", by=t.officer, **given)
    work_off()


def attempt(t: Telling, on: int, clock: str, outcome: str, said: str, **more: Any) -> Story:
    """One whole attempt on one day: planned at eight, approved at nine, made at `clock`."""
    yield from planned(t, on, "08:05", visit_on=on, visit_at=clock)
    yield from approved(t, on, "08:50")
    yield from at_the_door(t, on, clock, outcome, said, **more)


def visit(t: Telling, on: int) -> Story:
    """A visit begun `on` days ago, contact checked."""
    yield from started(t, "home_visit", on)
    yield t.at(on, "10:30")
    t.do("check_contact", by=t.officer, **safe_contact(t.case))


def recorded(t: Telling, on: int, clock: str = "15:10") -> Story:
    yield t.at(on, clock)
    t.do(
        "write_record",
        by=t.officer,
        announced="no",
        present="He was alone.",
        facts="He came to the door sober and calm and talked for ten minutes.",
        opinion="He seems to want help with drinking.",
        discussed="Drinking, work and what the reports say.",
        support_offered="The perpetrator helpline; he took the card.",
        risk_trigger="no",
    )
    work_off()


def reviewed(t: Telling, on: int, clock: str = "09:30", **told: Any) -> Story:
    yield t.at(on, clock)
    given = {"decision": "CLOSE", "risk_answer": "NO_CHANGE", **told}
    t.do("review", by=t.unit["supervisor"], **given)
