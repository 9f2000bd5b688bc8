"""Sent in error: taken back, deleted by whoever got it, and assessed as a breach; and reading
what came from a victim."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.partners import permissions
from casework.partners.actions.shared import keep_reply, locked, require_state
from casework.partners.models import RECALLABLE, Referral, ReferralState, Reply


@transaction.atomic
def recall_referral(*, referral: Referral, by: User, reason: str) -> Referral:
    """A DI takes back what was sent in error, for a reason. Raises NotAllowed, Refused."""
    row = locked(referral)
    permissions.check_can_recall(by, row)
    require_state(row, *RECALLABLE, what="recalled")
    reason = worded(reason, "Say why it was sent in error.")
    before = row.state
    row.recall(by=by, at=timezone.now(), reason=reason)
    return kept(row, "referral.recalled", by=by, before=before, reason=reason)


@transaction.atomic
def confirm_deletion(*, referral: Referral, by: User, how: str) -> Referral:
    """The agency says how it deleted what it was sent. Raises NotVisible, Refused."""
    row = locked(referral)
    permissions.check_can_answer_for_agency(by, row)
    require_state(row, ReferralState.RECALLED, what="confirmed as deleted")
    if row.deletion_confirmed_at is not None:
        raise Refused("The deletion is already confirmed.")
    how = worded(how, "Say what you deleted, and where copies were.")
    row.deletion_confirmed_by, row.deletion_confirmed_at = by, timezone.now()
    keep_reply(row, Reply.Kind.DELETED, by=by, text=how)
    return kept(row, "referral.deletion_confirmed", by=by, before=row.state)


@transaction.atomic
def assess_breach(*, referral: Referral, by: User, assessment: str, reportable: bool) -> Referral:
    """A DI says what the error means for the people concerned, and whether it is to be reported.

    A breach that is likely to harm people goes to the Commissioner within 72 hours (DPA 2018
    s.67). Raises NotAllowed, Refused.
    """
    row = locked(referral)
    permissions.check_can_recall(by, row)
    require_state(row, ReferralState.RECALLED, what="assessed")
    if row.breach_assessment:
        raise Refused("The breach is already assessed.")
    row.breach_assessment = worded(assessment, "Say what the error means for those concerned.")
    row.breach_reportable = reportable
    return kept(row, "referral.breach_assessed", by=by, before=row.state, reportable=reportable)


@transaction.atomic
def open_wall(*, referral: Referral, by: User, reason: str) -> None:
    """Somebody cleared reads what came from a victim, for a reason that is kept.

    Raises NotVisible for everybody else, Refused without a reason.
    """
    permissions.check_can_read_behind_wall(by, referral)
    reason = worded(reason, "Say why you need to read it.")
    record(obj=referral, verb="referral.wall_opened", by=by, reason=reason)
