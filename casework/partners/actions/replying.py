"""What the agency says before it begins: that it has the referral, and whether it takes it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.partners import permissions
from casework.partners.actions.shared import keep_reply, locked, require_state
from casework.partners.models import DeclineCode, Referral, Reply
from casework.partners.models.states import TO_ACKNOWLEDGE, TO_DECIDE


@transaction.atomic
def acknowledge_referral(*, referral: Referral, by: User, note: str = "") -> Referral:
    """The agency has it. Raises NotVisible for anyone else, Refused."""
    row = locked(referral)
    permissions.check_can_answer_for_agency(by, row)
    require_state(row, *TO_ACKNOWLEDGE, what="acknowledged")
    before = row.state
    row.acknowledge(at=timezone.now())
    keep_reply(row, Reply.Kind.ACKNOWLEDGED, by=by, text=note)
    return kept(row, "referral.acknowledged", by=by, before=before)


@transaction.atomic
def decide_referral(
    *,
    referral: Referral,
    by: User,
    decision: str,
    note: str = "",
    decline_code: str = "",
    behind_the_wall: bool = False,
) -> Referral:
    """The agency takes it on (ACCEPT), declines with a code (DECLINE), asks (MORE_INFO) or points
    elsewhere (REDIRECT). What holds a victim's words is marked. Raises NotVisible, Refused.
    """
    row = locked(referral)
    permissions.check_can_answer_for_agency(by, row)
    require_state(row, *TO_DECIDE, what="decided")
    before, now = row.state, timezone.now()
    if decision == "ACCEPT":
        row.accept(at=now)
        kind, verb = Reply.Kind.ACCEPTED, "referral.accepted"
    elif decision == "DECLINE":
        if decline_code not in DeclineCode.values:
            raise Refused("Select why you decline.")
        row.decline(at=now, code=decline_code)
        kind, verb = Reply.Kind.DECLINED, "referral.declined"
    elif decision == "MORE_INFO":
        worded(note, "Say what else you need to know.")
        row.ask_for_more()
        kind, verb = Reply.Kind.MORE_INFO, "referral.asked"
    elif decision == "REDIRECT":
        worded(note, "Say which agency would be the right one.")
        row.redirect(at=now)
        kind, verb = Reply.Kind.REDIRECTED, "referral.redirected"
    else:
        raise Refused("Decide whether you take this referral on.")
    keep_reply(row, kind, by=by, text=note, behind_the_wall=behind_the_wall)
    return kept(row, verb, by=by, before=before, decline_code=row.decline_code)
