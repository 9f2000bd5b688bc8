"""The numbers of this room that a force may set. Every one is local: no law fixes them."""

from __future__ import annotations

from datetime import datetime

from casework.cases.models import Band, Change
from casework.clocks.calendars import Nation
from casework.clocks.deadlines import Deadline, due
from casework.clocks.rules import Kind, Rule
from casework.core.policy import Number, number

# Domain: section 2.0, how long a check that contact is safe may be relied on.
GATE_VALID = number("case.gate_valid_hours", 72, unit="hours", source="local")
# Domain: section 3.4, three months without a report before stepping down.
CLEAR_PERIOD = number("case.clear_period_days", 90, unit="days", source="local")
MONITORING = number("case.monitoring_days", 90, unit="days", source="local")
# Interface guide, section 7: closing this soon after a report stops and asks.
RECENT_REPORT = number("case.recent_report_days", 28, unit="days", source="local")

ASSESS_WITHIN = number("case.assess_within_working_days", 10, unit="working days", source="local")
ASSESS_AFTER_RESUMING = number(
    "case.assess_after_resuming_working_days", 5, unit="working days", source="local"
)
ASSESS_AFTER_STEP_UP = number("case.assess_after_step_up_hours", 24, unit="hours", source="local")

# Domain: section 3.2, the next review of a signed assessment. Sooner is allowed, later is not.
REVIEW_WITHIN = {
    Band.VERY_HIGH: number("case.review_very_high_days", 7, unit="days", source="local"),
    Band.HIGH: number("case.review_high_days", 28, unit="days", source="local"),
    Band.MEDIUM: number("case.review_medium_days", 56, unit="days", source="local"),
    Band.STANDARD: number("case.review_standard_days", 90, unit="days", source="local"),
}

# Domain: section 3.3, a new assessment after something has changed.
AT_ONCE = number("case.assess_at_once_hours", 24, unit="hours", source="local")
SOON = number("case.assess_soon_hours", 72, unit="hours", source="local")
IN_A_WEEK = number("case.assess_in_a_week_working_days", 5, unit="working days", source="local")

ASSESS_AFTER_CHANGE = {
    Change.Kind.REPORT: AT_ONCE,
    Change.Kind.THREAT: AT_ONCE,
    Change.Kind.RELEASED: AT_ONCE,
    Change.Kind.BAIL: AT_ONCE,
    Change.Kind.RELATIONSHIP: SOON,
    Change.Kind.COURT: SOON,
    Change.Kind.VICTIM_MOVED: SOON,
    Change.Kind.ADDRESS: IN_A_WEEK,
    Change.Kind.OTHER: IN_A_WEEK,
}

_KINDS = {"hours": Kind.HOURS, "working days": Kind.WORKING_DAYS, "days": Kind.CALENDAR_DAYS}


def deadline(start: datetime, limit: Number, nation: str) -> Deadline:
    """When `limit` from the aware instant `start` is up, in the force's nation, with its proof."""
    return due(start, Rule(kind=_KINDS[limit.unit], amount=limit.value), Nation(nation))
