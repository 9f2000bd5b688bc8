"""The numbers and limits of an order, and the times that follow (domain: sections 2.0 and 2i).

Instants are aware; days are local dates of Europe/London. A number whose source is a statute is
the law's and only followed here.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from casework.accounts.models import Force
from casework.cases.models import Case
from casework.clocks import Counting, Deadline
from casework.core.errors import Refused
from casework.core.policy import number
from casework.deadlines import (
    DeadlineRule,
    Told,
    calendar_days,
    days_before,
    expiry,
    hours,
    months_beginning_with,
)
from casework.enforcement.orders.models import Order, OrderState, Regime, RegimeSwitch
from casework.enforcement.orders.regimes import Power, law
from casework.people.models import Person
from casework.people.queries import age_on
from casework.ui.times import latest, short_date

DAA, CSA, SPA = "Domestic Abuse Act 2021", "Crime and Security Act 2010", "Stalking Protection Act"
PACE = "Police and Criminal Evidence Act 1984"
ADULT_FROM = number("order.adult_from_years", 18, unit="years", source=DAA)
PROTECTED_FROM = number("order.protected_from_years", 16, unit="years", source=DAA)
HEARING_WITHIN = hours("order.hearing_within_hours", 48, source=DAA, disregards=True)
NOTIFY_WITHIN = calendar_days(
    "order.notify_within_days", 3, source=DAA, counting=Counting.BEGINNING_WITH
)
DVPO_SHORTEST = calendar_days(
    "order.dvpo_shortest_days", 14, source=CSA, counting=Counting.BEGINNING_WITH
)
DVPO_LONGEST = calendar_days(
    "order.dvpo_longest_days", 28, source=CSA, counting=Counting.BEGINNING_WITH
)
SPO_SHORTEST = months_beginning_with("order.spo_shortest_months", 24, source=SPA)
TAG_LONGEST = months_beginning_with("order.tag_longest_months", 12, source=DAA)
BAIL_CUSTODY = months_beginning_with("order.bail_custody_officer_months", 3, source=PACE)
BAIL_INSPECTOR = months_beginning_with("order.bail_inspector_months", 6, source=PACE)
BAIL_SUPERINTENDENT = months_beginning_with("order.bail_superintendent_months", 9, source=PACE)
COURT_WITHIN = hours("order.court_after_arrest_hours", 24, source=CSA)
BREACH_WITHIN = hours("order.breach_recorded_within_hours", 24, source="local")
WARN_DAYS = (
    days_before("order.first_warning_days_before_end", 28, source="local"),
    days_before("order.second_warning_days_before_end", 14, source="local"),
    days_before("order.last_warning_days_before_end", 7, source="local"),
)
# Who may give pre-charge bail, and for how many months in all; a court without a limit here.
BAIL_LIMITS = {
    "CUSTODY_OFFICER": BAIL_CUSTODY,
    "INSPECTOR": BAIL_INSPECTOR,
    "SUPERINTENDENT": BAIL_SUPERINTENDENT,
    "COURT": None,
}
BAIL_GIVERS = {
    "CUSTODY_OFFICER": "A custody officer",
    "INSPECTOR": "An inspector",
    "SUPERINTENDENT": "A superintendent",
    "COURT": "A magistrates' court",
}

expiry(
    name="order",
    title="Protective order",
    record="orders.Order",
    ends="ends_on",
    told=Told.TASK,
    lasts=(DVPO_LONGEST, *(each for each in BAIL_LIMITS.values() if each)),
    chosen=True,
    alerts=WARN_DAYS,
    steps=("order.renew",),
)
expiry(
    name="order.notification",
    title="Telling the police of name and address",
    record="orders.Order",
    ends="notification_by",
    told=Told.TASK,
    lasts=(NOTIFY_WITHIN,),
    proof="notification_proof",
    steps=("order.notify",),
)
expiry(
    name="order.tag",
    title="Electronic tag",
    record="orders.Term",
    ends="until",
    told=Told.NOBODY,
    lasts=(TAG_LONGEST,),
    chosen=True,
    why="It is a term of the order, which is watched as long as it stands.",
)


# --- where and for whom -------------------------------------------------------------------------


def is_live(regime: str, force: Force, on: date | None = None) -> bool:
    """Whether a regime is live in a force on a local date, today unless told.

    The latest row that two people entered decides; without one, the day from which the law has
    been in force everywhere. In another nation than the law's it never is.
    """
    day, found = on or timezone.localdate(), law(regime)
    if force.nation not in found.nations:
        return False
    switch = RegimeSwitch.objects.filter(
        force=force, regime=regime, starts_on__lte=day, confirmed_at__isnull=False
    ).first()
    if switch is not None:
        return switch.live
    return found.live_since is not None and found.live_since <= day


def check_live(regime: str, force: Force, on: date | None = None) -> None:
    """Raise Refused where the regime is not live in the force on that day."""
    if not is_live(regime, force, on):
        raise Refused(
            f"{Regime(regime).label} is not in use in this force on "
            f"{short_date(on or timezone.localdate())}. Choose another order."
        )


def check_subject(case: Case, regime: str, on: date | None = None) -> None:
    """Raise Refused where the law is for adults and the person is not known to be one."""
    if not law(regime).adult_only:
        return
    age = age_on(case.person, on)
    if age is None:
        raise Refused(
            "The date of birth is not known. This order is only for people of 18 or over."
        )
    if age < ADULT_FROM.value:
        raise Refused(
            "This person is under 18, so this notice or order cannot be given. "
            "Refer to youth justice and safeguarding."
        )


def check_protected(person: Person | None, regime: str, on: date | None = None) -> None:
    """Raise Refused where the law asks for a protected person of 16 or over and this one is not."""
    if person is None or not law(regime).victim_16:
        return
    age = age_on(person, on)
    if age is not None and age < PROTECTED_FROM.value:
        raise Refused(
            "Whoever it protects must be 16 or over. A child is protected by children's services "
            "and the family court."
        )


# --- clocks -------------------------------------------------------------------------------------


def hearing_deadline(case: Case, served_at: datetime) -> Deadline:
    """By when the court must hear it after a notice was served at `served_at`. Source: law."""
    return HEARING_WITHIN.due(served_at, case.force.nation)


def notification_deadline(case: Case, served_at: datetime) -> Deadline:
    """By when they must have notified the police: days beginning with service. Source: law."""
    return NOTIFY_WITHIN.due(served_at, case.force.nation)


def breach_deadline(case: Case, reported_at: datetime) -> Deadline:
    """By when a breach is recorded as a crime and the arrest is graded."""
    return BREACH_WITHIN.due(reported_at, case.force.nation)


def court_by(order: Order, *, of_notice: bool, arrested_at: datetime) -> datetime | None:
    """By when somebody arrested must be in court, where the law sets 24 hours; else None."""
    regime = order.notice if of_notice else order.regime
    bail = (Regime.PRE_CHARGE_BAIL,)
    if law(regime).power != Power.ARREST_TO_COURT or regime in bail:
        return None
    return COURT_WITHIN.due(arrested_at, order.case.force.nation).due_at


def owed_after_service(order: Order, at: datetime) -> str:
    """The state an order served at `at` is in: what the person owes the police decides."""
    if not law(order.regime).notify or order.undertaking:
        return OrderState.SERVED
    if order.notified_at is not None:
        return OrderState.NOTIFIED
    if order.notification_by is not None and order.notification_by < at:
        return OrderState.OVERDUE
    return OrderState.NOTIFICATION_DUE


# --- how long -----------------------------------------------------------------------------------


def last_day_of(rule: DeadlineRule, starts_on: date, nation: str) -> date:
    """The last of the months or days of a rule that begin with `starts_on`."""
    return rule.last_day(timezone.make_aware(datetime.combine(starts_on, time(12))), nation)


def check_period(
    regime: str, *, nation: str, starts_on: date, ends_on: date | None, given_by: str = ""
) -> None:
    """Raise Refused where the law does not allow so short or so long."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day must not lie before the first.")
    if ends_on is None:
        if not law(regime).open_ended or regime == Regime.DVPO:
            raise Refused("This order always has a last day. Enter it.")
        return
    if regime == Regime.DVPO:
        _check_dvpo(starts_on, ends_on, nation)
    if regime == Regime.SPO and ends_on < last_day_of(SPO_SHORTEST, starts_on, nation):
        raise Refused("A stalking protection order lasts at least 2 years, or until further order.")
    if regime == Regime.PRE_CHARGE_BAIL:
        _check_bail(starts_on, ends_on, given_by, nation)


