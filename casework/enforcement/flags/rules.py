"""The numbers of an address flag and the times that follow from them (domain: section 2g).

Everything here is a local default that a force may set. Instants are aware; days are counted in
Europe/London with the bank holidays of the force's nation.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from casework.accounts.models import Role, RoleGrant, Team
from casework.cases.models import Band, Case
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
from casework.enforcement.flags.models import AddressFlag, AddressFlagState
from casework.people.models import Contact, ProtectedContact

LASTS_HIGH = calendar_days("flag.lasts_days_high", 90, source="local")
LASTS_MEDIUM = calendar_days("flag.lasts_days_medium", 180, source="local")
REVIEW_BEFORE = days_before("flag.review_before_end_days", 14, source="local")
CONFIRM_WITHIN = hours("flag.confirm_within_hours", 4, source="local")
CONFIRM_VERY_HIGH = hours("flag.confirm_within_hours_very_high", 1, source="local")
REMOVE_WITHIN = hours("flag.remove_within_hours", 24, source="local")
# So that a flag whose person moved can be out within its 24 hours.
REVIEW_ADDRESS_WITHIN = hours("flag.review_changed_address_within_hours", 12, source="local")
REVIEW_WITHIN = working_days("flag.review_within_working_days", 5, source="local")
TELL_OWNER_WITHIN = hours("flag.tell_owner_of_call_within_hours", 1, source="local")
LOOK_AT_CALL_WITHIN = working_days("flag.look_at_call_within_working_days", 1, source="local")
INCIDENT_WITHIN = hours("flag.incident_within_hours", 4, source="local")

HIGH = (Band.HIGH, Band.VERY_HIGH)

expiry(
    name="address_flag",
    title="Address flag",
    record="flags.AddressFlag",
    ends="expires_on",
    told=Told.TASK,
    lasts=(LASTS_HIGH, LASTS_MEDIUM),
    chosen=True,
    alerts=(REVIEW_BEFORE,),
    steps=("address_flag.review_flag", "address_flag.incident"),
)


def risk_of(case: Case) -> Band:
    """The band of the newest signed assessment; standard where there is none."""
    latest = case.assessments.first()
    return Band(latest.band) if latest else Band.STANDARD


def lasts(risk: str) -> DeadlineRule:
    """How long a flag may stand on that risk."""
    return LASTS_HIGH if risk in HIGH else LASTS_MEDIUM


def latest_end(risk: str, nation: str) -> date:
    """The last day a flag that is agreed today may stand."""
    return lasts(risk).last_day(timezone.now(), nation)


def ends_at(flag: AddressFlag) -> datetime:
    """The instant at which the flag is over: the end of its last local day."""
    assert flag.expires_on is not None
    return timezone.make_aware(datetime.combine(flag.expires_on + timedelta(days=1), time.min))


def review_from(flag: AddressFlag) -> datetime:
    """The instant from which the flag is to be looked at again, before its end."""
    return _due(flag, ends_at(flag), REVIEW_BEFORE).due_at


def confirm_due(flag: AddressFlag) -> Deadline:
    """When it must be in command and control: from the approval, sooner on very high risk."""
    within = CONFIRM_VERY_HIGH if flag.risk == Band.VERY_HIGH else CONFIRM_WITHIN
    return _due(flag, flag.decided_at, within)


def review_due(flag: AddressFlag) -> Deadline:
    """When the approver must have decided: sooner where the address changed."""
    if flag.address_event_at is not None:
        return _due(flag, flag.address_event_at, REVIEW_ADDRESS_WITHIN)
    return _due(flag, flag.stirred_at, REVIEW_WITHIN)


def removal_due(flag: AddressFlag) -> Deadline:
    """Within 24 hours of when it was known; after an address event, of that event."""
    start = flag.address_event_at or flag.removal_requested_at
    return _due(flag, start, REMOVE_WITHIN)


def owner_told_due(flag: AddressFlag) -> Deadline:
    latest = flag.hits.order_by("-logged_at").first()
    return _due(flag, latest.logged_at if latest else None, TELL_OWNER_WITHIN)


def call_review_due(flag: AddressFlag) -> Deadline:
    """The next working day after the oldest call nobody has looked at."""
    oldest = flag.hits.filter(review=None).order_by("logged_at").first()
    return _due(flag, oldest.logged_at if oldest else None, LOOK_AT_CALL_WITHIN)


def incident_due(flag: AddressFlag) -> Deadline:
    return _due(flag, flag.expiry_noted_at, INCIDENT_WITHIN)


def same_day(flag: AddressFlag) -> Deadline:
    """The end of the local day on which the removal was asked for."""
    return _due(flag, flag.removal_requested_at, SAME_DAY)


def _due(flag: AddressFlag, start: datetime | None, rule: DeadlineRule) -> Deadline:
    return rule.due(start or timezone.now(), flag.case.force.nation)


def desk_for(case: Case) -> Team:
    """The team of the force's control-room advisers; the case's own where they have none."""
    grants = RoleGrant.objects.in_force().filter(
        role=Role.ADVISER, force=case.force_id, team__isnull=False, user__is_active=True
    )
    desk = Team.objects.filter(pk__in=grants.values("team")).order_by("name", "pk").first()
    return desk or case.team


def newer_occupants(flag: AddressFlag) -> list[Contact]:
    """Addresses of others, the very same as this one, given after its occupancy was checked.

    A stale flag endangers a new tenant (domain: section 2g).
    """
    if not flag.normal or flag.occupancy_checked_on is None:
        return []
    same = Contact.objects.filter(kind=Contact.Kind.ADDRESS, normal=flag.normal)
    others = same.exclude(person=flag.case.person_id)
    return list(others.filter(first_seen_on__gt=flag.occupancy_checked_on))


def others_known_there(flag: AddressFlag) -> int:
    """How many other people the records know at exactly this address, on either side."""
    if not flag.normal:
        return 0
    here = Q(kind=Contact.Kind.ADDRESS, normal=flag.normal)
    people = set(Contact.objects.filter(here).values_list("person", flat=True))
    people |= set(ProtectedContact.objects.filter(here).values_list("person", flat=True))
    return len(people - {flag.case.person_id})


def awaits_approval(flag: AddressFlag) -> bool:
    return flag.state == AddressFlagState.PROPOSED and flag.proposed_at is not None
