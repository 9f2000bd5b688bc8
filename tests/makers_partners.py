"""Agencies and referrals for tests, walked by the real actions through the forms of their steps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from casework.partners import actions
from casework.partners.models import Agency, Pathway, Referral, Service
from tests import makers
from tests.makers_cases import make_case, people_of
from tests.makers_work import do, open_steps, open_task, safe_contact, start
from workflows.models import Intervention, Task

ALWAYS = ("NEED", "RISK_TO_STAFF")
LONG_UNTIL = date(2099, 12, 31)
# The way of a referral that goes well, each step with what is typed at it.
ORDER = (
    "check_contact",
    "write",
    "choose",
    "approve",
    "send",
    "acknowledge",
    "decide",
    "begin_service",
    "report",
)
AT_DESK = ("acknowledge", "decide", "begin_service", "report", "confirm_deletion")


def make_agency(case: Case, *, name: str = "", until: date = LONG_UNTIL) -> Agency:
    """An agency of the case's force with its own desk and an agreement in force."""
    manager = people_of(case).manager
    team = makers.make_team(force=case.force, name=name)
    agency = actions.add_agency(
        team=team,
        by=manager,
        name=name or team.name,
        spoc="Ada Field, 01632 960001",
        manager="Ben Stone, 01632 960002",
        chair="Det Supt Hill, 01632 960003",
    )
    actions.add_agreement(
        agency=agency,
        by=manager,
        reference=f"ISA/{team.pk}",
        starts_on=makers.LONG_AGO,
        expires_on=until,
    )
    return agency


def make_service(case: Case, *, pathway: str = Pathway.HOUSING, **agency: Any) -> Service:
    """A service of a new agency of the case's force."""
    return actions.add_service(
        agency=make_agency(case, **agency),
        by=people_of(case).manager,
        name="Tenancy support",
        pathway=pathway,
    )


def at_desk_of(agency: Agency, role: Role = Role.PARTNER) -> User:
    """Somebody who works at the desk of this agency."""
    team: Team = agency.team
    return makers.make_user(role, team=team)


def partner_of(referral: Referral) -> User:
    """The same person of the referral's agency each time, or a new one."""
    held = User.objects.filter(grants__team=referral.agency.team_id, grants__role=Role.PARTNER)
    return held.first() or at_desk_of(referral.agency)


def referral_of(case: Case) -> Referral:
    return Referral.objects.get(case=case)


def item(kind: str, **typed: str) -> dict[str, str]:
    """What is typed about one thing that is shared."""
    given = {"basis": "POLICING", "necessity": "To help at all."} | typed
    return {f"{part}_{kind}": text for part, text in given.items()}


def typed_at(step: str, case: Case, service: Service) -> dict[str, Any]:
    """What somebody types at a step of the way, where nothing else is said."""
    typed: dict[str, dict[str, Any]] = {
        "check_contact": safe_contact(case),
        "write": {
            "service": str(service.pk),
            "need": "A tenancy away from here",
            "urgency": "ROUTINE",
            "risk_to_staff": "Do not see him alone",
            "person_told": "That housing will ring",
            "takes_part": "AGREED",
        },
        "choose": {
            "items": [*ALWAYS, "NAME"],
            "proportionality": "He asked for help.",
            "minimum": "No address, no record of offences.",
            **item("NEED"),
            **item("RISK_TO_STAFF", basis="VITAL_INTERESTS"),
            **item("NAME", basis="GATEWAY", statute="Crime and Disorder Act 1998 s.115"),
        },
        "approve": {"decision": "APPROVE"},
        "send": {"recipient": "Ada Field", "method": "HERE"},
        "acknowledge": {"note": "Our 4711"},
        "decide": {"decision": "ACCEPT", "note": "We ring him.", "behind_the_wall": "no"},
        "begin_service": {
            "came": "yes",
            "on": timezone.localdate().isoformat(),
            "behind_the_wall": "no",
        },
        "report": {
            "progress": "IN_SERVICE",
            "sessions": "3",
            "note": "He comes.",
            "bears_on_risk": "no",
            "behind_the_wall": "no",
        },
        "ask_them": {"said": "They were short of people."},
        "close": {"effect": "SAME", "next_step": "Another agency."},
        "tell_order": {"told": "Probation, by phone."},
        "confirm_deletion": {"how": "The record and the mail."},
        "assess_breach": {"assessment": "The wrong agency read a name.", "reportable": "no"},
        "answer": {"share": "no", "reason": "It has enough."},
    }
    return typed[step]


def take_step(case: Case, step: str, **typed: Any) -> Task:
    """Do the open step as whoever may, with what is usual and `typed` besides."""
    people = people_of(case)
    referral = referral_of(case)
    if step in AT_DESK:
        by = partner_of(referral)
    elif step == "approve":
        by = people.supervisor
    elif step == "assess_breach":
        by = people.manager
    else:
        by = people.officer
    service = referral.service or Service.objects.filter(agency__force=case.force).first()
    assert service is not None
    return do(case, step, by=by, **typed_at(step, case, service) | typed)


def referral_at(step: str, case: Case | None = None, **typed: dict[str, Any]) -> Case:
    """A case whose referral has come to `step`; `typed` by step is what else was typed there."""
    case = case or make_case()
    if not Service.objects.filter(agency__force=case.force).exists():
        make_service(case)
    start("referral", case)
    for each in ORDER:
        if each == step:
            break
        take_step(case, each, **typed.get(each, {}))
    open_task(case, step)
    return case


def ended(case: Case) -> tuple[str, str]:
    """The outcome of the referral's intervention, and the state its record was left in."""
    assert open_steps(case) == []
    row = Intervention.objects.get(case=case, kind="referral")
    assert row.finished is not None
    assert not Task.objects.filter(process=row, finished=None).exists()
    return row.outcome, referral_of(case).state


def working_days_on(days: int) -> timedelta:
    """Long enough for that many working days to have passed, whatever holidays lie between."""
    return timedelta(days=days * 2 + 6)


def sent_in(team: Team, *, owner: User, partner: User) -> Referral:
    """A referral that was sent on a case of `team`, with `partner` put at the desk it went to."""
    case = referral_at("acknowledge", make_case(team=team, owner=owner))
    referral = referral_of(case)
    makers.give_role(partner, Role.PARTNER, team=referral.agency.team)
    return referral
