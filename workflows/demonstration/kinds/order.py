"""What the demonstration tells of protective orders: one short story for each end and each wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from casework.accounts.actions import create_user, grant_role
from casework.accounts.models import Rank, Role
from casework.enforcement.orders import actions as orders
from casework.enforcement.orders.models import Regime
from workflows import actions
from workflows.demonstration import telling
from workflows.demonstration.answers import open_task
from workflows.demonstration.people import PASSWORD, Unit
from workflows.demonstration.stage import Story
from workflows.demonstration.stories import Part
from workflows.demonstration.telling import Telling
from workflows.demonstration.telling_orders import (
    TO_COURT,
    TO_NOTICE,
    act,
    along,
    begun,
    heard,
    in_use,
    listed,
    made,
    order_of,
    terms,
)

SERGEANT = "working_sergeant"


def set_up(unit: Unit) -> None:
    """A sergeant who leads and does an officer's work besides, as in most small units."""
    by, reason = unit["administrator"], "Set-up of the demonstration"
    sergeant = create_user(
        username=SERGEANT,
        password=PASSWORD,
        first_name="Owen",
        last_name="Thrale",
        force=unit.force,
        rank=Rank.SERGEANT,
        collar_number="1377",
        by=by,
    )
    for role in (Role.SUPERVISOR, Role.OFFICER):
        grant_role(user=sergeant, role=role, force=unit.force, team=unit.team, by=by, reason=reason)
    unit.users[SERGEANT] = sergeant


def to_consider(t: Telling) -> Story:
    yield from telling.started(t, "order", 0, "08:30")
    in_use(t)


def to_agree(t: Telling) -> Story:
    yield from begun(t, 0, Regime.DAPN)


def not_pursued(t: Telling) -> Story:
    yield from begun(t, 30, Regime.DAPO)
    yield t.at(30, "09:30")
    act(t, "agree", decision="DROP", reason="Bail already keeps him away from her.")


def refused_after_one_not_pursued(t: Telling) -> Story:
    """Her safety was planned again, so nothing is left to do."""
    yield from not_pursued(t)
    yield from begun(t, 22, Regime.DAPO)
    yield from along(t, 22, TO_COURT[1:])
    yield from listed(t, 21, "11:00", hearing=(15, "10:00"))
    yield from heard(t, 15, "REFUSED")
    yield from along(t, 15, ("tell_victim",), first=15)


def notice_to_give(t: Telling) -> Story:
    yield from begun(t, 0, Regime.DAPN)
    yield from along(t, 0, TO_NOTICE[1:4])


def notice_given(t: Telling) -> Story:
    """Served last night: the hearing clock runs."""
    yield from begun(t, 1, Regime.DAPN)
    yield from along(t, 1, TO_NOTICE[1:])


def notice_dead(t: Telling) -> Story:
    """On the morning of the alert a sergeant asked the court, which still had no time for it."""
    yield from begun(t, 9, Regime.DAPN)
    yield from along(t, 9, TO_NOTICE[1:])
    yield from telling.once_open(t, "get_listed", 8, "07:40")
    act(t, "get_listed", note="Rang the court office; the duty clerk rings back.")


def to_list(t: Telling) -> Story:
    yield from begun(t, 2, Regime.DAPO)
    yield from along(t, 2, TO_COURT[1:])


def to_hear(t: Telling) -> Story:
    yield from to_list(t)
    yield from listed(t, 1, "11:00", hearing=(-3, "10:00"))


def adjourned(t: Telling) -> Story:
    yield from begun(t, 14, Regime.DAPO)
    yield from along(t, 14, TO_COURT[1:])
    yield from listed(t, 12, "11:00", hearing=(6, "10:00"))
    yield from heard(t, 6, "ADJOURNED")


def withdrawn(t: Telling) -> Story:
    yield from begun(t, 28, Regime.DAPO)
    yield from along(t, 28, TO_COURT[1:])
    yield from listed(t, 27, "11:00", hearing=(21, "10:00"))
    yield from heard(t, 21, "WITHDRAWN")
    yield from along(t, 21, ("tell_victim",), first=15)


def refused(t: Telling) -> Story:
    """Refused yesterday: her safety is to be planned again today."""
    yield from begun(t, 8, Regime.DAPO)
    yield from along(t, 8, TO_COURT[1:])
    yield from listed(t, 7, "11:00", hearing=(1, "10:00"))
    yield from heard(t, 1, "REFUSED")


def to_serve(t: Telling) -> Story:
    yield from begun(t, 8, Regime.DAPO)
    yield from along(t, 8, TO_COURT[1:])
    yield from listed(t, 7, "11:00", hearing=(1, "10:00"))
    yield from heard(t, 1, "MADE")


def notification_due(t: Telling) -> Story:
    yield from made(t, 1)


