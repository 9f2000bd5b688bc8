"""Surveillance authorities: what the register holds of one person, and one that runs now.

While it runs, contact with the person is cleared by nobody, and no page of the case says why: it
reads as any other hold does. So this case has an ordinary hold besides, and another case has one
and no authority.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.accounts.actions import create_user, grant_role
from casework.accounts.models import Rank, Role
from casework.cases import actions as cases
from casework.cases.models import Band, Case
from casework.enforcement.authorities import actions as register
from casework.enforcement.authorities.models import Authority
from workflows.demonstration import telling
from workflows.demonstration.people import PASSWORD, Unit
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling

SUPERINTENDENT = "superintendent"
TOLD = "The head of the team, by phone within the hour."
STILL = "Nothing that is less intrusive has shown where he goes."


def set_up(unit: Unit) -> None:
    """A superintendent, who alone grants in writing and says who belongs to the covert unit."""
    by, reason = unit["administrator"], "Set-up of the demonstration"
    chief = create_user(
        username=SUPERINTENDENT,
        password=PASSWORD,
        first_name="Miriam",
        last_name="Stead",
        force=unit.force,
        rank=Rank.SUPERINTENDENT,
        collar_number="0210",
        by=by,
    )
    grant_role(user=chief, role=Role.AUTHORISER, force=unit.force, by=by, reason=reason)
    why = "Leads the covert unit and keeps its central record."
    register.name_to_unit(force=unit.force, by=chief, user=unit["inspector2"], reason=why)
    unit.users[SUPERINTENDENT] = chief


def newest(t: Telling) -> Authority:
    return Authority.objects.filter(case=t.case).latest("pk")


def logged(t: Telling, on: int, *, urgent: bool = False) -> Story:
    yield t.at(on, "09:05")
    number = Authority.objects.count() + 1
    register.log_application(
        case=Case.objects.get(pk=t.case.pk),
        by=t.unit["manager"],
        urn=f"URN/44/{number:04d}",
        scope_label=f"Scope {number}",
        urgent=urgent,
    )


def granted(t: Telling, on: int, *, urgent: bool = False) -> Story:
    """By an inspector where it is urgent, for 72 hours; else by a superintendent."""
    yield from logged(t, on, urgent=urgent)
    yield t.at(on, "11:35")
    officer = t.unit["inspector" if urgent else SUPERINTENDENT]
    register.grant(
        authority=newest(t),
        by=officer,
        officer=officer,
        granted_at=timezone.now(),
        effective_at=timezone.now(),
        review_on=_in(2 if urgent else 28),
    )


def goes_on(t: Telling, on: int, act: Callable[..., Any]) -> Story:
    """Reviewed, renewed or given in writing: looked at again four weeks later."""
    yield t.at(on, "15:10")
    act(authority=newest(t), by=t.unit[SUPERINTENDENT], review_on=_in(28), reason=STILL)


def stopped(t: Telling, on: int, act: Callable[..., Any], by: str = SUPERINTENDENT) -> Story:
    yield t.at(on, "16:20")
    why = "What was looked for has been found."
    act(authority=newest(t), by=t.unit[by], reason=why, told=TOLD)


def _in(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def refused(t: Telling) -> Story:
    yield from logged(t, 150)
    yield t.at(149, "10:25")
    chief, why = t.unit[SUPERINTENDENT], "A call at the address would show the same."
    register.refuse(authority=newest(t), by=chief, officer=chief, reason=why)


def urgent_and_over(t: Telling) -> Story:
    yield from granted(t, 146, urgent=True)
    yield from stopped(t, 145, register.end, by="inspector")


def lapsed(t: Telling) -> Story:
    """Nobody cancelled it in time: an incident, which the authorising officer reported on."""
    yield from granted(t, 143)
    yield from goes_on(t, 116, register.review)
    yield t.at(50, "09:40")
    register.report_lapse(
        authority=newest(t),
        by=t.unit[SUPERINTENDENT],
        report="It was to be cancelled and the form was not sent. Nothing was done after its end.",
        told=TOLD,
    )


def from_urgent_to_cancelled(t: Telling) -> Story:
    yield from granted(t, 48, urgent=True)
    yield from goes_on(t, 47, register.convert)
    yield from goes_on(t, 34, register.renew)
    yield from goes_on(t, 33, register.review)
    yield from stopped(t, 20, register.cancel)


def held_as_others_are(t: Telling) -> Story:
    """A visit that waits, for a reason that has nothing to do with the register."""
    yield from telling.visit(t, 12)
    yield t.at(11, "10:35")
    why = "He complained of the last visit; the complaint is with professional standards."
    case = Case.objects.get(pk=t.case.pk)
    cases.place_hold(case=case, by=t.unit["manager"], kind="COMPLAINT", note=why)


def live(t: Telling) -> Story:
    yield from granted(t, 9)


def risk_reviewed(t: Telling) -> Story:
    yield from telling.assessed(t, 14, Band.HIGH)


def the_register(t: Telling) -> Story:
    for story in (refused, urgent_and_over, lapsed, from_urgent_to_cancelled, live):
        yield from story(t)


ALONE = (Part((the_register, held_as_others_are, risk_reviewed), adopted=155, band=Band.HIGH),)
