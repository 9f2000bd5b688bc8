"""Recording that contact was checked, whatever the check showed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TypedDict

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.actions.shared import begin, noted, worded
from casework.cases.gate import has_unidentified_victims, linked_victims
from casework.cases.models import Case, ContactGate, VictimCheck
from casework.cases.numbers import GATE_VALID
from casework.core.errors import Refused


class VictimAnswer(TypedDict):
    """What was found out for one victim: an outcome of VictimCheck, and a note."""

    outcome: str
    note: str


@transaction.atomic
def check_gate(
    *,
    case: Case,
    by: User,
    victims: Mapping[int, VictimAnswer],
    idva_view: str,
    idva_note: str,
    live_investigation: bool,
    oic_agrees: bool = False,
    oic_name: str = "",
    conditions_read: bool,
    conditions_note: str = "",
    deconflicted: bool,
    others_note: str = "",
    warnings_checked: bool,
    warnings_note: str = "",
) -> ContactGate:
    """Record items 1 to 5 of the contact gate (domain: section 2.0), good for some hours.

    `victims` maps the key of every linked victim to its answer. A check that shows danger is
    recorded like any other: `gate.gate_status` says what follows. No note goes into the event:
    it may hold a victim's words. Raises NotVisible, NotAllowed, Refused where something is left
    out.
    """
    row = begin(case, "contact", by=by)
    _check_victims(row, victims, others_note)
    _check_answers(
        idva_view,
        live_investigation and oic_agrees and not oic_name.strip(),
        not conditions_read and not conditions_note.strip(),
        not warnings_checked and not warnings_note.strip(),
    )
    now = timezone.now()
    gate = ContactGate.objects.create(
        case=row,
        idva_view=idva_view,
        idva_note=worded(idva_note, "Say what the advocate said, or why they were not asked."),
        live_investigation=live_investigation,
        oic_agrees=live_investigation and oic_agrees,
        oic_name=oic_name.strip() if live_investigation else "",
        conditions_read=conditions_read,
        conditions_note=conditions_note.strip(),
        deconflicted=deconflicted,
        others_note=others_note.strip(),
        warnings_checked=warnings_checked,
        warnings_note=warnings_note.strip(),
        checked_by=by,
        checked_at=now,
        valid_until=now + timedelta(hours=GATE_VALID.value),
    )
    VictimCheck.objects.bulk_create(
        VictimCheck(gate=gate, victim_id=key, outcome=each["outcome"], note=each["note"].strip())
        for key, each in victims.items()
    )
    after = {"gate": gate.pk, "valid_until": gate.valid_until}
    noted(row, "contact", by=by, after=after)
    return gate


def _check_victims(case: Case, victims: Mapping[int, VictimAnswer], others_note: str) -> None:
    """Everyone linked is asked about, by name or in words; nobody else is smuggled in."""
    if set(linked_victims(case).values_list("pk", flat=True)) != set(victims):
        raise Refused("Say for each person at risk whether contact is safe for them.")
    outcomes = VictimCheck.Outcome
    for answer in victims.values():
        if answer["outcome"] not in outcomes.values:
            raise Refused("Say for each person at risk whether contact is safe for them.")
        if answer["outcome"] != outcomes.SAFE and not answer["note"].strip():
            raise Refused("Say what stands in the way of contact, or what has to be done first.")
    if has_unidentified_victims(case) and not others_note.strip():
        raise Refused(
            "A record names a victim who has no record of their own. "
            "Say who they are and why contact is safe for them."
        )


def _check_answers(idva_view: str, no_oic: bool, no_conditions: bool, no_warnings: bool) -> None:
    if idva_view not in ContactGate.IdvaView.values:
        raise Refused("Say whether the advocate was asked.")
    if no_oic:
        raise Refused("Name the officer in the case who agrees.")
    if no_conditions:
        raise Refused("Read the conditions first, or say why they could not be read.")
    if no_warnings:
        raise Refused("Check the warnings first, or say why they could not be checked.")