def notification_overdue(t: Telling) -> Story:
    yield from made(t, 8)


def notified(t: Telling) -> Story:
    yield from made(t, 20)
    yield from along(t, 19, ("notify",))


def ends_soon(t: Telling) -> Story:
    yield from made(t, 20, days=44)
    yield from along(t, 19, ("notify",))


def expired(t: Telling) -> Story:
    yield from made(t, 40, days=14)
    yield from along(t, 39, ("notify",))
    yield t.at(24, "09:00")
    for step in ("cancel_circulation", "tell_victim"):
        act(t, step)


def handed_over_after_one_expired(t: Telling) -> Story:
    yield from expired(t)
    yield from made(t, 12)
    yield from along(t, 11, ("notify",))
    yield t.at(3, "16:30")
    sergeant, task = t.unit[SERGEANT], open_task(t.case, "watch")
    actions.assign(task=task, to=sergeant, by=sergeant)
    whom, why = "The team for registered offenders", "He is on the register since this week."
    t.do("watch", by=sergeant, what="HANDED_OVER", handed_to=whom, note=why)


def changed(t: Telling, what: str) -> Story:
    yield from made(t, 45)
    yield from along(t, 44, ("notify",))
    yield t.at(2, "16:00")
    more = terms(t, 400) if what != "DISCHARGED" else {}
    act(t, "watch", what=what, note="By the court's letter of that day.", **more)


def varied(t: Telling) -> Story:
    yield from changed(t, "VARIED")


def renewed(t: Telling) -> Story:
    yield from changed(t, "RENEWED")


def discharged(t: Telling) -> Story:
    yield from changed(t, "DISCHARGED")
    yield from along(t, 1, ("cancel_circulation", "tell_victim"))


def received(t: Telling) -> Story:
    """A family court's order that came by post."""
    yield from begun(t, 16, Regime.NON_MOLESTATION)
    yield t.at(16, "10:00")
    day = (t.today - timedelta(days=19)).isoformat()
    act(
        t,
        "receive",
        court="Eastbrook Family Court",
        made_on=day,
        received_on=(t.today - timedelta(days=16)).isoformat(),
        **terms(t, 180),
    )
    yield t.at(16, "11:00")
    act(t, "serve_order", method="BY_OTHERS", server="A process server")
    yield from along(t, 16, ("circulate", "tell_victim"), first=12)


def in_force(t: Telling) -> Story:
    yield from made(t, 30)
    yield from along(t, 29, ("notify",))


def broken(t: Telling, on: int) -> Story:
    yield t.at(on, "07:30")
    orders.report_breach(
        order=order_of(t),
        by=t.officer,
        happened_at=timezone.now() - timedelta(hours=9),
        what="A neighbour saw him at her gate after ten at night.",
    )


def breach_reported(t: Telling) -> Story:
    yield from in_force(t)
    yield from broken(t, 0)


def breach_to_arrest(t: Telling) -> Story:
    yield from in_force(t)
    yield from broken(t, 1)
    yield from along(t, 1, ("breach",), first=8)


def breaches_dealt_with(t: Telling) -> Story:
    """Three, and what came of each: nobody arrested and nothing further, dealt with, charged."""
    yield from in_force(t)
    yield from broken(t, 26)
    yield t.at(26, "08:20")
    why = "He was at a hostel thirty miles away, on its cameras."
    act(t, "breach", arrest="NONE", no_arrest_reason=why)
    yield t.at(26, "09:10")
    act(t, "no_arrest", decision="AGREE", reason="The cameras were seen; it was somebody else.")
    yield t.at(25, "10:30")
    act(t, "breach_outcome", outcome="NFA", note="The witness could not say who it was.")
    came_of_it = {
        19: ("COURT_DEALT", "Dealt with the next morning: fourteen days, suspended."),
        12: ("CHARGED", "Charged and remanded."),
    }
    for on, (outcome, note) in came_of_it.items():
        yield from broken(t, on)
        yield from along(t, on, ("breach", "arrest"), first=8)
        yield t.at(on - 1, "11:15")
        act(t, "breach_outcome", outcome=outcome, note=note)


STORIES: tuple[Callable[[Telling], Story], ...] = (
    breach_reported,
    breach_to_arrest,
    breaches_dealt_with,
    notification_overdue,
    notification_due,
    notified,
    ends_soon,
    handed_over_after_one_expired,
    varied,
    renewed,
    discharged,
    received,
    to_serve,
    refused,
    withdrawn,
    adjourned,
    to_hear,
    to_list,
    notice_dead,
    notice_given,
    notice_to_give,
    refused_after_one_not_pursued,
    to_agree,
    to_consider,
)
PARTS: tuple[Part, ...] = tuple(Part((story,), adopted=70, quiet=0) for story in STORIES)
