"""What must hold of referrals."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from casework.cases.gate import gate_status
from casework.core.invariants import must_hold
from casework.partners.models import Referral, SharedItem


@must_hold("I8", "No referral was sent while contact was not cleared")
def referrals_were_cleared() -> Iterator[str]:
    sent = Referral.objects.filter(sent_at__isnull=False)
    for referral in sent.select_related("case").order_by("pk").iterator():
        if not gate_status(referral.case, at=referral.sent_at).open:
            yield referral.ref


@must_hold("I13", "Everything that was sent to an agency is in the log of what was disclosed")
def what_was_sent_was_logged() -> Iterator[str]:
    sent = SharedItem.objects.filter(data_set__referral__sent_at__isnull=False)
    sent = sent.filter(data_set=F("data_set__referral__data_set"), disclosure=None)
    for item in sent.select_related("data_set__referral").order_by("pk").iterator():
        yield f"{item.data_set.referral.ref}: {item.kind}"
