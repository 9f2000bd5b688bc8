"""What every action on an offer does: lock, refuse in words, keep the move and its one event."""

from __future__ import annotations

from typing import Any

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.models import Case
from casework.core.errors import Conflict, Refused
from casework.victims.models import SupportMove, SupportOffer, SupportOfferState

S = SupportOfferState


def locked(offer: SupportOffer) -> SupportOffer:
    """The offer as it is now, its row locked until the transaction ends; its case first, so that
    every two writers lock in the same order."""
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.case_id)
    row: SupportOffer = SupportOffer.objects.select_for_update(of=("self",), no_key=True).get(
        pk=offer.pk
    )
    return row


def check_at(offer: SupportOffer, *states: str, what: str) -> None:
    """Raise Conflict or Refused where the offer is at none of `states`, so that it cannot be
    `what` (a participle) now."""
    if offer.state in states:
        return
    state = SupportOfferState(offer.state).label.lower()
    sentence = f"This offer is at “{state}”, so it cannot be {what} now."
    last = offer.moves.select_related("by").last()
    if last is not None and last.source in states and last.by is not None:
        raise Conflict(sentence, by=last.by.display_name, at=last.at)
    raise Refused(sentence)


def keep(
    offer: SupportOffer, *, verb: str, by: User | None, before: str, reason: str = "", **after: Any
) -> SupportOffer:
    """Save the offer with its move, and write the one event; why stands in the move alone."""
    kept(offer, verb, by=by, before=before, **after)
    SupportMove.objects.create(
        offer=offer,
        name=verb.removeprefix("support."),
        source=before,
        target=offer.state,
        by=by,
        reason=reason.strip(),
    )
    return offer