def _check_dvpo(starts_on: date, ends_on: date, nation: str) -> None:
    first, last = (last_day_of(each, starts_on, nation) for each in (DVPO_SHORTEST, DVPO_LONGEST))
    if not first <= ends_on <= last:
        shortest, longest = ((each - starts_on).days + 1 for each in (first, last))
        raise Refused(
            f"A DVPO lasts from {shortest} to {longest} days. "
            f"These are {(ends_on - starts_on).days + 1}."
        )


def _check_bail(starts_on: date, ends_on: date, given_by: str, nation: str) -> None:
    if given_by not in BAIL_LIMITS:
        raise Refused("Say who gave bail for so long.")
    limit = BAIL_LIMITS[given_by]
    if limit is not None and ends_on > (last := last_day_of(limit, starts_on, nation)):
        until = short_date(last)
        raise Refused(f"{BAIL_GIVERS[given_by]} may give bail until {until} and no longer.")


def check_may_be_longer(order: Order, ends_on: date | None) -> None:
    """Raise Refused where the order may not be made longer: a DVPO never is."""
    longer = ends_on is None or (order.ends_on is not None and ends_on > order.ends_on)
    if longer and not order.open_ended and not law(order.regime).extendable:
        raise Refused("This order cannot be made longer. Consider another order.")


