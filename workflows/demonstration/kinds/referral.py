"""What the demonstration tells of referrals: two agencies, and one short story for each state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.actions import create_team, grant_role
from casework.accounts.models import Role
from casework.cases.models import Case
from casework.partners import actions as partners
from casework.partners.models import Agency, Pathway, Service
from workflows import actions
from workflows.demonstration import telling
from workflows.demonstration.answers import answers_of, check_contact_again, safe_contact
from workflows.demonstration.people import Unit
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling
from workflows.models import Intervention, Task

HOMES, CHANGE = "Eastbrook Homes (made up)", "Turnabout (made up)"
CHAIR = "Det Supt Ines Grove, chair of MATAC, 01632 960010"
ITEMS: dict[str, Any] = {
    "items": ["NEED", "RISK_TO_STAFF", "NAME"],
    "proportionality": "He asked for help and knows that they will ring.",
    "minimum": "No address, no record of offences, nothing about anybody else.",
    "basis_NEED": "POLICING",
    "necessity_NEED": "To know what to offer.",
    "basis_RISK_TO_STAFF": "VITAL_INTERESTS",
    "necessity_RISK_TO_STAFF": "To keep their staff safe.",
    "basis_NAME": "GATEWAY",
    "statute_NAME": "Crime and Disorder Act 1998 s.115",
    "necessity_NAME": "To know whom they help.",
}
# What is usually typed at each step.
TYPED: dict[str, dict[str, Any]] = {
    "write": {
        "need": "A tenancy away from the estate, and help to keep it.",
        "urgency": "ROUTINE",
        "risk_to_staff": "Meet him at the office, two together.",
        "person_told": "That they will ring him, and what they are told.",
        "takes_part": "AGREED",
    },
    "choose": ITEMS,
    "approve": {"decision": "APPROVE"},
    "send": {"recipient": "Ada Field", "method": "HERE"},
    "acknowledge": {"note": "EH/2026/114"},
    "decide": {"decision": "ACCEPT", "note": "We ring him this week.", "behind_the_wall": "no"},
    "begin_service": {"came": "yes", "behind_the_wall": "no"},
    "report": {
        "progress": "IN_SERVICE",
        "sessions": "4",
        "note": "He comes, and takes part.",
        "bears_on_risk": "no",
        "behind_the_wall": "no",
    },
    "close": {"effect": "SAME", "next_step": "Ask the council's own team."},
    "tell_order": {"told": "The probation officer, by phone."},
    "confirm_deletion": {"how": "The record, the mail and the paper copy."},
    "assess_breach": {"assessment": "One worker read a name and a need.", "reportable": "no"},
    "answer": {"share": "no", "reason": "They have all that they need."},
}
CONTACT = ("write", "send", "answer")
DESK = ("acknowledge", "decide", "begin_service", "report", "confirm_deletion")


def set_up(unit: Unit) -> None:
    """Two agencies with a desk each, at which the partner of the unit works."""
    _agency(unit, HOMES, "Tenancy support", Pathway.HOUSING)
    _agency(unit, CHANGE, "Programme for men", Pathway.PROGRAMME)


def _agency(unit: Unit, name: str, service: str, pathway: str) -> None:
    administrator, manager = unit["administrator"], unit["manager"]
    team = create_team(force=unit.force, name=name, by=administrator, takes_cases=False)
    grant_role(
        user=unit["partner"],
        role=Role.PARTNER,
        force=unit.force,
        team=team,
        by=administrator,
        reason="Works at this agency's desk",
    )
    agency = partners.add_agency(
        team=team,
        by=manager,
        name=name,
        spoc="Ada Field, 01632 960011",
        manager="Ben Stone, 01632 960012",
        chair=CHAIR,
    )
    partners.add_service(agency=agency, by=manager, name=service, pathway=pathway)
    today = timezone.localdate()
    partners.add_agreement(
        agency=agency,
        by=manager,
        reference=f"ISA/{agency.pk}",
        starts_on=today - timedelta(days=30),
        expires_on=today + timedelta(days=3 * 365),
    )


def service_of(name: str) -> Service:
    agency = Agency.objects.get(name=name)
    return Service.objects.get(agency=agency)


def act(t: Telling, step: str, **told: Any) -> None:
    """Do the open step of the referral as whoever it waits for."""
    case = Case.objects.get(pk=t.case.pk)
    if step in CONTACT:
        check_contact_again(case, by=t.officer)
    waiting = Task.objects.open().filter(case=case, kind="referral").order_by("pk")
    task = next(each for each in waiting if each.flow_task.name == step)
    named = {"approve": "supervisor", "assess_breach": "manager"}
    by = t.unit["partner"] if step in DESK else t.officer
    by = t.unit[named[step]] if step in named else by
    given = safe_contact(case) if step == "check_contact" else dict(TYPED.get(step, {}))
    if step == "begin_service":
        given["on"] = timezone.localdate().isoformat()
    actions.complete(task=task, by=by, answers=answers_of(task, by, given | told))


def begun(t: Telling, on: int) -> Story:
    yield from telling.started(t, "referral", on, "10:20")
    act(t, "check_contact")


def written(t: Telling, on: int, *, to: str = HOMES, **told: Any) -> Story:
    yield from begun(t, on)
    act(t, "write", service=str(service_of(to).pk), **told)
    act(t, "choose")


def sent(t: Telling, on: int, *, to: str = HOMES, **told: Any) -> Story:
    yield from written(t, on, to=to, **told)
    yield t.at(on, "14:10")
    act(t, "approve")
    act(t, "send")


def taken_on(t: Telling, on: int, *, to: str = HOMES, **told: Any) -> Story:
    """Sent so many days before, acknowledged the day after, decided six days after."""
    yield from sent(t, on, to=to, **told)
    yield t.at(on - 1, "09:20")
    act(t, "acknowledge")
    yield t.at(on - 6, "11:40")
    act(t, "decide")


def in_service(t: Telling, on: int, **told: Any) -> Story:
    yield from taken_on(t, on, **told)
    yield t.at(on - 12, "13:00")
    act(t, "begin_service")


def to_write(t: Telling) -> Story:
    yield from begun(t, 1)


def to_approve(t: Telling) -> Story:
    yield from written(t, 1)


def to_send(t: Telling) -> Story:
    yield from written(t, 1)
    yield t.at(1, "14:10")
    act(t, "approve")


def just_sent(t: Telling) -> Story:
    yield from sent(t, 0)


def not_acknowledged(t: Telling) -> Story:
    yield from sent(t, 9)


def to_decide(t: Telling) -> Story:
    yield from sent(t, 3)
    yield t.at(2, "09:20")
    act(t, "acknowledge")


def not_decided(t: Telling) -> Story:
    """The contact there was asked once, and it is still not decided."""
    yield from sent(t, 24)
    yield t.at(23, "09:20")
    act(t, "acknowledge")
    yield from telling.once_open(t, "ask_them", 14, "14:45")
    act(t, "ask_them", said="Their meeting is on Thursday; they decide then.")


def asked_for_more(t: Telling) -> Story:
    yield from sent(t, 5)
    yield t.at(4, "09:20")
    act(t, "acknowledge")
    yield t.at(1, "11:40")
    act(t, "decide", decision="MORE_INFO", note="Does he need an interpreter?")


def declined(t: Telling, *, then: bool = False) -> Story:
    on = 40 if then else 4
    yield from sent(t, on)
    yield t.at(on - 1, "09:20")
    act(t, "acknowledge")
    yield t.at(on - 3, "11:40")
    act(t, "decide", decision="DECLINE", decline_code="NO_CAPACITY", note="From spring again.")
    if then:
        yield t.at(on - 5, "15:20")
        act(t, "close")


def declined_and_closed(t: Telling) -> Story:
    yield from declined(t, then=True)


def redirected(t: Telling) -> Story:
    yield from sent(t, 8)
    yield t.at(7, "09:20")
    act(t, "acknowledge")
    yield t.at(4, "11:40")
    act(t, "decide", decision="REDIRECT", note="The county's own tenancy team has his estate.")


def accepted(t: Telling) -> Story:
    yield from taken_on(t, 9)


def not_started(t: Telling) -> Story:
    yield from taken_on(t, 45)


def at_the_programme(t: Telling) -> Story:
    yield from in_service(t, 30, to=CHANGE)


def feedback_overdue(t: Telling) -> Story:
    yield from in_service(t, 52)


def completed(t: Telling) -> Story:
    yield from in_service(t, 55, to=CHANGE)
    yield t.at(28, "16:00")
    act(t, "report")
    yield t.at(3, "16:00")
    act(t, "report", progress="COMPLETED", sessions="12")


def left_the_programme(t: Telling) -> Story:
    """An order required it: whoever made it is told the same day."""
    yield from in_service(t, 40, to=CHANGE, takes_part="ORDERED")
    yield t.at(2, "11:00")
    act(
        t,
        "report",
        progress="DISENGAGED",
        sessions="2",
        note="He has not come for two weeks. His partner says that he moved out.",
        behind_the_wall="yes",
    )
    act(t, "tell_order")


def ended_by_the_agency(t: Telling) -> Story:
    yield from in_service(t, 36)
    yield t.at(3, "12:10")
    act(
        t,
        "report",
        progress="WITHDRAWN",
        sessions="3",
        note="We have nobody for this any more.",
    )


def recalled(t: Telling) -> Story:
    yield from sent(t, 6)
    yield t.at(5, "10:00")
    running = Intervention.objects.get(case=t.case, kind="referral", finished=None)
    reason = "It was meant for another agency."
    actions.cancel(intervention=running, by=t.unit["manager"], reason=reason)
    yield t.at(4, "10:00")
    act(t, "assess_breach")
    yield t.at(4, "15:30")
    act(t, "confirm_deletion")


def not_sent(t: Telling) -> Story:
    yield from written(t, 20)
    yield t.at(19, "09:00")
    running = Intervention.objects.get(case=t.case, kind="referral", finished=None)
    reason = "He found a place himself."
    actions.cancel(intervention=running, by=t.unit["supervisor"], reason=reason)


STORIES: tuple[Callable[[Telling], Story], ...] = (
    just_sent,
    not_acknowledged,
    at_the_programme,
    left_the_programme,
    declined,
    asked_for_more,
    to_approve,
    to_send,
    to_decide,
    not_decided,
    accepted,
    not_started,
    feedback_overdue,
    completed,
    recalled,
    declined_and_closed,
    to_write,
    not_sent,
    redirected,
    ended_by_the_agency,
)
PARTS: tuple[Part, ...] = tuple(Part((story,), adopted=70, quiet=0) for story in STORIES)
