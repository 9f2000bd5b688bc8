"""A sergeant's decision on what is to be shared; and not sending it after all."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.partners import freezing, permissions
from casework.partners.actions.shared import locked, require_state
from casework.partners.actions.writing import check_service
from casework.partners.models import Referral, ReferralState


@transaction.atomic
def approve_referral(*, referral: Referral, by: User, decision: str, reason: str = "") -> Referral:
    """Approve what is shared (APPROVE), or send it back to be written again (SEND_BACK).

    A sergeant or above who did not write it; every item has its ground, staff are warned, and an
    agreement is in force. Sending back needs a reason. Raises NotAllowed, Refused.
    """
    row = locked(referral)
    permissions.check_can_approve(by, row)
    require_state(row, ReferralState.DRAFT, what="approved")
    before = row.state
    if row.data_set is None:
        raise Refused("What is to be shared has not been chosen yet.")
    if decision == "SEND_BACK":
        row.return_reason = worded(reason, "Say what must change.")
        row.data_set = None
        kept(row, "referral.sent_back", by=by, before=before, reason=reason)
    elif decision == "APPROVE":
        check_ready(row)
        row.approve(by=by, at=timezone.now())
        kept(row, "referral.approved", by=by, before=before, sha256=row.data_set.sha256)
    else:
        raise Refused("Decide whether to approve the referral or to send it back.")
    return row


def check_ready(referral: Referral) -> None:
    """Raise Refused where something that must be there before anything is shared is not."""
    check_service(referral)
    worded(referral.risk_to_staff, "Say first what the agency's staff must know to be safe.")
    data_set = referral.data_set
    if data_set is None or not freezing.is_intact(data_set):
        raise Refused("What was put forward is not what was frozen. Choose the items again.")


@transaction.atomic
def cancel_referral(*, referral: Referral, by: User, reason: str) -> Referral:
    """Not to be sent, for a reason. Raises Refused once it was sent: a DI recalls it then."""
    row = locked(referral)
    permissions.check_can_cancel(by, row)
    require_state(row, ReferralState.DRAFT, ReferralState.APPROVED, what="stopped")
    reason = worded(reason, "Say why it is not sent.")
    before = row.state
    row.cancel()
    return kept(row, "referral.cancelled", by=by, before=before, reason=reason)
