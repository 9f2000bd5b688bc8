"""Visits for tests, made by walking the real path.

A visit at a state was planned, checked, approved, made and written up by the people whose roles
allow it. The crew of a case are its owner, who leads, and a colleague.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.gate import gate_status
from casework.cases.models import Case
from casework.people.addresses import normal_address
from casework.people.models import Contact, Marker, Person
from casework.visits import actions, rules
from casework.visits.models import Outcome, Visit, VisitCheck, VisitState
from tests import makers_cases
from tests.makers_cases import people_of

AT_THE_DOOR = tuple(VisitState(outcome) for outcome in Outcome.values)


def make_address(
    person: Person, value: str = "14 Alder Court, Eastbrook", postcode: str = "EB1 4AC"
) -> Contact:
    """An address recorded for the person as a suspect, seen today."""
    today = timezone.localdate()
    return Contact.objects.create(
        person=person,
        kind=Contact.Kind.ADDRESS,
        value=value,
        postcode=postcode,
        normal=normal_address(value, postcode),
        first_seen_on=today,
        last_seen_on=today,
    )


def make_marker(person: Person, kind: str = Marker.Kind.WEAPONS, **fields: Any) -> Marker:
    """A live marker since today."""
    given = {"note": "knife", "starts_on": timezone.localdate()}
    return Marker.objects.create(person=person, kind=kind, **given | fields)


def checks(**answers: str) -> dict[str, dict[str, str]]:
    """Every check made, nothing found; `answers` are others, by kind."""
    return {
        kind: {"source": "PNC", "answer": answers.get(kind, "Nothing found")}
        for kind in VisitCheck.Kind
    }


def plan_typed(visit: Visit, **typed: Any) -> dict[str, Any]:
    """What an officer types into the form of the plan: every check made, for an hour from now."""
    people = people_of(visit.case)
    given: dict[str, Any] = {
        "purpose": "See how things are and offer help",
        "place": "ELSEWHERE",
        "elsewhere": "14 Alder Court, Eastbrook",
        "planned_for": local(timezone.now() + timedelta(hours=1)),
        "lead_officer": people.officer.pk,
        "second_officer": people.colleague.pk,
    }
    for kind in VisitCheck.Kind:
        given |= {f"{kind.lower()}_answer": "Nothing found", f"{kind.lower()}_source": "PNC"}
    return given | typed


def local(instant: datetime) -> str:
    """An aware instant as the browser's own date and time input sends it."""
    return timezone.localtime(instant).strftime("%Y-%m-%dT%H:%M")


def start(case: Case | None = None, *, by: User | None = None) -> Visit:
    """An empty visit on a case under way, its contact checked and safe."""
    case = case or makers_cases.make_case()
    people = people_of(case)
    assert people.colleague
    assert people.supervisor
    assert people.authoriser
    visit = actions.start_visit(case=case, by=by or people_of(case).officer)
    clear_contact(visit)
    return visit


def clear_contact(visit: Visit, *, until: datetime | None = None) -> None:
    """Contact is checked again where it is not cleared now and until then."""
    now = timezone.now()
    if not all(gate_status(visit.case, at=at).open for at in (now, until or now)):
        makers_cases.open_gate(visit.case)


def plan(visit: Visit, **changes: Any) -> Visit:
    """Planned with every check made, for an hour from now unless told."""
    people = people_of(visit.case)
    given = {
        "purpose": "See how things are and offer help",
        "place": visit.contact or visit.place or "14 Alder Court, Eastbrook",
        "planned_for": timezone.now() + timedelta(hours=1),
        "lead_officer": people.officer,
        "second_officer": people.colleague,
        "checks": checks(),
    }
    return actions.plan_visit(visit=visit, by=changes.pop("by", people.officer), **given | changes)


def approver_of(visit: Visit) -> User:
    """The supervisor, or the DI where there is danger."""
    people = people_of(visit.case)
    return people.manager if rules.needs_inspector(visit) else people.supervisor


def approve(visit: Visit, **changes: Any) -> Visit:
    """Approved by whoever may, unless told."""
    given = {"by": approver_of(visit), "decision": "APPROVE"}
    return actions.approve_visit(visit=visit, **given | changes)


def send_out(visit: Visit, **changes: Any) -> Visit:
    """Planned, checked and approved: the two may go."""
    return approve(plan(visit, **changes))


