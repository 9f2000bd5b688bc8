"""Writing a referral: to whom, why, what staff must know; then exactly what is shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.gate import require_open_gate
from casework.cases.models import Case
from casework.core.errors import Refused, worded
from casework.partners import freezing, permissions, rules
from casework.partners.actions.shared import locked, require_state
from casework.partners.models import (
    Basis,
    DataSet,
    ItemKind,
    Pathway,
    Referral,
    ReferralState,
    Service,
    SharedItem,
)

FOR_CHILDREN = (Pathway.CHILDREN, Pathway.SCHOOLS)
Item = dict[str, str]


def check_referral_may_be_started(case: Case) -> None:
    """Raise Refused where the force works with no agency under an agreement in force."""
    if not Service.objects.filter(agency__force=case.force, is_open=True).exists():
        raise Refused("No agency offers a service here yet. A manager (DI) adds agencies.")


@transaction.atomic
def start_referral(*, case: Case, by: User) -> Referral:
    """A referral to be written. Raises NotAllowed, Refused."""
    referral: Referral = Referral(case=case)
    permissions.check_can_write(by, referral)
    check_referral_may_be_started(case)
    return kept(referral, "referral.started", by=by, before="")


@transaction.atomic
def write_referral(
    *,
    referral: Referral,
    by: User,
    service: Service,
    need: str,
    urgency: str,
    risk_to_staff: str,
    person_told: str,
    takes_part: str,
) -> Referral:
    """To which service and why, how urgent, what its staff must know, what the person knows.

    Nothing is prepared while contact is not cleared: an approach by an agency is contact. Raises
    NotAllowed, Refused.
    """
    row = locked(referral)
    permissions.check_can_write(by, row)
    require_state(row, ReferralState.DRAFT, what="written")
    require_open_gate(row.case)
    _check_choices(urgency, takes_part)
    row.service = service
    row.need = worded(need, "Enter what they need.")
    row.urgency, row.takes_part = urgency, takes_part
    row.risk_to_staff = worded(
        risk_to_staff,
        "Enter what the agency's staff must know to be safe, or that nothing is known.",
    )
    row.person_told = worded(person_told, "Enter what the person has been told.")
    row.author, row.data_set = by, None
    check_service(row)
    return kept(
        row, "referral.written", by=by, before=row.state, service=service.pk, urgency=urgency
    )


def _check_choices(urgency: str, takes_part: str) -> None:
    if urgency not in Referral.Urgency.values:
        raise Refused("Select how urgent it is.")
    if takes_part not in Referral.TakesPart.values:
        raise Refused("Select whether the person agrees to take part.")


def check_service(referral: Referral) -> None:
    """Raise Refused where this person cannot be sent to this service at all."""
    service = referral.service
    if service is None:
        raise Refused("Select a service.")
    if service.agency.force_id != referral.case.force_id or not service.is_open:
        raise Refused("That service is not open to this force. Select another one.")
    if service.agency.agreement_on() is None:
        raise Refused(
            "No sharing agreement with this agency is in force. A manager (DI) renews it first."
        )
    if rules.is_under_age(referral) and service.pathway not in FOR_CHILDREN:
        raise Refused("They are under 18. Refer to children's social care or their school.")
    willing = (Referral.TakesPart.AGREED, Referral.TakesPart.ORDERED)
    if service.pathway == Pathway.PROGRAMME and referral.takes_part not in willing:
        raise Refused(
            "Nobody is sent to a programme who did not agree to take part, unless an order says so."
        )


@transaction.atomic
def choose_items(*, referral: Referral, by: User, items: Sequence[Item], minimum: str) -> Referral:
    """Freeze what is to be shared, each item on its own ground, and ask for approval.

    An item has kind, value, basis, statute, necessity, proportionality, all text. The need and
    the risk to staff are always among them. Raises NotAllowed, Refused.
    """
    row = locked(referral)
    permissions.check_can_write(by, row)
    require_state(row, ReferralState.DRAFT, what="put forward")
    worded(row.need, "Write the referral first.")
    row.data_set = freeze(row, by=by, items=items, minimum=minimum)
    row.return_reason = ""
    missing = [
        kind.label.lower()
        for kind in (ItemKind.NEED, ItemKind.RISK_TO_STAFF)
        if not row.data_set.items.filter(kind=kind).exists()
    ]
    if missing:
        raise Refused(f"These are always shared: {', '.join(missing)}.")
    data_set = row.data_set
    kinds = [item["kind"] for item in items]
    return kept(
        row, "referral.submitted", by=by, before=row.state, sha256=data_set.sha256, items=kinds
    )


def freeze(referral: Referral, *, by: User, items: Sequence[Item], minimum: str) -> DataSet:
    """A new frozen set of the referral. Raises Refused where an item lacks its ground."""
    if not items:
        raise Refused("Select at least one thing to share.")
    kept = [_checked(item) for item in items]
    number = referral.data_sets.count() + 1
    body = freezing.body_of(referral, number, [item.as_json() for item in kept])
    data_set = DataSet.objects.create(
        referral=referral,
        number=number,
        body=body,
        sha256=freezing.hash_of(body),
        minimum=worded(minimum, "Say why this is the least that does."),
        made_by=by,
        made_at=timezone.now(),
    )
    for item in kept:
        item.data_set = data_set
    SharedItem.objects.bulk_create(kept)
    return data_set


def _checked(item: Item) -> SharedItem:
    """The item as a row to be; Refused, naming it, where something of its ground is missing."""
    if item["kind"] not in ItemKind.values:
        raise Refused("Select what to share.")
    name = ItemKind(item["kind"]).label
    fields: dict[str, Any] = {key: text.strip() for key, text in item.items()}
    if not fields["value"]:
        raise Refused(f"{name}: nothing is known that could be shared.")
    if fields["basis"] not in Basis.values:
        raise Refused(f"{name}: select on which ground it is shared.")
    if fields["basis"] == Basis.GATEWAY and not fields["statute"]:
        raise Refused(f"{name}: name the statute that lets us share it.")
    if fields["basis"] != Basis.GATEWAY:
        fields["statute"] = ""
    worded(fields["necessity"], f"{name}: say why the agency needs it.")
    worded(fields["proportionality"], "Say why sharing this much is proportionate.")
    return SharedItem(**fields)
