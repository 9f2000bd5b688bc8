"""When the record of an ended case is reviewed, and from when somebody is told of it.

Source of the periods: the working table in domain section 5.5, which is unverified against the
current APP "Review, retention and disposal"; a force sets its own by versions of the rules.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from casework.cases.models import Case, State
from casework.clocks import Deadline, Source
from casework.core.policy import number
from casework.deadlines import DeadlineRule, Told, days_before, expiry, months_beginning_with
from casework.people.models import Person
from casework.retention.models import Group, Retention

APP = "APP Review, retention and disposal (unverified)"


def _months(name: str, default: int) -> DeadlineRule:
    return months_beginning_with(name, default, source=APP, tag=Source.GUIDANCE)


_GROUP_1 = _months("retention.group_1_review_months", 120)
_GROUP_4 = months_beginning_with("retention.group_4_kept_months", 72, source="local")
# From the start of the clear period to the first review.
CLEAR = {
    Group.PUBLIC_PROTECTION: _GROUP_1,
    Group.SERIOUS: _months("retention.group_2_clear_months", 120),
    Group.OTHER: _months("retention.group_3_clear_months", 72),
    Group.BY_TIME: _GROUP_4,
}
# From a review that kept it to the next one.
AGAIN = {
    Group.PUBLIC_PROTECTION: _GROUP_1,
    Group.SERIOUS: _months("retention.group_2_review_months", 120),
    Group.OTHER: _months("retention.group_3_review_months", 60),
    Group.BY_TIME: _GROUP_4,
}
# Group 1 is looked at every ten years, whatever happens: a new event never puts that off.
HAVE_A_CLEAR_PERIOD = (Group.SERIOUS, Group.OTHER, Group.BY_TIME)
# Kept until the person would be so old.
GROUP_1_UNTIL = number("retention.group_1_until_age_years", 100, unit="years", source=APP)

# Each is told once for each due time, the first one first.
ALERTS = (
    days_before("retention.first_alert_days_before", 90, source="local"),
    days_before("retention.second_alert_days_before", 28, source="local"),
)

expiry(
    name="retention",
    title="Retention review",
    record="retention.Retention",
    ends="review_due_at",
    told=Told.REGISTER,
    lasts=(
        CLEAR[Group.PUBLIC_PROTECTION],
        CLEAR[Group.SERIOUS],
        AGAIN[Group.SERIOUS],
        CLEAR[Group.OTHER],
        AGAIN[Group.OTHER],
        CLEAR[Group.BY_TIME],
    ),
    alerts=ALERTS,
    proof="due_proof",
)

_WHY = {
    State.CLOSED: "Chosen by the manager (DI) who closed the case.",
    State.NOT_ADOPTED: "The case was not adopted, so nobody chose a group. "
    "What was decided is kept for the time of group 4, and then somebody looks.",
    State.TRANSFERRED_OUT: "Another force has the case and reviews it. "
    "What stays here is kept for the time of group 4, and then somebody looks.",
}


def group_of(case: Case) -> tuple[Group, str]:
    """The group of a case that has just ended, and why.

    A closed case has the one its manager chose. One that was not adopted, or that another force
    has taken over, has group 4: nobody here decided what kind of record it is, so it is kept for
    a fixed time and no longer without a person looking [DESIGN]. A review may change it.
    """
    state = State(case.state)
    chosen = Group(case.retention_group) if state == State.CLOSED else Group.BY_TIME
    return chosen, _WHY[state]


def last_notice(person: Person) -> datetime | None:
    """When the person last came to notice: the newest time a record names them as a suspect was
    reported, or where that is not known happened; never later than now."""
    known = person.incidents_as_suspect.aggregate(at=Max(Coalesce("reported_at", "offence_from")))
    found: datetime | None = known["at"]
    return min(found, timezone.now()) if found else None


def clear_from(case: Case) -> datetime:
    """From when the clear period of an ended case runs: its end, or a notice later than that."""
    assert case.ended_at is not None
    return max(case.ended_at, last_notice(case.person) or case.ended_at)


def next_review(
    group: str, *, clear_from: datetime, kept_at: datetime | None, nation: str
) -> Deadline:
    """When a record of the group is reviewed next, on the calendar of the nation.

    Without a review (`kept_at` None) at the end of the clear period; after one at the end of the
    time until the next, but never before the clear period is over. Both instants are aware.
    """
    first = CLEAR[Group(group)].due(clear_from, nation)
    if kept_at is None:
        return first
    again = AGAIN[Group(group)].due(kept_at, nation)
    if group not in HAVE_A_CLEAR_PERIOD:
        return again
    return max(first, again, key=lambda each: each.due_at)


def alerts_due(row: Retention, at: datetime) -> list[int]:
    """How many days before the review each warning stands whose time has come at the instant."""
    nation = row.case.force.nation
    due_at = row.review_due_at
    return [each.amount_in(nation) for each in ALERTS if at >= each.due(due_at, nation).due_at]


def looked_at_until(at: datetime) -> datetime:
    """No review due after this is told of at the aware instant `at`; the alerts decide which is."""
    return at + timedelta(days=1 + max(ALERTS[0].amounts()))


def told_from(row: Retention) -> datetime:
    """From when the register tells of the next review; it may be decided on from then."""
    return ALERTS[0].due(row.review_due_at, row.case.force.nation).due_at


def kept_until(person: Person) -> date | None:
    """The local day until which a record of group 1 is kept; None without a date of birth.

    For somebody born on 29 February it is 1 March where the year has none.
    """
    born = person.date_of_birth
    if born is None:
        return None
    year = born.year + GROUP_1_UNTIL.value
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
