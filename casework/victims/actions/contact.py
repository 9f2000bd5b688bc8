"""Safe contact: written down, stopped, opened for a reason, and an officer cleared to open it.

Nothing of what it says is in any event: only that there is a version, and who looked and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.permissions import is_one_of
from casework.core.errors import Refused, worded
from casework.people.models import Person
from casework.victims import permissions, rules
from casework.victims.actions.shared import locked
from casework.victims.models import Clearance, Method, Opening, SafeContact, SupportOffer


@dataclass(frozen=True, kw_only=True)
class Route:
    """A safe way as it is written down."""

    method: str
    details: str
    safe_times: str
    who_else_has_access: str
    codeword: str = ""
    interpreter: str = ""

    def __repr__(self) -> str:
        """Nothing of it: what is printed of a failure must not hold it."""
        return "Route(...)"


def keep_route(victim: Person, route: Route, *, by: User) -> SafeContact:
    """A new version. The caller has checked `by`, holds the offer's lock and writes the event."""
    if route.method not in Method.values:
        raise Refused("Select how they can be reached.")
    return _keep(
        victim,
        by=by,
        method=route.method,
        details=worded(route.details, "Enter the number, address or place."),
        safe_times=worded(route.safe_times, "Say when it is safe."),
        who_else_has_access=worded(route.who_else_has_access, "Say who else may see or hear it."),
        codeword=route.codeword.strip(),
        interpreter=route.interpreter.strip(),
    )


def keep_stop(victim: Person, why: str, *, by: User) -> SafeContact:
    """A version that says that no way is safe now. As `keep_route`."""
    return _keep(victim, by=by, stopped=why)


def _keep(victim: Person, *, by: User, **what: str) -> SafeContact:
    Person.objects.select_for_update(no_key=True).get(pk=victim.pk)
    latest = SafeContact.objects.filter(victim=victim).first()
    number = latest.version + 1 if latest else 1
    return SafeContact.objects.create(victim=victim, version=number, recorded_by=by, **what)


def check_not_repeated(victim: Person | None, *texts: str) -> None:
    """Raise Refused where a text that more people read repeats how somebody can be reached."""
    latest = SafeContact.objects.filter(victim=victim).exclude(details="").first()
    if latest is not None and any(_plain(latest.details) in _plain(text) for text in texts):
        raise Refused(
            "Do not write here how to reach them. It is held behind the wall, and is passed on "
            "from there."
        )


def _plain(text: str) -> str:
    """Letters and figures alone: a number is the same however it is spaced."""
    return "".join(each for each in text.casefold() if each.isalnum())


@transaction.atomic
def write_down_route(*, offer: SupportOffer, by: User, route: Route) -> SafeContact:
    """A safe way that somebody learnt of later. Raises NotVisible, NotAllowed, Refused."""
    offer = locked(offer)
    permissions.check_can_write_down(by, offer)
    if offer.victim is None:
        raise Refused("Consider first to whom support is offered.")
    kept = keep_route(offer.victim, route, by=by)
    record(obj=kept, verb="safe_contact.written", by=by, after={"version": kept.version})
    return kept


def current_opening(*, offer: SupportOffer, by: User, sitting: str) -> Opening | None:
    """The reason this user gave in this sitting, while it still opens."""
    given = Opening.objects.filter(offer=offer, by=by, sitting=sitting, until__gt=timezone.now())
    return given.order_by("-pk").first()


@transaction.atomic
def read_safe_contact(
    *, offer: SupportOffer, by: User, sitting: str, reason: str = ""
) -> SafeContact | None:
    """Open it, for a reason given now or in this sitting a little while ago; None where nothing is
    recorded. Each time it is opened one event says who, when and why.

    `sitting` is a fingerprint of the session. Raises NotVisible, NotAllowed, and Refused where no
    reason holds.
    """
    offer = locked(offer)
    permissions.check_can_open(by, offer)
    check_not_repeated(offer.victim, reason)
    opening = current_opening(offer=offer, by=by, sitting=sitting)
    if opening is None or reason.strip():
        now = timezone.now()
        opening = Opening.objects.create(
            offer=offer,
            by=by,
            reason=worded(reason, "Say why you need it."),
            sitting=sitting,
            at=now,
            until=now + timedelta(minutes=rules.OPEN_FOR.value),
        )
    found = SafeContact.objects.filter(victim=offer.victim).first()
    record(
        obj=found or opening,
        verb="safe_contact.read",
        by=by,
        after={"version": found.version if found else 0, "until": opening.until},
        reason=opening.reason,
        stream=f"victim:{offer.victim_id}",
    )
    return found


@transaction.atomic
def clear_officer(*, offer: SupportOffer, by: User, officer: User, reason: str) -> Clearance:
    """Let an officer who works on the case open it for a day. Raises NotAllowed, Refused."""
    offer = locked(offer)
    permissions.check_can_clear(by, offer)
    if officer == by:
        raise Refused("Nobody clears themselves.")
    if not is_one_of(officer, offer.case, permissions.WORKING_ON_IT):
        raise Refused("Only an officer of this team is cleared.")
    now = timezone.now()
    limit = rules.CLEARED_FOR.due(now, rules.nation_of(offer))
    given = Clearance.objects.create(
        offer=offer,
        officer=officer,
        given_by=by,
        reason=worded(reason, "Say why they need it."),
        at=now,
        until=limit.due_at,
    )
    record(
        obj=offer,
        verb="safe_contact.cleared",
        by=by,
        after={"officer": officer.pk, "until": given.until, "until_proof": limit.proof},
        stream=f"victim:{offer.victim_id}",
    )
    return given
