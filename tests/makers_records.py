"""People, records and flags for tests, without a file: what an import and a run would leave."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from casework.accounts.models import Force
from casework.identification.actions import current_programme
from casework.identification.models import Evidence, Finding, Flag, Run
from casework.incidents.models import ImportBatch, Incident
from casework.people.models import Person
from tests import makers

_numbers = count(1)
# Longer ago than any clear period, so that a case may step down unless a test says otherwise.
DAYS_SINCE_LAST_REPORT = 200


def make_person(*, force: Force | None = None, **fields: Any) -> Person:
    """A person a force knows, with a made-up name."""
    number = next(_numbers)
    given = {
        "nominal_id": f"N{number:06}",
        "forename": f"Forename{number}",
        "surname": f"Surname{number}",
        "date_of_birth": date(1985, 6, 15),
    }
    return Person.objects.create(force=force or makers.make_force(), **given | fields)


def make_batch(*, force: Force, at: datetime | None = None) -> ImportBatch:
    """An import of one row that was new."""
    return ImportBatch.objects.create(
        force=force,
        file_sha256=f"{next(_numbers):064}",
        imported_at=at or timezone.now(),
        read=1,
        new=1,
        same=0,
        changed=0,
        rejected=0,
    )


def make_incident(*, suspect: Person, victim: Person | None = None, **fields: Any) -> Incident:
    """A crime against a former partner, some months ago, in a batch of its own."""
    number = next(_numbers)
    on = fields.pop("on", timezone.localdate() - timedelta(days=DAYS_SINCE_LAST_REPORT))
    given = {
        "occurrence_no": f"OCC{number:06}",
        "crime_ref": f"CR{number:06}",
        "record_type": "CRIME",
        "ho_title": "Assault occasioning actual bodily harm",
        "relationship": "EX",
        "suspect_role": "SUSPECT",
        "offence_on": on,
        "offence_from": timezone.make_aware(datetime.combine(on, datetime.min.time())),
        "content_hash": f"{number:064}",
    }
    if "batch" not in fields:
        fields["batch"] = make_batch(force=suspect.force)
    return Incident.objects.create(
        force=suspect.force, suspect=suspect, victim=victim, **given | fields
    )


def make_flag(*, person: Person, incidents: list[Incident] | None = None) -> Flag:
    """A flag of the programme hampshire on a person, with the incidents behind it."""
    today = timezone.localdate()
    programme = current_programme(slug="hampshire")
    run = Run.objects.create(
        programme=programme,
        force=person.force,
        on=today,
        window_from=today - timedelta(days=5 * 365),
        rule_version=programme.version,
        ran_at=timezone.now(),
        considered=1,
    )
    flag = Flag.objects.create(
        person=person, programme_slug=programme.slug, raised_by=run, raised_at=timezone.now()
    )
    incidents = incidents or list(person.incidents_as_suspect.all())
    finding = Finding.objects.create(
        run=run, flag=flag, offences=len(incidents), partners=len({i.victim_id for i in incidents})
    )
    Evidence.objects.bulk_create(Evidence(finding=finding, incident=each) for each in incidents)
    return flag


def make_other_flag(person: Person) -> Flag:
    """A flag of another programme, as one that joins the person's open case."""
    flag = Flag.objects.filter(person=person).latest("pk")
    return Flag.objects.create(
        person=person,
        programme_slug=f"other-{next(_numbers)}",
        raised_by=flag.raised_by,
        raised_at=timezone.now(),
    )
