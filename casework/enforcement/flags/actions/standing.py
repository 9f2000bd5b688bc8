"""While it stands: the clock, an address that changes, the review, and the way out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.models import Case
from casework.core.errors import Refused, worded
from casework.enforcement.flags import permissions, rules
from casework.enforcement.flags.actions.proposing import (
    add_term,
    check_address_stands,
)
from casework.enforcement.flags.actions.shared import locked, require, stir
from casework.enforcement.flags.models import AddressFlag, AddressFlagState, Ground
from casework.ui.times import short_date

S = AddressFlagState
# From these it can be asked to come out, and run out.
STANDING = (S.LIVE, S.HIT, S.REVIEW_DUE, S.RENEWED)


@transaction.atomic
def follow_clock(*, address_flag: AddressFlag) -> AddressFlag:
    """Bring the flag to where the time has taken it (a timer's doing). May be called twice.

    Two weeks before its end it is to be looked at again; past its end, with nobody having said
    that it is out, it is an incident.
    """
    flag = locked(address_flag)
    now, before = timezone.now(), str(flag.state)
    runs = (*STANDING, S.REMOVAL_REQUESTED)
    if flag.state in runs and flag.expiry_noted_at is None and now >= rules.ends_at(flag):
        flag.expire(at=now)
        stir(flag)
        return kept(flag, "address_flag.expired_unconfirmed", by=None, before=before)
    if flag.state == S.LIVE and now >= rules.review_from(flag):
        flag.fall_due()
        stir(flag)
        return kept(flag, "address_flag.review_due", by=None, before=before)
    return flag


@transaction.atomic
def address_event(*, case: Case, by: User | None) -> list[AddressFlag]:
    """Something about an address changed: every flag of the case is looked at again, at once.

    One whose address has come into doubt is to come out; one that is not live goes back to its
    author. `by` is who told of the change, nobody where the system did. Whether they may is what
    that other action has checked.
    """
    flags = AddressFlag.objects.filter(case=case).exclude(state__in=["REFUSED", "WITHDRAWN"])
    moved = []
    for flag in flags.exclude(state="REMOVED").order_by("pk"):
        row = locked(flag)
        if _follow_address(row, by=by):
            moved.append(row)
    return moved


def _follow_address(flag: AddressFlag, *, by: User | None) -> bool:
    """Move one flag after an address event; False where there was nothing to move."""
    now, before = timezone.now(), str(flag.state)
    because = "Something about the address changed. Check it and propose the flag again."
    if flag.state == S.PROPOSED:
        if flag.proposed_at is None:
            return False
        flag.proposed_at, flag.returned_because = None, because
        verb = "address_flag.sent_back"
    elif flag.state == S.APPROVED:
        flag.propose_again(because=because)
        verb = "address_flag.proposed_again"
    elif flag.state in STANDING:
        flag.address_event_at = now
        if flag.contact is not None and flag.contact.doubtful_since is not None:
            reason = "The address is in doubt."
            flag.request_removal(ground=Ground.OCCUPANT_MOVED, reason=reason, by=None, at=now)
            verb = "address_flag.removal_requested"
        else:
            if flag.state != S.REVIEW_DUE:
                flag.fall_due()
            verb = "address_flag.review_due"
    else:
        return False
    stir(flag)
    kept(flag, verb, by=by, before=before, address_event=True)
    return True


@transaction.atomic
def review_flag(
    *,
    address_flag: AddressFlag,
    by: User,
    decision: str,
    reason: str,
    occupancy_source: str = "",
    expires_on: date | None = None,
    ground: str = "",
) -> AddressFlag:
    """The approver renews it (RENEW) with a fresh reason and a new end, or has it removed (REMOVE).

    A renewal says again how it is known who lives there. Raises NotAllowed, Refused.
    """
    flag = locked(address_flag)
    permissions.check_can_decide(by, flag)
    require(flag, [S.REVIEW_DUE], "reviewed")
    before, now = str(flag.state), timezone.now()
    reason = worded(reason, "Give the reason in new words.")
    if decision == "REMOVE":
        _ask_out(flag, ground=ground or Ground.NOT_NEEDED, reason=reason, by=by)
        told = "" if ground == Ground.VICTIM_ASKS else reason
        return kept(flag, "address_flag.removal_requested", by=by, before=before, reason=told)
    if decision != "RENEW":
        raise Refused("Decide whether the flag is renewed or removed.")
    if reason == flag.reason:
        raise Refused("Give a fresh reason. The old one was for the time that is over.")
    flag.occupancy_source = worded(occupancy_source, "Say how it is known who lives there now.")
    flag.occupancy_checked_on = timezone.localdate(now)
    check_address_stands(flag)
    flag.risk = rules.risk_of(flag.case)
    latest = rules.latest_end(flag.risk, flag.case.force.nation)
    if expires_on is None or not timezone.localdate(now) < expires_on <= latest:
        raise Refused(f"Enter a new end after today and by {short_date(latest)}.")
    flag.expires_on, flag.reason = expires_on, reason
    flag.renew(by=by, at=now)
    add_term(flag, by=by)
    after: dict[str, Any] = {"expires_on": expires_on, "renewals": flag.renewals}
    return kept(flag, "address_flag.renewed", by=by, before=before, reason=reason, **after)


@transaction.atomic
def request_removal(
    *, address_flag: AddressFlag, by: User, ground: str, reason: str
) -> AddressFlag:
    """Anyone who sees the flag asks for it to come out. Raises NotAllowed, Refused."""
    flag = locked(address_flag)
    permissions.check_can_request_removal(by, flag)
    require(flag, STANDING, "asked to come out")
    before, reason = str(flag.state), worded(reason, "Say why the flag has to come out.")
    if ground not in Ground.values or ground in (Ground.EXPIRED, Ground.BASIS_GONE):
        raise Refused("Select why the flag has to come out.")
    _ask_out(flag, ground=ground, reason=reason, by=by)
    # A victim's words stay with the flag, for the manager, and out of the event.
    told = "" if ground == Ground.VICTIM_ASKS else reason
    return kept(flag, "address_flag.removal_requested", by=by, before=before, reason=told)


def _ask_out(flag: AddressFlag, *, ground: str, reason: str, by: User | None) -> None:
    flag.request_removal(ground=ground, reason=reason, by=by, at=timezone.now())
    stir(flag)


@transaction.atomic
def recall_citing(*, case: Case, cites: str, by: User | None, reason: str) -> list[AddressFlag]:
    """What a flag rests on was withdrawn: those of the case that cite it come out, or go back.

    `cites` is the reference, such as a letter's. Whether `by` may is what the withdrawal has
    checked. Nothing is erased.
    """
    moved = []
    for each in AddressFlag.objects.filter(case=case, cites=cites).order_by("pk"):
        flag = locked(each)
        before = str(flag.state)
        if flag.state in STANDING:
            _ask_out(flag, ground=Ground.BASIS_GONE, reason=reason, by=by)
            verb = "address_flag.removal_requested"
        elif flag.state in (S.APPROVED, S.NOT_HELD):
            flag.propose_again(because=reason)
            stir(flag)
            verb = "address_flag.proposed_again"
        elif rules.awaits_approval(flag):
            flag.proposed_at, flag.returned_because = None, reason
            stir(flag)
            verb = "address_flag.sent_back"
        else:
            continue
        moved.append(kept(flag, verb, by=by, before=before, reason=reason))
    return moved


@transaction.atomic
def note_victim_concern(*, address_flag: AddressFlag, by: User, done: str) -> AddressFlag:
    """A DI says what was done where a victim fears the flag. Raises NotAllowed, Refused."""
    flag = locked(address_flag)
    permissions.check_is_manager(by, flag)
    done = worded(done, "Say what was done for their safety.")
    # The words may be a victim's and stay out of the event.
    flag.victim_note = f"{flag.victim_note}\n{done}".strip()
    return kept(flag, "address_flag.victim_concern_dealt_with", by=by, before=str(flag.state))


@transaction.atomic
def answer_another_address(
    *, address_flag: AddressFlag, by: User, decision: str, reason: str
) -> AddressFlag:
    """The owner says whether another address needs a flag (YES, NO). Raises NotAllowed, Refused."""
    flag = locked(address_flag)
    permissions.check_works_on_case(by, flag)
    require(flag, [S.REMOVED], "followed by another")
    if decision not in ("YES", "NO"):
        raise Refused("Say whether another address needs a flag.")
    reason = worded(reason, "Say why.")
    state = str(flag.state)
    return kept(
        flag,
        "address_flag.another_address",
        by=by,
        before=state,
        reason=reason,
        another=decision == "YES",
    )
