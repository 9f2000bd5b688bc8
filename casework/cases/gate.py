"""Whether the person may be contacted now (domain: section 2.0, assurance: I8).

The answer is worked out each time from what is known at that moment. Its words are the same for
every reason that could betray covert activity or what a victim said: an officer reads "Refer to
DI before contact" whether MAPPA leads, a complaint is open, an advocate says no, a window of no
contact has begun or an authority is live. Only what the officer wrote down is said in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.cases.contact_rules import is_held, was_let_go
from casework.cases.models import Case, ContactGate, Special, State, VictimCheck
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

NO_AUTHORITY = "Nobody has authority for this contact. Have it signed, then check again."
NOT_SIGNED = "The authority for this contact has not been signed."
UNDER_18 = (
    "The person is under 18. Take the youth justice and safeguarding route: no letter, notice or "
    "visit for adults."
)
ASK_A_CLINICIAN = (
    "Ask a clinician or partner who knows the person before contact, and write down what they say "
    "in the contact check."
)
IN_CUSTODY = (
    "The person is in custody. Contact goes through the prison or custody liaison: name them in "
    "the contact check."
)
EMPLOYEE = (
    "The person works for the force or is related to somebody who uses this. A manager (DI) "
    "restricts the case to named people and tells professional standards before contact."
)
# Hard stops (domain: section 2.12), the gravest first.
STOPS = {
    Special.UNDER_18: UNDER_18,
    Special.EMPLOYEE: EMPLOYEE,
    Special.CAPACITY: ASK_A_CLINICIAN,
    Special.SELF_HARM: ASK_A_CLINICIAN,
    Special.IN_CUSTODY: IN_CUSTODY,
}

# What is written down may itself close the gate, from that very instant on.
AN_INSTANT = timedelta(microseconds=1)
# Before a manager has adopted the case; "" is before it was opened.
NOT_YET = ("", State.FLAGGED, State.TRIAGE, State.ASSESSMENT)


@dataclass(frozen=True)
class GateStatus:
    """Open or not, in a sentence. It holds nothing that says which check failed."""

    open: bool
    sentence: str
    valid_until: datetime | None = None


def gate_status(case: Case, *, at: datetime | None = None) -> GateStatus:
    """Whether contact is cleared on `case` at the aware instant `at`, now unless told.

    Of a past instant it says what could be known then: what was noted, imported, placed or
    logged after it neither closes nor opens the gate backwards.
    """
    at = at or timezone.now()
    state = _state_at(case, at)
    if state == State.LED_BY_MAPPA or _is_held(case, at):
        return GateStatus(False, REFER)
    if state not in UNDER_WAY:
        return GateStatus(False, NOT_UNDER_WAY if state in NOT_YET else SET_ASIDE)
    gate = case.gates.filter(checked_at__lte=at).first()
    if gate is None:
        return GateStatus(False, NOT_CHECKED)
    if not _clears(gate):
        return GateStatus(False, REFER)
    if stop := _stop(gate):
        return GateStatus(False, stop)
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


def was_cleared(case: Case, *, typed: datetime, written_at: datetime) -> bool:
    """Whether contact was cleared at a time that somebody typed, and wrote down at `written_at`.

    It has no seconds, so it stands for its minute: cleared at either end of that will do, as far
    as it had come by then. Both instants are aware.
    """
    ends = min(typed.replace(second=59, microsecond=999_999), written_at - AN_INSTANT)
    return any(gate_status(case, at=at).open for at in {typed, max(typed, ends)})


def require_open_gate(case: Case, *, at: datetime | None = None, signed: bool = True) -> None:
    """Raise Refused with the gate's sentence unless contact is cleared at `at`, now unless told.

    Called again where contact is released and where it is made, not only where the work began;
    there `signed` says whether the authority of what is released was signed (item 6).
    """
    status = gate_status(case, at=at)
    if not status.open:
        raise Refused(status.sentence)
    if not signed:
        raise Refused(NOT_SIGNED)


def require_no_hold(case: Case, *, at: datetime) -> None:
    """Raise Refused where something known now holds contact at the aware instant `at` to come:
    nothing is planned into a window of no contact."""
    if _is_held(case, at):
        raise Refused(REFER)


def linked_victims(case: Case, *, at: datetime | None = None) -> QuerySet[Person]:
    """Everyone recorded as a victim of the person, whatever became of the record; by age of id.

    With the aware instant `at`: those whom a record that was here by then names.
    """
    records = Incident.objects.filter(suspect=case.person_id, victim__isnull=False)
    if at is not None:
        # A record that changed since stands in its newest batch; its revisions keep the first.
        here = Q(batch__imported_at__lte=at) | Q(revisions__batch__imported_at__lte=at)
        records = records.filter(here)
    return (
        Person.objects.filter(pk__in=records.values("victim"))
        .exclude(pk=case.person_id)
        .order_by("pk")
    )


def has_unidentified_victims(case: Case) -> bool:
    """Whether a record names a victim who has no record of their own."""
    return Incident.objects.filter(suspect=case.person_id, victim=None).exists()


def _state_at(case: Case, at: datetime) -> str:
    """Where the case was at `at`: where it is, unless it has moved since."""
    if case.state_since <= at:
        return str(case.state)
    since = case.moves.filter(at__gt=at).order_by("at", "pk").first()
    return str(since.source if since else case.state)


def _is_held(case: Case, at: datetime) -> bool:
    """Whether a hold, a rule or covert work stood in the way at `at`."""
    return is_held(case, at)


def _clears(gate: ContactGate) -> bool:
    """Items 1, 2 and 4 of the gate; 3 and 5 are recorded and do not block, 6 has its own words."""
    if gate.live_investigation and not gate.oic_agrees:
        return False
    if not gate.deconflicted:
        return False
    return not gate.victim_checks.exclude(outcome=VictimCheck.Outcome.SAFE).exists()


def _stop(gate: ContactGate) -> str:
    """What the person who checked said themselves: no authority, or a hard stop not cleared."""
    if gate.authority == ContactGate.Authority.NONE:
        return NO_AUTHORITY
    stops = (words for each, words in STOPS.items() if gate.special.get(each) == "")
    return next(stops, "")


def _changed_since(case: Case, gate: ContactGate, at: datetime) -> bool:
    """Whether risk, records, address, victims or circumstances changed after the check and up
    to `at`, or something that held contact came to its end."""
    checked = gate.checked_at
    changes = case.changes.filter(noted_at__gt=checked, noted_at__lte=at)
    # A case that was set aside and came back, stepped down or up, is not where it was checked.
    moves = case.moves.filter(at__gt=checked, at__lte=at)
    if was_let_go(case, checked, at, changes, moves):
        return True
    asked = gate.victim_checks.values("victim")
    if linked_victims(case, at=at).exclude(pk__in=asked).exists():
        return True
    return (
        _records_came(case, checked, at)
        or _address_doubted(case, checked, at)
        or _risk_changed(case, checked, at)
    )


def _records_came(case: Case, checked: datetime, at: datetime) -> bool:
    """Whether an import brought anything new of the person, on either side, or of a victim.

    An address of the person comes in no other way, and the day it was given for says nothing
    of when it came here.
    """
    person = case.person_id
    theirs = Q(incident__suspect=person) | Q(incident__victim=person)
    of_victims = Q(incident__victim__in=linked_victims(case, at=at).values("pk"))
    came = IncidentRevision.objects.filter(
        batch__imported_at__gt=checked, batch__imported_at__lte=at
    )
    return came.filter(theirs | of_victims).exists()


def _address_doubted(case: Case, checked: datetime, at: datetime) -> bool:
    """Whether officers logged, on this or another case, that the person is not at an address."""
    not_there = Case.objects.filter(
        person=case.person_id,
        visits__attempts__outcome="NOT_AT_ADDRESS",
        visits__attempts__logged_at__gt=checked,
        visits__attempts__logged_at__lte=at,
    )
    found: bool = not_there.exists()
    return found


def _risk_changed(case: Case, checked: datetime, at: datetime) -> bool:
    bands = case.assessments.values_list("band", flat=True)
    return bands.filter(signed_at__lte=checked).first() != bands.filter(signed_at__lte=at).first()
