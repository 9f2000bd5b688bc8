"""What can change after a contact check, each as it really comes about.

An import, a word of an officer, a visit, a decision: every ground on which a check stands no
longer.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from casework.cases import actions
from casework.cases.gate import linked_victims
from casework.cases.models import Band, Case
from casework.incidents.models import Incident, IncidentRevision
from casework.visits.models import Outcome
from tests import makers_cases, makers_visits
from tests.makers_cases import people_of
from tests.makers_incidents import import_rows, make_row


def a_change(case: Case) -> None:
    actions.note_change(case=case, by=people_of(case).officer, kind="BAIL", note="Bail ended.")


def a_record(case: Case) -> None:
    incident = case.person.incidents_as_suspect.first()
    assert incident is not None
    revise(case, incident)


def revise(case: Case, incident: Incident) -> None:
    batch = makers_cases.make_batch(force=case.force)
    IncidentRevision.objects.create(
        incident=incident,
        batch=batch,
        content_hash=incident.content_hash,
        record_type=incident.record_type,
        relationship=incident.relationship,
        offence_on=incident.offence_on,
    )


def a_victim(case: Case) -> None:
    makers_cases.make_incident(
        suspect=case.person, victim=makers_cases.make_person(force=case.force)
    )


def an_address(case: Case) -> None:
    """The force's next export says of a record we hold that the person lives elsewhere."""
    incident = case.person.incidents_as_suspect.first()
    assert incident is not None
    assert incident.victim is not None
    row = make_row(
        occurrence_no=incident.occurrence_no,
        crime_ref=incident.crime_ref,
        suspect_nominal_id=case.person.nominal_id,
        victim_nominal_id=incident.victim.nominal_id,
        suspect_address="3 Weir Street",
    )
    with TemporaryDirectory() as folder:
        batch = import_rows(Path(folder) / "export.csv", [row], force=case.force)
    assert batch.changed == 1


def a_band(case: Case) -> None:
    assessment = makers_cases.assessment_of(Band.HIGH)
    actions.sign_assessment(case=case, by=people_of(case).officer, **assessment)


def a_record_of_a_victim(case: Case) -> None:
    """Somebody else is reported for harming the same victim: where they live may be new."""
    victim = linked_victims(case).first()
    incident = makers_cases.make_incident(
        suspect=makers_cases.make_person(force=case.force), victim=victim
    )
    revise(case, incident)


def a_record_as_victim(case: Case) -> None:
    """The person is reported as the victim of somebody else."""
    incident = makers_cases.make_incident(
        suspect=makers_cases.make_person(force=case.force), victim=case.person
    )
    revise(case, incident)


def a_stay_in_custody(case: Case) -> None:
    makers_cases.suspend(case)
    actions.resume_case(case=case, by=people_of(case).officer, reason="Released.")


def a_spell_with_mappa(case: Case) -> None:
    makers_cases.hand_to_mappa(case)
    actions.take_lead_back(case=case, by=people_of(case).manager, reason="Level 1 again.")


def nobody_at_the_address(case: Case) -> None:
    """On the very day of the check, of which the address itself keeps the date alone."""
    visit = makers_visits.send_out(makers_visits.start(case))
    makers_visits.attempt(visit, Outcome.NOT_AT_ADDRESS)


CHANGES: list[Callable[[Case], None]] = [
    *(a_change, a_record, a_victim, an_address, a_band, a_record_of_a_victim, a_record_as_victim),
    *(a_stay_in_custody, a_spell_with_mappa, nobody_at_the_address),
]
