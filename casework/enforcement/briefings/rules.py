"""The numbers of a briefing and the times that follow from them (domain: section 2f).

Everything here is a local default that a force may set. Instants are aware; days are counted in
Europe/London with the bank holidays of the force's nation.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import product
from typing import Any

from django.utils import timezone

from casework.clocks import Deadline
from casework.deadlines import (
    SAME_DAY,
    DeadlineRule,
    Told,
    calendar_days,
    days_before,
    expiry,
    hours,
    working_days,
)
from casework.enforcement.briefings.models import OUT, Briefing, BriefingState, Shift

WRITE_WITHIN = working_days("briefing.write_within_working_days", 2, source="local")
AUTHORISE_WITHIN = working_days("briefing.authorise_within_working_days", 1, source="local")
PUBLISH_WITHIN = working_days("briefing.publish_within_working_days", 1, source="local")
REISSUE_WITHIN = working_days("briefing.reissue_within_working_days", 1, source="local")
LASTS = calendar_days("briefing.lasts_days", 14, source="local")
ACKNOWLEDGE_WITHIN = hours("briefing.acknowledge_within_hours", 24, source="local")
CHASE_WITHIN = hours("briefing.chase_within_hours", 8, source="local")
TELL_WITHIN = hours("briefing.tell_of_recall_within_hours", 1, source="local")
ENTER_WITHIN = hours("briefing.enter_return_within_hours", 24, source="local")
RENEW_BEFORE = days_before("briefing.decide_renewal_before_end_days", 1, source="local")
ASK_BEFORE = days_before("briefing.ask_to_renew_before_end_days", 3, source="local")

expiry(
    name="briefing",
    title="Briefing",
    record="briefings.Briefing",
    ends="expires_on",
    told=Told.TASK,
    lasts=(LASTS,),
    chosen=True,
    alerts=(ASK_BEFORE,),
    steps=("briefing.renew",),
)


def latest_end(nation: str) -> date:
    """The last day of a briefing that is authorised today."""
    return LASTS.last_day(timezone.now(), nation)


def renewal_from(briefing: Briefing) -> datetime:
    """From when the owner is asked whether it is renewed."""
    return _due(briefing, briefing.ends_at, ASK_BEFORE).due_at


def unread_from(briefing: Briefing) -> datetime:
    """From when a shift that was not briefed is an inspector's business."""
    assert briefing.published_at is not None
    return acknowledge_due(briefing).due_at


def acknowledge_due(briefing: Briefing) -> Deadline:
    return _due(briefing, briefing.published_at, ACKNOWLEDGE_WITHIN)


def chase_due(briefing: Briefing) -> Deadline:
    return _due(briefing, unread_from(briefing), CHASE_WITHIN)


def tell_due(briefing: Briefing) -> Deadline:
    return _due(briefing, briefing.recalled_at, TELL_WITHIN)


def entry_due(briefing: Briefing) -> Deadline:
    oldest = briefing.returns.filter(entry=None).order_by("logged_at").first()
    return _due(briefing, oldest.logged_at if oldest else None, ENTER_WITHIN)


def decide_renewal_due(briefing: Briefing) -> Deadline:
    """The day before its end, so that a renewal can be authorised in time."""
    return _due(briefing, briefing.ends_at, RENEW_BEFORE)


def same_day(briefing: Briefing) -> Deadline:
    """The end of the local day of the recall."""
    return _due(briefing, briefing.recalled_at, SAME_DAY)


def _due(briefing: Briefing, start: datetime | None, rule: DeadlineRule) -> Deadline:
    return rule.due(start or timezone.now(), briefing.case.force.nation)


def shifts(briefing: Briefing) -> list[tuple[int, str]]:
    """Every (team, shift) that is to be briefed, by the team's key."""
    teams = briefing.audience.order_by("team").values_list("team", flat=True)
    return list(product(teams, Shift.values))


def unbriefed(briefing: Briefing) -> list[tuple[int, str]]:
    """Those that no supervisor has said were briefed."""
    done = set(briefing.acknowledgements.values_list("team", "shift"))
    return [each for each in shifts(briefing) if each not in done]


def every_shift(briefing: Briefing) -> list[dict[str, Any]]:
    """What each task about one shift of one team is about."""
    return [{"team": team, "shift": shift} for team, shift in shifts(briefing)]


def every_team(briefing: Briefing) -> list[dict[str, Any]]:
    """What each task about one team is about."""
    return [{"team": team} for team in dict(shifts(briefing))]


def unread_teams(briefing: Briefing) -> list[dict[str, Any]]:
    """The same for teams with a shift that was not briefed, while it is out."""
    if briefing.state not in OUT:
        return []
    return [{"team": team} for team in dict(unbriefed(briefing))]


def awaits_authority(briefing: Briefing) -> bool:
    return briefing.state == BriefingState.DRAFT and briefing.submitted_at is not None