# --- its end ------------------------------------------------------------------------------------


def end_of(order: Order) -> datetime | None:
    """The instant after its last day, or None until further order."""
    if order.ends_on is None:
        return None
    midnight = datetime.combine(order.ends_on + timedelta(days=1), time.min)
    return timezone.make_aware(midnight)


def warnings(order: Order) -> list[tuple[datetime, int]]:
    """The rungs of the ladder before its last day: when, and how many days; first ones first.

    A rung that had passed before the order was made is none.
    """
    if order.ends_on is None or order.made_at is None:
        return []
    nation = order.case.force.nation
    last_day = timezone.make_aware(datetime.combine(order.ends_on, time.min))
    found = [(each.due(last_day, nation).due_at, each.amount_in(nation)) for each in WARN_DAYS]
    return [(at, days) for at, days in found if at > order.made_at]


def next_warning(order: Order) -> tuple[datetime, int] | None:
    """The first rung nobody has answered; none once it was decided to let the order end."""
    if order.renewal == "LET_END":
        return None
    answered = order.warned_at_days
    left = (each for each in warnings(order) if answered is None or each[1] < answered)
    return next(left, None)


def rung_due(order: Order, at: datetime) -> int:
    """The rung that has come at `at`, in days before the end; more days than any before that."""
    come = [days for moment, days in warnings(order) if moment <= at]
    return min(come, default=WARN_DAYS[0].amount_in(order.case.force.nation))


def covers(order: Order, at: datetime) -> bool:
    """Whether the notice or the order bound the person at `at`, served or not."""
    day = timezone.localdate(at)
    if order.made_at is not None and order.starts_on is not None:
        ended = order.ends_on is not None and day > order.ends_on
        over = order.ended_at is not None and at > order.ended_at
        if order.starts_on <= day and not ended and not over:
            return True
    return in_notice(order, at)


def in_notice(order: Order, at: datetime) -> bool:
    """Whether it was the notice that bound the person at `at`."""
    served = order.notice_served_at
    if served is None or at.replace(second=59, microsecond=999999) < served:
        return False
    over = [x for x in (order.notice_lapsed_at, order.made_at, order.ended_at) if x is not None]
    return not over or at < min(over)


def hearing_words(order: Order) -> str:
    """By when the court must hear it, in words; empty where no notice holds."""
    if not order.notice_holds or order.hearing_by is None:
        return ""
    return f"The court must hear it by {latest(order.hearing_by)}."
