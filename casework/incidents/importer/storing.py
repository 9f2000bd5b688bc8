"""Rows that were decided on, written in bulk: incidents, their revisions, unnamed victims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.incidents.importer.contacts import store_contacts
from casework.incidents.importer.deciding import Held, Key
from casework.incidents.importer.parsing import Accepted
from casework.incidents.importer.persons import store_persons
from casework.incidents.models import (
    ImportBatch,
    Incident,
    IncidentRevision,
    UnidentifiedVictim,
)
from casework.people.models import Person

KEY_FIELDS = frozenset({"id", "force", "occurrence_no", "crime_ref", "suspect", "victim"})
CHANGING = [field.name for field in Incident._meta.concrete_fields if field.name not in KEY_FIELDS]
READ_BY_RULES = ("record_type", "relationship", "outcome_code", "offence_on", "content_hash")
UNNAMED = ("forename", "surname", "date_of_birth", "address", "postcode", "phone")


def store(*, batch: ImportBatch, rows: Sequence[Accepted], held: Mapping[Key, Held]) -> None:
    """Write new and changed rows. Where a key is there twice the later row is the one kept."""
    if not rows:
        return
    persons = store_persons(batch=batch, rows=rows)
    store_contacts(rows=rows, persons=persons)
    latest = {row.key: row for row in rows}
    incidents = {key: _incident(batch, row, persons, held.get(key)) for key, row in latest.items()}
    Incident.objects.bulk_create([one for one in incidents.values() if one.pk is None])
    Incident.objects.bulk_create(
        [incidents[key] for key in latest if key in held],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=CHANGING,
    )
    _store_revisions(batch, list(incidents.values()))
    _store_unnamed([(incidents[key], row) for key, row in latest.items()])


def _incident(
    batch: ImportBatch, row: Accepted, persons: Mapping[str, Person], held: Held | None
) -> Incident:
    victim = persons[row.victim.nominal_id] if row.victim.nominal_id else None
    return Incident(
        pk=held.pk if held else None,
        force_id=batch.force_id,
        occurrence_no=row.occurrence_no,
        crime_ref=row.crime_ref,
        suspect=persons[row.suspect.nominal_id],
        victim=victim,
        source_updated_at=row.updated_at,
        warnings=row.warnings,
        content_hash=row.content_hash,
        batch=batch,
        **row.values,
    )


def _store_revisions(batch: ImportBatch, incidents: Sequence[Incident]) -> None:
    IncidentRevision.objects.bulk_create(
        [
            IncidentRevision(
                incident=incident,
                batch=batch,
                **{field: getattr(incident, field) for field in READ_BY_RULES},
            )
            for incident in incidents
        ]
    )


def _store_unnamed(rows: Sequence[tuple[Incident, Accepted]]) -> None:
    """Keep what is said of victims without an id: a letter must not name them either."""
    UnidentifiedVictim.objects.bulk_create(
        [
            UnidentifiedVictim(
                incident=incident, **{field: getattr(row.victim, field) for field in UNNAMED}
            )
            for incident, row in rows
            if not row.victim.nominal_id and row.victim.says_something
        ],
        update_conflicts=True,
        unique_fields=["incident"],
        update_fields=list(UNNAMED),
    )
