"""Which offers there are to take up again."""

from __future__ import annotations

from django.db.models import Q

from casework.cases.models import Case
from casework.victims.models import SupportOffer
from casework.victims.models.names import BEFORE_REFERRAL, TO_OFFER_AGAIN, WITH_SERVICE


def to_offer_again(case: Case) -> list[SupportOffer]:
    """The last offer to each person of the case, where it ended without support.

    None for somebody to whom support is being offered, or who is supported already.
    """
    mine = SupportOffer.objects.filter(case=case)
    open_work = Q(intervention__isnull=False, intervention__finished__isnull=True)
    busy = mine.filter(Q(state__in=(*BEFORE_REFERRAL, *WITH_SERVICE)) | open_work)
    offers = mine.filter(victim__isnull=False).exclude(
        victim__in=busy.exclude(victim=None).values("victim")
    )
    latest: dict[int | None, SupportOffer] = {}
    for offer in offers.order_by("pk"):
        latest[offer.victim_id] = offer
    return [offer for offer in latest.values() if offer.state in TO_OFFER_AGAIN]
