"""Recording that contact was checked, whatever the check showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.actions.answers import ContactAnswers, VictimAnswer, worded_contact
from casework.cases.actions.shared import begin, noted
from casework.cases.gate import has_unidentified_victims, linked_victims
from casework.cases.models import Case, ContactGate, Special, VictimCheck
from casework.cases.numbers import ADULT_FROM, GATE_VALID
from casework.core.errors import Refused
from casework.people.queries import age_on

# No note makes ordinary contact right here: another route is taken.
NEVER_CLEARED = (Special.UNDER_18, Special.EMPLOYEE)


@transaction.atomic
def check_gate(*, case: Case, by: User, **answers: Unpack[ContactAnswers]) -> ContactGate:
    """Record the items of the contact gate (domain: section 2.0), good for some hours.

    That the person is under 18 is worked out from their date of birth, whoever says nothing of
    it. A check that shows danger is recorded like any other: `gate.gate_status` says what follows.
    No note goes into the event: it may hold a victim's words. Raises NotVisible, NotAllowed,
    Refused where something is left out.
    """
    row = begin(case, "contact", by=by)
    victims = answers["victims"]
    _check_victims(row, victims, answers.get("others_note", ""))
    now = timezone.now()
    limit = GATE_VALID.due(now, row.force.nation)
    said = worded_contact(answers)
    gate = ContactGate.objects.create(
        case=row,
        checked_by=by,
        checked_at=now,
        valid_until=limit.due_at,
        **said | {"special": _special(row, said["special"])},
    )
    VictimCheck.objects.bulk_create(
        VictimCheck(gate=gate, victim_id=key, outcome=each["outcome"], note=each["note"].strip())
        for key, each in victims.items()
    )
    after = {"gate": gate.pk, "valid_until": gate.valid_until, "valid_proof": limit.proof}
    noted(row, "contact", by=by, after=after)
    return gate


def _special(case: Case, said: dict[str, str]) -> dict[str, str]:
    """What was said of the person; what no note can clear stands uncleared."""
    age = age_on(case.person)
    if age is not None and age < ADULT_FROM.value:
        said = said | {Special.UNDER_18: ""}
    return {name: "" if name in NEVER_CLEARED else note for name, note in said.items()}


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
