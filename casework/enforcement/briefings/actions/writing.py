"""Writing a briefing, authorising it, publishing it to named teams, and taking it back before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Team, User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.models import Case
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Refused, worded
from casework.enforcement.briefings import permissions, rules
from casework.enforcement.briefings.actions.shared import (
    TextGuard,
    locked,
    require,
    stir,
)
from casework.enforcement.briefings.models import OUT, Briefing, BriefingAudience, BriefingState
from casework.ui.times import short_date

S = BriefingState
NEEDED = {
    "identifiers": "Say how the person can be recognised.",
    "purpose": "Say why they are of interest: the policing purpose.",
    "powers": "Say what power there is, or that there is none.",
    "what_to_do": "Say what officers are to do.",
}


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a briefing says; every field is text that is looked through before it goes out."""

    identifiers: str
    purpose: str
    powers: str
    what_to_do: str
    photo_reference: str = ""
    vehicles: str = ""
    addresses: str = ""
    conditions: str = ""
    warnings: str = ""
    what_not_to_do: str = ""
    wanted: str = ""


TEXTS = tuple(Content.__dataclass_fields__)


def check_briefing_may_be_started(case: Case) -> None:
    """Raise Refused where no briefing may be written on this case."""
    if case.state not in UNDER_WAY:
        raise Refused("A briefing can be written once a manager has adopted the case.")


@transaction.atomic
def start_briefing(*, case: Case, by: User) -> Briefing:
    """Open an empty briefing on a case that is under way. Raises NotAllowed, Refused."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    permissions.check_can_write(by, case)
    check_briefing_may_be_started(case)
    briefing: Briefing = Briefing.objects.create(case=case)
    record(obj=briefing, verb="briefing.started", by=by, after={"state": briefing.state})
    return briefing


@transaction.atomic
def write_briefing(
    *,
    briefing: Briefing,
    by: User,
    content: Content,
    expires_on: date,
    text_guard: TextGuard,
    protected_person: bool = False,
    cites: str = "",
) -> Briefing:
    """Say all that officers need and nothing more, and until when (at most 14 days, local).

    `text_guard` looks through every text: no victim is named. Raises NotAllowed, Refused.
    """
    briefing = locked(briefing)
    permissions.check_can_write(by, briefing.case)
    require(briefing, [S.DRAFT], "written")
    for name, text in asdict(content).items():
        text = worded(text, NEEDED[name]) if name in NEEDED else text.strip()
        text_guard(briefing.case.person, text)
        setattr(briefing, name, text)
    briefing.expires_on = _checked_end(expires_on, briefing)
    briefing.protected_person, briefing.cites = protected_person, cites.strip()
    briefing.author, briefing.submitted_at = by, timezone.now()
    briefing.returned_because = ""
    return kept(
        briefing, "briefing.written", by=by, before=str(briefing.state), expires_on=expires_on
    )


def _checked_end(expires_on: date, briefing: Briefing) -> date:
    latest = rules.latest_end(briefing.case.force.nation)
    if expires_on < timezone.localdate():
        raise Refused("The briefing must end today or later.")
    if expires_on > latest:
        raise Refused(f"A briefing must end by {short_date(latest)}. It can be renewed.")
    return expires_on


@transaction.atomic
def authorise_briefing(
    *,
    briefing: Briefing,
    by: User,
    decision: str,
    text_guard: TextGuard,
    redaction_checked: bool = False,
    powers_checked: bool = False,
    powers_source: str = "",
    reason: str = "",
) -> Briefing:
    """Authorise it (AUTHORISE), or send it back to its author (SEND_BACK) with a reason.

    A sergeant who did not write it has read it for names, and has checked today that the powers
    it states are still there. Raises NotAllowed, Refused.
    """
    briefing = locked(briefing)
    permissions.check_can_authorise(by, briefing)
    if not rules.awaits_authority(briefing):
        require(briefing, [], "authorised")
    before, now = str(briefing.state), timezone.now()
    if decision == "SEND_BACK":
        briefing.returned_because = worded(reason, "Say what must change.")
        briefing.submitted_at = None
        return kept(briefing, "briefing.sent_back", by=by, before=before, reason=reason)
    if decision != "AUTHORISE":
        raise Refused("Decide whether the briefing may go out.")
    if not redaction_checked:
        raise Refused("Read the briefing for anything that gives a victim away, and tick that.")
    if not powers_checked:
        raise Refused("Check today that the powers it states are still there, and tick that.")
    _check_still_holds(briefing, text_guard)
    briefing.powers_source = worded(powers_source, "Say where you checked the powers.")
    briefing.powers_checked_on, briefing.redaction_checked = timezone.localdate(now), True
    briefing.authorise(by=by, at=now)
    return kept(
        briefing, "briefing.authorised", by=by, before=before, expires_on=briefing.expires_on
    )


def _check_still_holds(briefing: Briefing, text_guard: TextGuard) -> None:
    """Raise Refused where a text names a victim by now, or the day it ends is not to be had."""
    for name in TEXTS:
        text_guard(briefing.case.person, getattr(briefing, name))
    assert briefing.expires_on is not None
    _checked_end(briefing.expires_on, briefing)


@transaction.atomic
def publish_briefing(*, briefing: Briefing, by: User, teams: Iterable[Team]) -> Briefing:
    """Send it to named teams of the force; an earlier version ends at the same moment.

    Raises NotAllowed, Refused.
    """
    briefing = locked(briefing)
    permissions.check_can_publish(by, briefing)
    require(briefing, [S.AUTHORISED], "published")
    named = list(dict.fromkeys(teams))
    if not named:
        raise Refused("Name the teams that are to read it.")
    if any(team.force_id != briefing.case.force_id for team in named):
        raise Refused("A briefing goes to teams of this force.")
    assert briefing.expires_on is not None
    _checked_end(briefing.expires_on, briefing)
    before, now = str(briefing.state), timezone.now()
    briefing.publish(by=by, at=now)
    BriefingAudience.objects.bulk_create(
        BriefingAudience(briefing=briefing, team=team) for team in named
    )
    _replace_earlier(briefing, by=by)
    stir(briefing)
    keys = [team.pk for team in named]
    return kept(briefing, "briefing.published", by=by, before=before, teams=keys)


def _replace_earlier(briefing: Briefing, *, by: User) -> None:
    """Nobody reads two versions: the one before ends where the next goes out."""
    if briefing.previous is None:
        return
    earlier = locked(briefing.previous)
    if earlier.state in OUT:
        before = str(earlier.state)
        earlier.expire(at=timezone.now())
        stir(earlier)
        kept(earlier, "briefing.replaced", by=by, before=before, by_version=briefing.version)


@transaction.atomic
def withdraw_briefing(*, briefing: Briefing, by: User, reason: str) -> Briefing:
    """Take it back, for a reason. Raises Refused once it is out: then it is recalled."""
    briefing = locked(briefing)
    permissions.check_can_write(by, briefing.case)
    reason = worded(reason, "Say why the briefing is taken back.")
    before = str(briefing.state)
    if briefing.state not in (S.DRAFT, S.AUTHORISED):
        raise Refused("Teams have this briefing. Recall it on the page of the briefing.")
    briefing.withdraw(at=timezone.now())
    return kept(briefing, "briefing.withdrawn", by=by, before=before, reason=reason)
