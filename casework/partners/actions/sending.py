"""What goes to the agency: the approved set, and what it asked for afterwards. Each item that
goes out leaves its row in the log of disclosures (DPA 2018 s.62)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.gate import require_open_gate
from casework.core.errors import Refused, worded
from casework.partners import permissions
from casework.partners.actions.deciding import check_ready
from casework.partners.actions.shared import locked, require_state
from casework.partners.actions.writing import Item, freeze
from casework.partners.models import DataSet, Disclosure, Referral, ReferralState


@transaction.atomic
def send_referral(*, referral: Referral, by: User, recipient: str, method: str) -> Referral:
    """Send the approved set to the agency, to somebody by name, on a secure route.

    Contact must be cleared at this very moment. Raises NotAllowed, Refused.
    """
    row = locked(referral)
    permissions.check_can_send(by, row)
    require_state(row, ReferralState.APPROVED, what="sent")
    now = timezone.now()
    require_open_gate(row.case, at=now)
    check_ready(row)
    data_set = row.data_set
    if data_set is None:
        raise Refused("What is to be shared has not been chosen yet.")
    row.send(by=by, at=now, sha256=data_set.sha256)
    given = _disclose(row, data_set, by=by, at=now, recipient=recipient, method=method)
    return kept(
        row,
        "referral.sent",
        by=by,
        before=ReferralState.APPROVED,
        agency=row.agency.pk,
        method=method,
        items=given,
        sha256=data_set.sha256,
    )


def _disclose(
    referral: Referral, data_set: DataSet, *, by: User, at: datetime, recipient: str, method: str
) -> list[str]:
    """One row for each item: to whom, when, how, under which agreement. Returns the kinds."""
    agreement = referral.agency.agreement_on()
    if agreement is None:
        raise Refused(
            "No sharing agreement with this agency is in force. A manager (DI) renews it first."
        )
    recipient = worded(recipient, "Enter who at the agency gets it.")
    if method not in Disclosure.Method.values:
        raise Refused("Select a secure route.")
    items = list(data_set.items.order_by("pk"))
    Disclosure.objects.bulk_create(
        Disclosure(
            referral=referral,
            item=item,
            agency=referral.agency,
            recipient=recipient,
            method=method,
            agreement=agreement,
            by=by,
            at=at,
        )
        for item in items
    )
    return [item.kind for item in items]


@transaction.atomic
def answer_agency(
    *, referral: Referral, by: User, items: Sequence[Item], minimum: str, reason: str = ""
) -> Referral:
    """Answer what the agency asked: more items, each on its own ground, or why there are none.

    It goes to whom the referral went, the same way. Raises NotAllowed, Refused.
    """
    row = locked(referral)
    permissions.check_can_send(by, row)
    require_state(row, ReferralState.MORE_INFO, what="answered")
    now = timezone.now()
    given: list[str] = []
    if items:
        require_open_gate(row.case, at=now)
        first = row.disclosures.earliest("pk")
        data_set = freeze(row, by=by, items=items, minimum=minimum)
        given = _disclose(
            row, data_set, by=by, at=now, recipient=first.recipient, method=first.method
        )
    else:
        worded(reason, "Say why nothing more is shared.")
    row.answer(at=now)
    return kept(
        row, "referral.answered", by=by, before=ReferralState.MORE_INFO, reason=reason, items=given
    )
