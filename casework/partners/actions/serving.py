"""What the agency says of its work: the first appointment, how it goes, how it ended."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.actions import hear_of_change
from casework.cases.models import ChangeKind
from casework.core.errors import Refused
from casework.partners import permissions
from casework.partners.actions.shared import keep_reply, locked, require_state
from casework.partners.models import Referral, ReferralState, Reply
from casework.partners.models.states import AT_SERVICE, BEFORE_SERVICE


@transaction.atomic
def begin_service(
    *,
    referral: Referral,
    by: User,
    came: bool,
    on: date | None = None,
    note: str = "",
    behind_the_wall: bool = False,
) -> Referral:
    """The first appointment took place `on` a local date, or they never came.

    Who never came has disengaged, and the risk is to be looked at. Raises NotVisible, Refused.
    """
    row = locked(referral)
    permissions.check_can_answer_for_agency(by, row)
    require_state(row, *BEFORE_SERVICE, what="started")
    before, now = row.state, timezone.now()
    if came:
        if on is None or on > timezone.localdate():
            raise Refused("Enter the day of the first appointment, today or earlier.")
        row.begin_service(on=on, at=now)
        kind, verb = Reply.Kind.STARTED, "referral.service_started"
    else:
        row.disengage(at=now)
        kind, verb = Reply.Kind.ENDED, "referral.ended"
    keep_reply(row, kind, by=by, text=note, behind_the_wall=behind_the_wall)
    kept(row, verb, by=by, before=before)
    if not came:
        _dropped_out(row, by)
    return row


@transaction.atomic
def report_service(
    *,
    referral: Referral,
    by: User,
    progress: str,
    sessions: int,
    note: str,
    bears_on_risk: bool,
    behind_the_wall: bool = False,
) -> Referral:
    """How it goes: IN_SERVICE, COMPLETED, DISENGAGED or WITHDRAWN; how often they came.

    What bears on risk, and dropping out, asks for a new assessment. Raises NotVisible, Refused.
    """
    row = locked(referral)
    permissions.check_can_answer_for_agency(by, row)
    require_state(row, *AT_SERVICE, what="reported on")
    if not note.strip():
        raise Refused("Say how it goes.")
    before = row.state
    _move(row, progress)
    goes_on = progress == ReferralState.IN_SERVICE
    keep_reply(
        row,
        Reply.Kind.FEEDBACK if goes_on else Reply.Kind.ENDED,
        by=by,
        text=note,
        behind_the_wall=behind_the_wall,
        sessions_attended=sessions,
        bears_on_risk=bears_on_risk,
    )
    kept(
        row,
        "referral.reported" if goes_on else "referral.ended",
        by=by,
        before=before,
        sessions=sessions,
    )
    if progress == ReferralState.DISENGAGED:
        _dropped_out(row, by)
    if bears_on_risk:
        told = f"The agency of referral {row.ref} reported something that bears on the risk."
        hear_of_change(case=row.case, by=by, kind=ChangeKind.PARTNER_INFO, note=told)
    return row


def _move(referral: Referral, progress: str) -> None:
    now = timezone.now()
    if progress == ReferralState.IN_SERVICE:
        referral.report(at=now)
    elif progress == ReferralState.COMPLETED:
        referral.complete(at=now)
    elif progress == ReferralState.DISENGAGED:
        referral.disengage(at=now)
    elif progress == ReferralState.WITHDRAWN:
        referral.end_service(at=now)
    else:
        raise Refused("Select how it goes.")


def _dropped_out(referral: Referral, by: User) -> None:
    told = f"They left the service of referral {referral.ref}, or never began."
    hear_of_change(case=referral.case, by=by, kind=ChangeKind.DROPPED_OUT, note=told)
