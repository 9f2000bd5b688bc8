"""How long an authority lasts and when it is spoken of. No page asks anybody for an expiry."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.clocks import Deadline
from casework.core.policy import Number, number
from casework.deadlines import hours, months_beginning_with
from casework.enforcement.authorities.models import Authority

LAW = "RIPA 2000 s.43, RIP(S)A 2000 s.19"
WRITTEN_FOR = months_beginning_with("authority.written_months", 3, source=LAW)
URGENT_FOR = hours("authority.urgent_hours", 72, source=LAW)

# Domain: section 2h. Each is told once for each period.
WRITTEN_ALERTS = (
    number("authority.first_alert_hours", 14 * 24, unit="hours before", source="local"),
    number("authority.second_alert_hours", 7 * 24, unit="hours before", source="local"),
    number("authority.third_alert_hours", 2 * 24, unit="hours before", source="local"),
    number("authority.last_alert_hours", 24, unit="hours before", source="local"),
)
URGENT_ALERTS = (
    number("authority.urgent_first_alert_hours", 24, unit="hours before", source="local"),
    number("authority.urgent_last_alert_hours", 6, unit="hours before", source="local"),
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


def alerts_due(authority: Authority, at: datetime) -> list[Number]:
    """The warnings before the expiry whose time has come at the aware instant."""
    if authority.expires_at is None:
        return []
    wanted = URGENT_ALERTS if authority.urgent else WRITTEN_ALERTS
    return [each for each in wanted if at >= authority.expires_at - timedelta(hours=each.value)]
