"""What the control room does: puts the flag into command and control, and takes it out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.enforcement.flags import permissions
from casework.enforcement.flags.actions.proposing import check_address_stands
from casework.enforcement.flags.actions.shared import (
    locked,
    past,
    require,
    stir,
)
from casework.enforcement.flags.models import AddressFlag, AddressFlagState, Ground

S = AddressFlagState


@transaction.atomic
def confirm_live(
    *,
    address_flag: AddressFlag,
    by: User,
    decision: str,
    cc_reference: str = "",
    at: datetime | None = None,
    why: str = "",
) -> AddressFlag:
    """The adviser says that command and control holds it (HELD), or that it cannot (CANNOT).

    `cc_reference` is its reference there, `at` when it went in (aware, now unless told). A
    renewed flag is confirmed with its new end in the same way. Raises NotAllowed, Refused.
    """
    flag = locked(address_flag)
    permissions.check_is_desk(by, flag)
    require(flag, [S.APPROVED, S.RENEWED], "confirmed")
    before = str(flag.state)
    if decision == "CANNOT":
        if flag.state == S.RENEWED:
            raise Refused("It stands there already. Enter its reference, or ask for its removal.")
        why = worded(why, "Say why command and control cannot hold it.")
        flag.cannot_be_held(why=why)
        return kept(flag, "address_flag.cannot_be_held", by=by, before=before, reason=why)
    if decision != "HELD":
        raise Refused("Say whether command and control holds the flag.")
    check_address_stands(flag)
    reference = worded(cc_reference, "Enter the command and control reference.")
    when = past(at)
    if flag.decided_at is not None and when < flag.decided_at:
        raise Refused("It cannot have gone in before it was approved.")
    flag.go_live(by=by, at=when, reference=reference)
    return kept(flag, "address_flag.live", by=by, before=before, cc_reference=reference, at=when)


@transaction.atomic
def decide_unheld(
    *, address_flag: AddressFlag, by: User, decision: str, reason: str
) -> AddressFlag:
    """A DI decides on a flag that cannot be held: another text (AGAIN), or none (STOP)."""
    flag = locked(address_flag)
    permissions.check_is_manager(by, flag)
    require(flag, [S.NOT_HELD], "decided on")
    before, reason = str(flag.state), worded(reason, "Say why.")
    if decision == "AGAIN":
        flag.propose_again(because=reason)
        return kept(flag, "address_flag.proposed_again", by=by, before=before, reason=reason)
    if decision != "STOP":
        raise Refused("Decide whether the flag is proposed with another text.")
    flag.withdraw(at=past(None))
    return kept(flag, "address_flag.withdrawn", by=by, before=before, reason=reason)


@transaction.atomic
def confirm_removed(
    *, address_flag: AddressFlag, by: User, reference: str, at: datetime | None = None
) -> AddressFlag:
    """The adviser has taken it out of command and control; `at` is when (aware, now unless told).

    Raises NotAllowed, Refused.
    """
    flag = locked(address_flag)
    permissions.check_is_desk(by, flag)
    require(flag, [S.REMOVAL_REQUESTED], "taken out")
    before = str(flag.state)
    reference = worded(reference, "Enter the command and control reference.")
    when = past(at)
    if flag.confirmed_at is not None and when < flag.confirmed_at:
        raise Refused("It cannot have come out before it went in.")
    flag.remove(by=by, at=when, reference=reference)
    return kept(flag, "address_flag.removed", by=by, before=before, reference=reference, at=when)


@transaction.atomic
def settle_incident(
    *, address_flag: AddressFlag, by: User, found: str, finding: str, reference: str = ""
) -> AddressFlag:
    """A DI has found out whether command and control still shows an expired flag.

    GONE, with the reference under which that was seen, ends it; THERE asks the control room to
    take it out. `finding` says how it came about. Raises NotAllowed, Refused.
    """
    flag = locked(address_flag)
    permissions.check_is_manager(by, flag)
    require(flag, [S.EXPIRED_UNCONFIRMED], "settled")
    before, finding = str(flag.state), worded(finding, "Say what was found and how it came about.")
    now = past(None)
    if found == "GONE":
        reference = worded(reference, "Enter the command and control reference.")
        flag.removal_ground = flag.removal_ground or Ground.EXPIRED
        flag.removal_requested_at = flag.removal_requested_at or now
        flag.remove(by=by, at=now, reference=reference)
        return kept(flag, "address_flag.incident_settled", by=by, before=before, reason=finding)
    if found != "THERE":
        raise Refused("Say whether command and control still shows the flag.")
    flag.address_event_at = None
    flag.request_removal(ground=Ground.EXPIRED, reason=finding, by=by, at=now)
    stir(flag)
    return kept(flag, "address_flag.removal_requested", by=by, before=before, reason=finding)
