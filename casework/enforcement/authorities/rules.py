"""How long an authority lasts and when it is spoken of. No page asks anybody for an expiry."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.clocks import Deadline, Kind
from casework.deadlines import (
    DeadlineRule,
    Told,
    days_before,
    expiry,
    hours,
    hours_before,
    months_beginning_with,
)
from casework.enforcement.authorities.models import Authority

HOURS_A_DAY = 24
LAW = "RIPA 2000 s.43, RIP(S)A 2000 s.19"
WRITTEN_FOR = months_beginning_with("authority.written_months", 3, source=LAW)
URGENT_FOR = hours("authority.urgent_hours", 72, source=LAW)

# Domain: section 2h. Each is told once for each period.
WRITTEN_ALERTS = (
    days_before("authority.first_alert_days_before", 14, source="local"),
    days_before("authority.second_alert_days_before", 7, source="local"),
    days_before("authority.third_alert_days_before", 2, source="local"),
    hours_before("authority.last_alert_hours", 24, source="local"),
)
URGENT_ALERTS = (
    hours_before("authority.urgent_first_alert_hours", 24, source="local"),
    hours_before("authority.urgent_last_alert_hours", 6, source="local"),
)
REVIEW_ALERTS = (days_before("authority.review_alert_days_before", 2, source="local"),)

# Told to its manager, its authorising officer and the covert unit, on the page of the register.
expiry(
    name="authority",
    title="Surveillance authority",
    record="authorities.Authority",
    ends="expires_at",
    told=Told.REGISTER,
    lasts=(WRITTEN_FOR, URGENT_FOR),
    alerts=(*WRITTEN_ALERTS, *URGENT_ALERTS),
    proof="expiry_proof",
)
# Set by the authorising officer within the period (domain: section 2h); told in the same place,
# once more when its day has passed.
expiry(
    name="authority.review",
    title="Review of a surveillance authority",
    record="authorities.Authority",
    ends="review_on",
    told=Told.REGISTER,
    lasts=(WRITTEN_FOR, URGENT_FOR),
    chosen=True,
    alerts=REVIEW_ALERTS,
)


def period(effective_at: datetime, nation: str, *, urgent: bool) -> Deadline:
    """When a period that takes effect at the aware instant ends: three months beginning with
    that local day, at 23:59:59 of the last one, or 72 hours by the clock. Source: law."""
    return (URGENT_FOR if urgent else WRITTEN_FOR).due(effective_at, nation)


def next_period(authority: Authority, nation: str) -> Deadline:
    """The period of a renewal: it runs from the end of the one before, whenever it is given."""
    assert authority.expires_at is not None
    return period(authority.expires_at + timedelta(seconds=1), nation, urgent=False)


def has_expired(authority: Authority, at: datetime) -> bool:
    return authority.expires_at is not None and at > authority.expires_at


def alerts(authority: Authority) -> tuple[DeadlineRule, ...]:
    """The warnings before the expiry of an authority of its kind, the first one first."""
    return URGENT_ALERTS if authority.urgent else WRITTEN_ALERTS


def alerts_due(authority: Authority, at: datetime) -> list[int]:
    """How many hours before the expiry each warning stands whose time has come at the aware
    instant; a day is 24 of them, whatever the clocks do."""
    return _come(alerts(authority), authority, authority.expires_at, at)


def review_alerts_due(authority: Authority, at: datetime) -> list[int]:
    """The same of the end of the day by which it has to be reviewed."""
    return _come(REVIEW_ALERTS, authority, authority.review_by, at)


def _come(
    warnings: tuple[DeadlineRule, ...], authority: Authority, end: datetime | None, at: datetime
) -> list[int]:
    if end is None:
        return []
    nation = authority.case.force.nation
    return [_hours_of(each, nation) for each in warnings if at >= each.due(end, nation).due_at]


def _hours_of(rule: DeadlineRule, nation: str) -> int:
    return rule.amount_in(nation) * (HOURS_A_DAY if rule.kind == Kind.OFFSET_FROM_EVENT else 1)
