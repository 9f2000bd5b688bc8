"""Proposing an address flag, deciding on it, and taking it back before it is live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.models import Case
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Refused, worded
from casework.enforcement.flags import permissions, rules
from casework.enforcement.flags.actions.shared import TextGuard, locked, require
from casework.enforcement.flags.models import AddressFlag, AddressFlagState, FlagTerm, VictimView
from casework.enforcement.flags.models.flag import LONGEST_INSTRUCTION
from casework.people.addresses import normal_address
from casework.people.models import Contact
from casework.ui.times import short_date

S = AddressFlagState


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """Where it is and how it is known who lives there; one of `uprn` and `matched_by_hand`."""

    place: Contact | str
    source: str
    checked_on: date
    uprn: str = ""
    matched_by_hand: str = ""
    occupants: str = ""
    phones: str = ""
    protected_person_there: bool = False


def check_flag_may_be_started(case: Case) -> None:
    """Raise Refused where no flag may be proposed on this case."""
    if case.state not in UNDER_WAY:
        raise Refused("An address can be flagged once a manager has adopted the case.")


@transaction.atomic
def start_flag(*, case: Case, by: User) -> AddressFlag:
    """Open an empty flag on a case that is under way. Raises NotAllowed, Refused."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    permissions.check_can_propose(by, case)
    check_flag_may_be_started(case)
    flag: AddressFlag = AddressFlag.objects.create(case=case)
    record(obj=flag, verb="address_flag.started", by=by, after={"state": flag.state})
    return flag


@transaction.atomic
def propose_flag(
    *,
    address_flag: AddressFlag,
    by: User,
    occupancy: Occupancy,
    instruction: str,
    reason: str,
    victim_view: str,
    expires_on: date,
    text_guard: TextGuard,
    victim_note: str = "",
    treat_as_urgent: bool = False,
    cites: str = "",
) -> AddressFlag:
    """Say which address, what the call handler is to do, why, and until when.

    `text_guard` looks through every text the control room will read. `expires_on` is the last
    local day, at most 90 days off on high risk and 180 otherwise (local). Raises NotAllowed,
    Refused.
    """
    flag = locked(address_flag)
    permissions.check_can_propose(by, flag.case)
    require(flag, [S.PROPOSED], "proposed")
    _set_place(flag, occupancy)
    flag.instruction = worded(instruction, "Say what the call handler is to do.")
    if len(flag.instruction) > LONGEST_INSTRUCTION:
        raise Refused(f"The instruction must be {LONGEST_INSTRUCTION} characters or fewer.")
    for text in (flag.instruction, flag.occupants, flag.phones):
        text_guard(flag.case.person, text)
    flag.reason = worded(reason, "Say why this address needs a flag.")
    _set_victim_view(flag, victim_view, victim_note)
    flag.risk = rules.risk_of(flag.case)
    flag.expires_on = _checked_end(expires_on, flag)
    flag.treat_as_urgent, flag.cites = treat_as_urgent, cites.strip()
    flag.proposed_by, flag.proposed_at, flag.returned_because = by, timezone.now(), ""
    after: dict[str, Any] = {"expires_on": flag.expires_on, "risk": flag.risk}
    after["urgent"] = treat_as_urgent
    return kept(flag, "address_flag.proposed", by=by, before=str(flag.state), **after)


def _set_place(flag: AddressFlag, given: Occupancy) -> None:
    place = given.place
    if isinstance(place, Contact):
        if place.person_id != flag.case.person_id or place.kind != Contact.Kind.ADDRESS:
            raise Refused("Choose one of the person's own addresses.")
        flag.contact, flag.place, flag.normal = place, place.one_line, place.normal
    else:
        flag.contact, flag.place = None, worded(place, "Say which address it is.")
        flag.normal = normal_address(flag.place, "")
    flag.uprn, flag.matched_by_hand = given.uprn.strip(), given.matched_by_hand.strip()
    if not flag.uprn and not flag.matched_by_hand:
        raise Refused("Enter the UPRN, or say how the address was matched by hand.")
    if flag.uprn and not (flag.uprn.isascii() and flag.uprn.isdecimal()):
        raise Refused("A UPRN is a number of up to 12 digits.")
    flag.occupancy_source = worded(given.source, "Say how it is known who lives there.")
    if given.checked_on > timezone.localdate():
        raise Refused("The day on which it was checked who lives there must be today or earlier.")
    flag.occupancy_checked_on = given.checked_on
    flag.occupants, flag.phones = given.occupants.strip(), given.phones.strip()
    flag.protected_person_there = given.protected_person_there
    check_address_stands(flag)


