"""The numbers of this room that a force may set. All but the age of adults are local."""

from __future__ import annotations

from datetime import datetime, time

from casework.cases.models import Band, Change, RiskAssessment
from casework.clocks import LONDON
from casework.clocks.deadlines import Deadline
from casework.core.policy import number
from casework.deadlines import (
    SAME_DAY,
    Told,
    calendar_days,
    days_before,
    expiry,
    hours,
    working_days,
)

# Domain: section 2.0, how long a check that contact is safe may be relied on.
GATE_VALID = hours("case.gate_valid_hours", 72, source="local")
# Domain: section 2.12; a notice or an order needs it by law, a letter by our own rule.
ADULT_FROM = number("case.adult_from_years", 18, unit="years", source="Domestic Abuse Act 2021")
# Domain: section 3.4, three months without a report before stepping down.
CLEAR_PERIOD = calendar_days("case.clear_period_days", 90, source="local")
MONITORING = calendar_days("case.monitoring_days", 90, source="local")
# Interface guide, section 7: closing this soon after a report stops and asks.
RECENT_REPORT = number("case.recent_report_days", 28, unit="days", source="local")

ASSESS_WITHIN = working_days("case.assess_within_working_days", 10, source="local")
ASSESS_AFTER_RESUMING = working_days("case.assess_after_resuming_working_days", 5, source="local")
ASSESS_AFTER_STEP_UP = hours("case.assess_after_step_up_hours", 24, source="local")

# Domain: section 3.2, the next review of a signed assessment. Sooner is allowed, later is not.
REVIEW_WITHIN = {
    Band.VERY_HIGH: calendar_days("case.review_very_high_days", 7, source="local"),
    Band.HIGH: calendar_days("case.review_high_days", 28, source="local"),
    Band.MEDIUM: calendar_days("case.review_medium_days", 56, source="local"),
    Band.STANDARD: calendar_days("case.review_standard_days", 90, source="local"),
}

# How long before that its owner has the task of it.
ASK_FOR_REVIEW = days_before("case.ask_for_review_days_before", 3, source="local")

# Domain: section 3.3, a new assessment after something has changed.
AT_ONCE = hours("case.assess_at_once_hours", 24, source="local")
SOON = hours("case.assess_soon_hours", 72, source="local")
IN_A_WEEK = working_days("case.assess_in_a_week_working_days", 5, source="local")

_LIMITS = {
    AT_ONCE: (
        Change.Kind.REPORT,
        Change.Kind.BREACH,
        Change.Kind.THREAT,
        Change.Kind.STRANGULATION,
        Change.Kind.WEAPON,
        Change.Kind.RELEASED,
        Change.Kind.RECALLED,
        Change.Kind.WANTED,
        Change.Kind.MISSING_VICTIM,
        Change.Kind.ORDER_REFUSED,
        Change.Kind.BAIL,
        Change.Kind.HOSTILE,
    ),
    SOON: (
        Change.Kind.SAYS_VICTIM,
        Change.Kind.RELATIONSHIP,
        Change.Kind.NEW_PARTNER,
        Change.Kind.PREGNANCY,
        Change.Kind.COURT,
        Change.Kind.CHILD_CONTACT,
        Change.Kind.CHILD_IN_HOME,
        Change.Kind.VICTIM_MOVED,
        Change.Kind.JOB_LOST,
        Change.Kind.DROPPED_OUT,
    ),
    IN_A_WEEK: (
        Change.Kind.ADDRESS,
        Change.Kind.PARTNER_INFO,
        Change.Kind.RANK_ROSE,
        Change.Kind.OTHER,
    ),
}
ASSESS_AFTER_CHANGE = {kind: limit for limit, kinds in _LIMITS.items() for kind in kinds}

expiry(
    name="case.assessment",
    title="Risk assessment",
    record="cases.RiskAssessment",
    ends="review_due_on",
    told=Told.TASK,
    lasts=tuple(REVIEW_WITHIN.values()),
    chosen=True,
    alerts=(ASK_FOR_REVIEW,),
    steps=("reassessment.assess",),
)
expiry(
    name="case.contact_check",
    title="Contact check",
    record="cases.ContactGate",
    ends="valid_until",
    told=Told.NOBODY,
    lasts=(GATE_VALID,),
    why="It is looked at again wherever contact is made, and refused once it has run out.",
)
expiry(
    name="case.monitoring",
    title="Monitoring after a step down",
    record="cases.Case",
    ends="monitoring_until",
    told=Told.NOBODY,
    lasts=(MONITORING,),
    why="The page of the case shows the day; until then the case cannot be closed.",
)


def assess_due(change: Change) -> Deadline:
    """By when the risk is to be assessed because of `change`, counted from when it was noted."""
    limit = ASSESS_AFTER_CHANGE[Change.Kind(change.kind)]
    return limit.due(change.noted_at, change.case.force.nation)


def review_due(assessment: RiskAssessment) -> Deadline:
    """By when a signed assessment is to be reviewed: as its level asks, or sooner, at the end of
    the local day that was chosen."""
    nation, day = assessment.case.force.nation, assessment.review_due_on
    latest = REVIEW_WITHIN[Band(assessment.band)].due(assessment.signed_at, nation)
    if latest.due_at.astimezone(LONDON).date() == day:
        return latest
    return SAME_DAY.due(datetime.combine(day, time(12), LONDON), nation)


def review_asked(assessment: RiskAssessment) -> datetime:
    """From when the review of an assessment is somebody's task."""
    due_at, nation = review_due(assessment).due_at, assessment.case.force.nation
    return ASK_FOR_REVIEW.due(due_at, nation).due_at
