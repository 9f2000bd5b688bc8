"""Calls to a flagged address: logged by the control room, read by the owner, looked at again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.enforcement.flags import permissions
from casework.enforcement.flags.actions.shared import (
    locked,
    past,
    require,
    stir,
)
from casework.enforcement.flags.models import (
    IN_FORCE,
    AddressFlag,
    AddressFlagState,
    FlagHit,
    FlagHitReview,
)

S = AddressFlagState


@transaction.atomic
def log_hit(
    *,
    address_flag: AddressFlag,
    by: User,
    incident_reference: str,
    graded_up: bool,
    at: datetime | None = None,
    note: str = "",
) -> FlagHit:
    """The control room logs a call to the flagged address; `at` is when (aware, now unless told).

    A call is logged whatever else is being done with the flag. Raises NotAllowed, Refused.
    """
    flag = locked(address_flag)
    permissions.check_is_desk(by, flag)
    require(flag, IN_FORCE, "the ground of a call")
    before, when = str(flag.state), past(at)
    reference = worded(incident_reference, "Enter the reference of the incident.")
    if flag.confirmed_at is not None and when < flag.confirmed_at:
        raise Refused("The call came before the flag was live.")
    if flag.hits.filter(incident_reference=reference).exists():
        raise Refused("This call has already been logged.")
    hit = FlagHit.objects.create(
        flag=flag,
        at=when,
        incident_reference=reference,
        graded_up=graded_up,
        note=note.strip(),
        logged_by=by,
    )
    if flag.state == S.LIVE:
        flag.hit()
    stir(flag)
    kept(flag, "address_flag.hit", by=by, before=before, hit=hit.pk, graded_up=graded_up)
    return hit


@transaction.atomic
def note_hit_read(*, address_flag: AddressFlag, by: User, understood: bool = False) -> AddressFlag:
    """The owner of the case has read of the call. Raises NotAllowed, Refused."""
    flag = locked(address_flag)
    permissions.check_works_on_case(by, flag)
    if not understood:
        raise Refused("Tick that you have read what happened.")
    return kept(flag, "address_flag.hit_read", by=by, before=str(flag.state))


@transaction.atomic
def review_hits(
    *, address_flag: AddressFlag, by: User, followed: bool, missed: str = "", feedback: str = ""
) -> AddressFlag:
    """The adviser has looked again at every call that nobody had looked at.

    `followed` says whether they were graded and handled as the flag asks; where not, `missed`
    says what was missed and `feedback` what was said to whom. Raises NotAllowed, Refused.
    """
    flag = locked(address_flag)
    permissions.check_is_desk(by, flag)
    calls = list(flag.hits.filter(review=None))
    if not calls:
        raise Refused("Every call to this address has been looked at.")
    if any(not call.graded_up for call in calls) and followed:
        raise Refused("A call was not graded up. Say what was missed.")
    if not followed:
        missed = worded(missed, "Say what was missed.")
        feedback = worded(feedback, "Say what feedback was given, and to whom.")
    before = str(flag.state)
    FlagHitReview.objects.bulk_create(
        FlagHitReview(hit=call, followed=followed, missed=missed, feedback=feedback, reviewed_by=by)
        for call in calls
    )
    if flag.state == S.HIT:
        flag.settle_hit()
    after: dict[str, Any] = {"calls": [call.pk for call in calls], "followed": followed}
    return kept(flag, "address_flag.hit_reviewed", by=by, before=before, **after)