def check_address_stands(flag: AddressFlag) -> None:
    """Raise Refused where the address is in doubt, or somebody else came to live there since.

    Asked again at approval, when it goes live and at renewal.
    """
    contact = flag.contact
    if contact is not None:
        contact.refresh_from_db()
        if contact.doubtful_since is not None:
            raise Refused(
                f"This address has been in doubt since {short_date(contact.doubtful_since)}. "
                "Find out where the person lives first."
            )
    if rules.newer_occupants(flag):
        raise Refused(
            "The records name somebody else at this address since it was checked who lives there. "
            "Check it again: a stale flag endangers a new tenant."
        )


def _set_victim_view(flag: AddressFlag, view: str, note: str) -> None:
    if view not in VictimView.values:
        raise Refused("Say whether those it protects were asked.")
    sentence = "Say what they think of it." if view == "SOUGHT" else "Say why it is not safe to ask"
    flag.victim_view, flag.victim_note = view, worded(note, sentence)


def _checked_end(expires_on: date, flag: AddressFlag) -> date:
    latest = rules.latest_end(flag.risk, flag.case.force.nation)
    if expires_on <= timezone.localdate():
        raise Refused("The flag must end after today.")
    if expires_on > latest:
        raise Refused(f"On this risk the flag must end by {short_date(latest)}.")
    return expires_on


@transaction.atomic
def decide_flag(
    *, address_flag: AddressFlag, by: User, decision: str, text_guard: TextGuard, reason: str = ""
) -> AddressFlag:
    """Approve it (APPROVE), refuse it (REFUSE), or send it back (SEND_BACK) with a reason.

    Approval asks again whether the address stands, the end is in time and the text names nobody,
    since records come in meanwhile. Raises NotAllowed, Refused.
    """
    flag = locked(address_flag)
    permissions.check_can_decide(by, flag)
    if not rules.awaits_approval(flag):
        require(flag, [], "decided on")
    now, before = timezone.now(), str(flag.state)
    if decision == "SEND_BACK":
        flag.returned_because = worded(reason, "Say what must change.")
        flag.proposed_at = None
        return kept(flag, "address_flag.sent_back", by=by, before=before, reason=reason)
    if decision == "REFUSE":
        reason = worded(reason, "Say why the flag is refused.")
        flag.refuse(by=by, at=now)
        return kept(flag, "address_flag.refused", by=by, before=before, reason=reason)
    if decision != "APPROVE":
        raise Refused("Decide whether the address is flagged.")
    check_address_stands(flag)
    for text in (flag.instruction, flag.occupants, flag.phones):
        text_guard(flag.case.person, text)
    assert flag.expires_on is not None
    flag.risk = rules.risk_of(flag.case)
    _checked_end(flag.expires_on, flag)
    flag.desk = rules.desk_for(flag.case)
    flag.approve(by=by, at=now)
    add_term(flag, by=by)
    after: dict[str, Any] = {"expires_on": flag.expires_on, "desk": flag.desk.pk}
    return kept(flag, "address_flag.approved", by=by, before=before, reason=reason, **after)


def add_term(flag: AddressFlag, *, by: User) -> None:
    """Keep what was agreed now: why, on what risk, until when."""
    assert flag.expires_on is not None
    assert flag.decided_at is not None
    FlagTerm.objects.create(
        flag=flag,
        number=flag.terms.count() + 1,
        reason=flag.reason,
        risk=flag.risk,
        expires_on=flag.expires_on,
        agreed_by=by,
        agreed_at=flag.decided_at,
    )


@transaction.atomic
def withdraw_flag(*, address_flag: AddressFlag, by: User, reason: str) -> AddressFlag:
    """Take the flag back, for a reason. Raises Refused once it is live: then it is removed."""
    flag = locked(address_flag)
    permissions.check_can_withdraw(by, flag)
    reason = worded(reason, "Say why the flag is taken back.")
    before = str(flag.state)
    if flag.state not in (S.PROPOSED, S.APPROVED, S.NOT_HELD):
        raise Refused("Command and control has this flag. Ask for its removal on the flag's page.")
    flag.withdraw(at=timezone.now())
    return kept(flag, "address_flag.withdrawn", by=by, before=before, reason=reason)