def attempt(visit: Visit, outcome: str = Outcome.COMPLETED, **changes: Any) -> Visit:
    """At the door just now, logged by the officer who leads."""
    people = people_of(visit.case)
    given = {
        "by": people.officer,
        "second_officer": people.colleague,
        "outcome": outcome,
        "said": "What was seen and said.",
        "worried": False,
        "custody_reference": "CU/0417/26" if outcome == Outcome.ARREST_MADE else "",
    }
    return actions.log_attempt(visit=visit, **given | changes)


def try_the_door_at(visit: Visit, when: datetime, outcome: str = Outcome.NO_REPLY) -> Visit:
    """Planned and approved two hours before `when` (aware), then tried at that time."""
    with time_machine.travel(when - timedelta(hours=2), tick=False):
        clear_contact(visit, until=when)
        visit = send_out(visit, planned_for=when)
    with time_machine.travel(when, tick=False):
        return attempt(visit, outcome)


def next_time(visit: Visit) -> datetime:
    """The next whole hour at which another attempt may be made and is still wanted."""
    at = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    wanted = rules.missing_bands(visit)
    while True:
        at += timedelta(hours=1)
        fits = not rules.why_not_planned_for(visit, at)
        if fits and (not wanted or rules.bands_at(at) & set(wanted)) and at > _earliest():
            return at


def _earliest() -> datetime:
    return timezone.now() + timedelta(hours=3)


def use_up_attempts(visit: Visit) -> Visit:
    """Tried until a supervisor has to decide, at times that the rules ask for."""
    at: datetime | None = None
    while not rules.attempts_used_up(visit):
        if visit.state == VisitState.NO_REPLY:
            visit = actions.plan_again(visit=visit)
        with time_machine.travel(at or timezone.now(), tick=False):
            at = next_time(visit)
        visit = try_the_door_at(visit, at)
    return visit


def submit(visit: Visit, **changes: Any) -> Visit:
    """The record, by the officer who leads."""
    given = {
        "announced": False,
        "present": "The person, alone",
        "facts": "He opened and talked for ten minutes.",
        "opinion": "Calm; seemed willing.",
        "risk_trigger": False,
    }
    by = changes.pop("by", people_of(visit.case).officer)
    return actions.submit_record(visit=visit, by=by, **given | changes)


def review(visit: Visit, decision: str = "CLOSE", **changes: Any) -> Visit:
    """Read by the supervisor."""
    given = {
        "by": people_of(visit.case).supervisor,
        "reason": "" if decision == "CLOSE" else "Say who was there.",
        "risk_answer": "NO_CHANGE" if decision == "CLOSE" else "",
    }
    return actions.review_record(visit=visit, decision=decision, **given | changes)


def _let_checks_run_out(visit: Visit) -> Visit:
    assert visit.checks_valid_until is not None
    with time_machine.travel(visit.checks_valid_until + timedelta(minutes=1), tick=False):
        return actions.expire_checks(visit=visit)


def _withdraw(visit: Visit) -> Visit:
    by = people_of(visit.case).officer
    return actions.withdraw_visit(visit=visit, by=by, reason="No longer needed.")


Step = Callable[[Visit], Visit]
_TO_RECORD: list[Step] = [plan, approve, attempt, submit]

# How a visit comes to each state.
PATH_TO: dict[VisitState, list[Step]] = {
    VisitState.PLANNED: [],
    VisitState.CHECKED: [plan],
    VisitState.APPROVED: [plan, approve],
    VisitState.CHECKS_EXPIRED: [plan, approve, _let_checks_run_out],
    VisitState.RECORD_SUBMITTED: _TO_RECORD,
    VisitState.RETURNED: [*_TO_RECORD, lambda visit: review(visit, "RETURN")],
    VisitState.CLOSED: [*_TO_RECORD, review],
    VisitState.WITHDRAWN: [_withdraw],
} | {
    VisitState(outcome): [plan, approve, lambda visit, o=outcome: attempt(visit, o)]
    for outcome in Outcome.values
}


def make_visit(*, state: VisitState | str = VisitState.CLOSED, case: Case | None = None) -> Visit:
    """A visit that has come to `state` through the real actions, now."""
    visit = start(case)
    for step in PATH_TO[VisitState(state)]:
        visit = step(visit)
    return Visit.objects.get(pk=visit.pk)
