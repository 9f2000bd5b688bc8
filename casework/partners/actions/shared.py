"""What every action on a referral does: lock, refuse in words, write one event."""

from __future__ import annotations

from typing import Any

from casework.accounts.models import User
from casework.core.errors import Refused
from casework.partners.models import Referral, ReferralState, Reply


def locked(referral: Referral) -> Referral:
    """The referral as it is now, its row locked until the transaction ends."""
    row: Referral = (
        Referral.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__force", "service__agency")
        .get(pk=referral.pk)
    )
    return row


def require_state(referral: Referral, *states: str, what: str) -> None:
    """Raise Refused unless the referral is in one of `states`; `what` is a participle."""
    if referral.state not in states:
        state = ReferralState(referral.state).label.lower()
        raise Refused(f"This referral is at “{state}”, so it cannot be {what} now.")


def keep_reply(
    referral: Referral,
    kind: str,
    *,
    by: User,
    text: str = "",
    behind_the_wall: bool = False,
    **more: Any,
) -> Reply:
    """Keep what the agency wrote, marked where it holds what a victim said."""
    return Reply.objects.create(
        referral=referral,
        kind=kind,
        text=text.strip(),
        behind_the_wall=behind_the_wall,
        by=by,
        **more,
    )
