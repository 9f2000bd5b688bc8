"""Where persons were said to be: suspects' and victims' in their two tables, never mixed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeVar

from casework.incidents.identifiers import normal_phone
from casework.incidents.importer.parsing import Accepted, Particulars
from casework.people.addresses import normal_address
from casework.people.models import Contact, ContactBase, Person, ProtectedContact

AnyContact = TypeVar("AnyContact", Contact, ProtectedContact)


class Place(NamedTuple):
    """One address or number of one person, in the form it is compared in."""

    person: int
    kind: str
    normal: str


class Seen(NamedTuple):
    """How a place was written, and the first and last local day it was given for."""

    value: str
    postcode: str
    first: date
    last: date


def store_contacts(*, rows: Iterable[Accepted], persons: dict[str, Person]) -> None:
    """Note every address and number in `rows`. What a user wrote beside one is left alone."""
    own: dict[Place, Seen] = {}
    protected: dict[Place, Seen] = {}
    for row in rows:
        on = row.values["offence_on"]
        _note(own, persons[row.suspect.nominal_id], row.suspect, on)
        if row.victim.nominal_id:
            _note(protected, persons[row.victim.nominal_id], row.victim, on)
    _save(Contact, own)
    _save(ProtectedContact, protected)


def _note(places: dict[Place, Seen], person: Person, given: Particulars, on: date) -> None:
    if given.address or given.postcode:
        normal = normal_address(given.address, given.postcode)
        place = Place(person.pk, ContactBase.Kind.ADDRESS, normal)
        places[place] = _wider(places.get(place), Seen(given.address, given.postcode, on, on))
    if given.phone:
        place = Place(person.pk, ContactBase.Kind.PHONE, normal_phone(given.phone))
        places[place] = _wider(places.get(place), Seen(given.phone, "", on, on))


def _wider(known: Seen | None, now: Seen) -> Seen:
    if known is None:
        return now
    return known._replace(first=min(known.first, now.first), last=max(known.last, now.last))


def _save(model: type[AnyContact], places: dict[Place, Seen]) -> None:
    manager = model._default_manager
    held = {
        Place(contact.person_id, contact.kind, contact.normal): contact
        for contact in manager.filter(person_id__in={place.person for place in places})
    }
    made, moved = [], []
    for place, seen in places.items():
        contact = held.get(place)
        if contact is None:
            made.append(_new(model, place, seen))
        elif seen.first < contact.first_seen_on or seen.last > contact.last_seen_on:
            contact.first_seen_on = min(seen.first, contact.first_seen_on)
            contact.last_seen_on = max(seen.last, contact.last_seen_on)
            moved.append(contact)
    manager.bulk_create(made)
    manager.bulk_create(
        moved,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["first_seen_on", "last_seen_on"],
    )


def _new(model: type[AnyContact], place: Place, seen: Seen) -> AnyContact:
    return model(
        person_id=place.person,
        kind=place.kind,
        value=seen.value,
        postcode=seen.postcode,
        normal=place.normal,
        first_seen_on=seen.first,
        last_seen_on=seen.last,
    )
