"""Whether the person may be contacted now (domain: section 2.0, assurance: I8).

The answer is worked out each time from what is known at that moment. Its words are the same for
every reason that could betray covert activity or what a victim said: an officer reads "Refer to
DI before contact" whether MAPPA leads, a complaint is open or an advocate says no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.cases.models import Case, ContactGate, State, VictimCheck
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Refused
from casework.incidents.models import Incident, IncidentRevision
from casework.people.models import Person
from casework.ui.times import local_time

REFER = "Refer to DI before contact."
NOT_UNDER_WAY = "Contact can be made once a manager (DI) has adopted the case."
SET_ASIDE = "The case is not under way, so no contact can be made."
NOT_CHECKED = "Nobody has checked yet that contact is safe."
CHANGED = "Something has changed since contact was checked. Check again that contact is safe."


@dataclass(frozen=True)
class GateStatus:
    """Open or not, in a sentence. It holds nothing that says which check failed."""

    open: bool
    sentence: str
    valid_until: datetime | None = None


def gate_status(case: Case, *, at: datetime | None = None) -> GateStatus:
    """Whether contact is cleared on `case` at the aware instant `at`, now unless told."""
    at = at or timezone.now()
    if case.state == State.LED_BY_MAPPA or _is_held(case):
        return GateStatus(False, REFER)
    if case.state not in UNDER_WAY:
        early = case.state in (State.FLAGGED, State.TRIAGE, State.ASSESSMENT)
        return GateStatus(False, NOT_UNDER_WAY if early else SET_ASIDE)
    gate = case.gates.filter(checked_at__lte=at).first()
    if gate is None:
        return GateStatus(False, NOT_CHECKED)
    if not _clears(gate):
        return GateStatus(False, REFER)
    if at >= gate.valid_until:
        ran_out = local_time(gate.valid_until)
        return GateStatus(
            False, f"The contact check ran out on {ran_out}. Check again that contact is safe."
        )
    if _changed_since(case, gate, at):
        return GateStatus(False, CHANGED)
    return GateStatus(
        True, f"Contact is cleared until {local_time(gate.valid_until)}.", gate.valid_until
    )


def require_open_gate(case: Case, *, at: datetime | None = None) -> None:
    """Raise Refused with the gate's sentence unless contact is cleared at `at`, now unless told.

    Called again where contact is released, not only where the work began.
    """
    status = gate_status(case, at=at)
    if not status.open:
        raise Refused(status.sentence)


def linked_victims(case: Case) -> QuerySet[Person]:
    """Everyone recorded as a victim of the person, whatever became of the record; by age of id."""
    return (
        Person.objects.filter(incidents_as_victim__suspect=case.person_id)
        .exclude(pk=case.person_id)
        .distinct()
        .order_by("pk")
    )


def has_unidentified_victims(case: Case) -> bool:
    """Whether a record names a victim who has no record of their own."""
    return Incident.objects.filter(suspect=case.person_id, victim=None).exists()


def _is_held(case: Case) -> bool:
    return case.contact_holds.filter(lifted_at=None).exists()


def _clears(gate: ContactGate) -> bool:
    """Items 1, 2 and 4 of the gate; items 3 and 5 are recorded and do not block."""
    if gate.live_investigation and not gate.oic_agrees:
        return False
    if not gate.deconflicted:
        return False
    return not gate.victim_checks.exclude(outcome=VictimCheck.Outcome.SAFE).exists()


def _changed_since(case: Case, gate: ContactGate, at: datetime) -> bool:
    """Whether risk, records, address, victims or circumstances changed after the check."""
    checked = gate.checked_at
    if case.changes.filter(noted_at__gt=checked, noted_at__lte=at).exists():
        return True
    # A case that was set aside and came back, stepped down or up, is not where it was checked.
    if case.moves.filter(at__gt=checked, at__lte=at).exists():
        return True
    asked = gate.victim_checks.values("victim")
    if linked_victims(case).exclude(pk__in=asked).exists():
        return True
    return (
        _records_came(case, checked)
        or _address_changed(case, checked, at)
        or _risk_changed(case, checked)
    )


def _records_came(case: Case, checked: datetime) -> bool:
    """Whether an import brought anything new of the person, on either side, or of a victim."""
    person = case.person_id
    theirs = Q(incident__suspect=person) | Q(incident__victim=person)
    of_victims = Q(incident__victim__in=linked_victims(case).values("pk"))
    came = IncidentRevision.objects.filter(batch__imported_at__gt=checked)
    return came.filter(theirs | of_victims).exists()


def _address_changed(case: Case, checked: datetime, at: datetime) -> bool:
    """Whether the person moved. Of an address only the day is known, of the door the instant."""
    day = timezone.localdate(checked)
    moved_house = Q(first_seen_on__gt=day) | Q(doubtful_since__gt=day)
    if case.person.contacts.filter(moved_house).exists():
        return True
    not_there = case.visits.filter(
        attempts__outcome="NOT_AT_ADDRESS",
        attempts__logged_at__gt=checked,
        attempts__logged_at__lte=at,
    )
    found: bool = not_there.exists()
    return found


def _risk_changed(case: Case, checked: datetime) -> bool:
    bands = case.assessments.values_list("band", flat=True)
    return bands.filter(signed_at__lte=checked).first() != bands.first()
