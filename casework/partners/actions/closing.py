"""What follows once the agency has ended it: the order told, the effect on risk, the next step."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.actions import hear_of_change
from casework.cases.models import ChangeKind
from casework.core.errors import Refused, worded
from casework.partners import permissions
from casework.partners.actions.shared import locked, require_state
from casework.partners.models import ENDED, Referral, ReferralState, RiskEffect
from casework.partners.models.states import NEEDS_NEXT_STEP


def must_tell_order(referral: Referral) -> bool:
    """Whether somebody dropped out of what an order requires, and its maker is not yet told."""
    ordered = referral.takes_part == Referral.TakesPart.ORDERED
    return ordered and referral.state == ReferralState.DISENGAGED and not referral.order_told


@transaction.atomic
def tell_of_order(*, referral: Referral, by: User, told: str) -> Referral:
    """Whoever made the order was told the same day. Raises NotAllowed, Refused."""
    row = locked(referral)
    permissions.check_can_send(by, row)
    if not must_tell_order(row):
        raise Refused("Nobody has to be told of an order now.")
    row.order_told = worded(told, "Say whom you told, and how.")
    return kept(row, "referral.order_told", by=by, before=row.state)


@transaction.atomic
def close_referral(
    *, referral: Referral, by: User, effect: str, note: str = "", next_step: str = ""
) -> Referral:
    """The owner says what it did to the risk and, where nothing was achieved, what follows.

    A higher risk asks for a new assessment. Raises NotAllowed, Refused.
    """
    row = locked(referral)
    permissions.check_can_send(by, row)
    require_state(row, *ENDED, what="closed")
    if must_tell_order(row):
        raise Refused("Tell whoever made the order first.")
    if effect not in RiskEffect.values:
        raise Refused("Select what it did to the risk.")
    if row.state in NEEDS_NEXT_STEP:
        worded(next_step, "Say what the next step is.")
    before = row.state
    row.close(
        by=by,
        at=timezone.now(),
        effect=effect,
        note=note.strip(),
        next_step=next_step.strip(),
    )
    kept(row, "referral.closed", by=by, before=before, outcome=row.outcome, risk_effect=effect)
    if effect == RiskEffect.HIGHER:
        told = f"Referral {row.ref} was closed with a higher risk."
        hear_of_change(case=row.case, by=by, kind=ChangeKind.PARTNER_INFO, note=told)
    return row
