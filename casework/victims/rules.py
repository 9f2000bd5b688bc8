"""The numbers of an offer of support and the times that follow from them (domain: section 2e).

Local defaults that a force may set, but for the two working days to refer, which are those of the
Victims' Code. Instants are aware; days are counted in Europe/London with the bank holidays of the
force's nation.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from casework.cases.models import Band, Case
from casework.clocks import Counting, Deadline, Nation
from casework.core.policy import number
from casework.deadlines import (
    DeadlineRule,
    Told,
    calendar_days,
    expiry,
    hours,
    hours_before,
    working_days,
)
from casework.people.models import Person
from casework.people.queries import age_on
from casework.victims.models import (
    AdvocateNotice,
    Rung,
    SafeContact,
    SupportOffer,
    SupportOfferState,
)

CODE = "guidance"  # Code of Practice for Victims of Crime, right 4: referral in two working days
HIGH = (Band.HIGH, Band.VERY_HIGH)

CONSIDER = working_days("support.consider_within_working_days", 2, source="local")
OFFER = working_days("support.offer_within_working_days", 2, source="local")
DECIDE = working_days("support.decide_within_working_days", 1, source="local")
HIGH_WITHIN = hours("support.high_risk_within_hours", 24, source="local")
REFER = working_days("support.refer_within_working_days", 2, source=CODE)
RECEIVE = working_days("support.receive_within_working_days", 2, source=CODE)
RECEIVE_HIGH = hours("support.receive_high_risk_within_hours", 24, source="local")
FEEDBACK = working_days("support.contact_within_working_days", 5, source="local")
TRIES = number("support.tries_before_unable", 3, unit="tries", source="local")
TRIES_APART = hours("support.hours_between_tries", 4, source="local")
ENGAGE = working_days("support.engage_within_working_days", 10, source="local")
GOES_ON = working_days("support.ask_whether_it_goes_on_working_days", 60, source="local")
CHASE_MANAGER = working_days("support.chase_manager_after_working_days", 1, source="local")
CHASE_CHAIR = working_days("support.chase_chair_after_working_days", 10, source="local")
CALL = working_days("support.ask_service_within_working_days", 1, source="local")
SAFEGUARD = calendar_days(
    "support.safeguard_within_days", 1, source="local", counting=Counting.BEGINNING_WITH
)
SAFEGUARD_UNDER = number("support.safeguard_under_years", 18, unit="years", source="local")
# Below this age nobody is offered an advocate: children's social care leads (statutory DA: 16+).
OFFERED_FROM = number("support.offered_from_years", 16, unit="years", source="DA Act 2021 s.1")
OPEN_FOR = number("support.safe_contact_open_minutes", 15, unit="minutes", source="local")
CLEARED_FOR = hours("support.cleared_for_hours", 24, source="local")
TELL_WITHIN = hours("support.tell_advocate_within_hours", 24, source="local")
TELL_AHEAD = hours_before("support.tell_advocate_hours_ahead", 1, source="local")

expiry(
    name="support.clearance",
    title="Clearance to open a safe contact",
    record="victims.Clearance",
    ends="until",
    told=Told.NOBODY,
    lasts=(CLEARED_FOR,),
    why="An officer who still needs it is cleared again.",
)


def is_high(case: Case) -> bool:
    """Whether the case's latest assessment says high or very high."""
    latest = case.assessments.first()
    return latest is not None and latest.band in HIGH


def needs_safeguarding(victim: Person, on: date | None = None) -> bool:
    """Whether the person is 16 or 17, so that a safeguarding referral is made as well."""
    age = age_on(victim, on)
    return age is not None and OFFERED_FROM.value <= age < SAFEGUARD_UNDER.value


def is_a_child(victim: Person, on: date | None = None) -> bool:
    """Whether the person is too young to be offered an advocate."""
    age = age_on(victim, on)
    return age is not None and age < OFFERED_FROM.value


def nation_of(offer: SupportOffer) -> Nation:
    return Nation(offer.case.force.nation)


def by_risk(offer: SupportOffer, usual: DeadlineRule, *, since: datetime) -> Deadline:
    """In 24 hours where the risk is high, else in so many working days."""
    rule = HIGH_WITHIN if is_high(offer.case) else usual
    return rule.due(since, nation_of(offer))


def same_day(offer: SupportOffer, since: datetime) -> Deadline:
    """The end of the day on which it began."""
    return SAFEGUARD.due(since, nation_of(offer))


def refer_due(offer: SupportOffer, *, since: datetime) -> Deadline:
    """The same day where the risk is high, else in two working days."""
    if is_high(offer.case):
        return same_day(offer, since)
    return REFER.due(since, nation_of(offer))


def service_due(offer: SupportOffer) -> Deadline:
    """By when the service should have done what it is asked next."""
    nation = nation_of(offer)
    if offer.state == SupportOfferState.REFERRED:
        rule = RECEIVE_HIGH if offer.high_risk else RECEIVE
        return rule.due(_at(offer.referred_at), nation)
    if offer.state == SupportOfferState.RECEIVED:
        return FEEDBACK.due(_at(offer.received_at), nation)
    if offer.state == SupportOfferState.CONTACTED:
        return ENGAGE.due(_at(offer.contacted_at), nation)
    return GOES_ON.due(timezone.now(), nation)


def rung_at(offer: SupportOffer, rung: Rung) -> datetime:
    """When the chase ladder reaches this rung: at the due time, a day later, ten days later."""
    due_at = service_due(offer).due_at
    later = {Rung.MANAGER: CHASE_MANAGER, Rung.CHAIR: CHASE_CHAIR}
    if rung not in later:
        return due_at
    return later[rung].due(due_at, nation_of(offer)).due_at


def call_due(offer: SupportOffer) -> Deadline:
    """By when somebody at a silent service is asked."""
    return CALL.due(timezone.now(), nation_of(offer))


def tell_due(notice: AdvocateNotice) -> Deadline:
    """Before the planned act, by an hour; within a day where no time is known."""
    nation = nation_of(notice.offer)
    if notice.planned_for is None:
        return TELL_WITHIN.due(notice.asked_at, nation)
    return TELL_AHEAD.due(notice.planned_for, nation)


def tries_used_up(offer: SupportOffer) -> bool:
    """Whether the advocate has tried often enough."""
    return offer.tries.count() >= TRIES.value


def too_soon(offer: SupportOffer, at: datetime) -> bool:
    """Whether a try at `at` (aware) is too near the last one to count as another."""
    last = offer.tries.last()
    return last is not None and at < TRIES_APART.due(last.at, nation_of(offer)).due_at


def holds_a_safe_way(victim: Person) -> bool:
    """Whether a way that is safe is recorded now. What it is, nobody learns from this."""
    latest = SafeContact.objects.filter(victim=victim).first()
    return latest is not None and not latest.stopped


def _at(moment: datetime | None) -> datetime:
    return moment or timezone.now()
