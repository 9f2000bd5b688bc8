"""Persons as rows speak of them: the newest row says who they are, older names are kept.

A field a user has corrected is never overwritten, and an empty cell never wipes a value. A
person known before the import whose particulars it changes gets an event with both versions;
whoever the import itself brought in has the event of the batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from casework.audit.actions import record
from casework.incidents.importer.parsing import Accepted, Particulars
from casework.incidents.models import ImportBatch
from casework.people.models import Alias, Person

PLAIN_FIELDS = (
    *("date_of_birth", "sex", "self_ethnicity"),
    *("observed_ethnicity", "pnc_id", "cro_number"),
)
STORED_FIELDS = ["forename", "surname", *PLAIN_FIELDS, "as_of"]
Name = tuple[str, str]


def merge(person: Person, given: Particulars, as_of: datetime | None) -> Name | None:
    """Take into `person` (not saved) what a row last updated at `as_of` says of them.

    A row as new as the newest so far, or newer, wins field by field; an older one only fills
    gaps. Returns the name that has to be kept as an alias, if the two differ.
    """
    newest = _order(as_of) >= _order(person.as_of)
    for field in PLAIN_FIELDS:
        value = getattr(given, field)
        if value and field not in person.corrected and (newest or not getattr(person, field)):
            setattr(person, field, value)
    alias = _merge_name(person, given, newest)
    if newest and as_of is not None:
        person.as_of = as_of
    return alias


def _merge_name(person: Person, given: Particulars, newest: bool) -> Name | None:
    if not (given.forename or given.surname):
        return None
    before = (person.forename, person.surname)
    offered = (given.forename or person.forename, given.surname or person.surname)
    if _fold(before) == _fold(offered):
        return None
    if {"forename", "surname"} & set(person.corrected) or not (newest or not any(before)):
        return offered
    person.forename, person.surname = offered
    return before if any(before) else None


def store_persons(*, batch: ImportBatch, rows: Iterable[Accepted]) -> dict[str, Person]:
    """Make and update the persons of `rows`, in row order; returns them by nominal id."""
    force = batch.force
    said = [
        (given, row.updated_at)
        for row in rows
        for given in (row.suspect, row.victim)
        if given.nominal_id
    ]
    ids = {given.nominal_id for given, _ in said}
    persons = {p.nominal_id: p for p in Person.objects.filter(force=force, nominal_id__in=ids)}
    before = {nominal: _state(person) for nominal, person in persons.items()}
    aliases: list[tuple[str, Name]] = []
    for given, as_of in said:
        person = persons.setdefault(
            given.nominal_id, Person(force=force, nominal_id=given.nominal_id)
        )
        if alias := merge(person, given, as_of):
            aliases.append((given.nominal_id, alias))
    _save(persons, before)
    _record_changes(batch, persons, before)
    _save_aliases(persons, aliases)
    return persons


def _save(persons: dict[str, Person], before: dict[str, tuple[object, ...]]) -> None:
    made = [person for person in persons.values() if person.pk is None]
    moved = [
        persons[nominal] for nominal, state in before.items() if state != _state(persons[nominal])
    ]
    Person.objects.bulk_create(made)
    Person.objects.bulk_create(
        moved, update_conflicts=True, unique_fields=["id"], update_fields=STORED_FIELDS
    )


def _record_changes(
    batch: ImportBatch, persons: dict[str, Person], before: dict[str, tuple[object, ...]]
) -> None:
    for nominal, old in before.items():
        person = persons[nominal]
        changed = {
            field: (was, now)
            for field, was, now in zip(STORED_FIELDS, old, _state(person), strict=True)
            if was != now and field != "as_of"
        }
        if changed and person.recorded_at < batch.imported_at:
            record(
                obj=person,
                verb="person.changed_by_import",
                by=batch.imported_by,
                before={field: was for field, (was, _) in changed.items()},
                after={field: now for field, (_, now) in changed.items()} | {"batch": batch.pk},
            )


def _save_aliases(persons: dict[str, Person], aliases: list[tuple[str, Name]]) -> None:
    Alias.objects.bulk_create(
        [
            Alias(person=persons[nominal], forename=forename, surname=surname)
            for nominal, (forename, surname) in dict.fromkeys(aliases)
        ],
        ignore_conflicts=True,
    )


def _state(person: Person) -> tuple[object, ...]:
    return tuple(getattr(person, field) for field in STORED_FIELDS)


def _order(at: datetime | None) -> float:
    return float("-inf") if at is None else at.timestamp()


def _fold(name: Name) -> Name:
    return name[0].casefold(), name[1].casefold()
