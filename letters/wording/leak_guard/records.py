"""Who else is in the records with the person a letter is for."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q

from casework.incidents.models import Incident, UnidentifiedVictim
from casework.people.models import Contact, ContactBase, Person
from letters.wording.leak_guard.forbidden import Forbidden, Protected
from letters.wording.placeholders import Placeholders


def forbidden_for(
    person: Person, *, phrases: Iterable[str] = (), standing: Iterable[str] = ()
) -> Forbidden:
    """Everyone else in any record that `person` is in, in whatever part, and `person`'s own.

    That is: victims, named with a nominal id or without one; others suspected in the same
    occurrence, and their victims; and whoever is suspected of something against `person`.
    `phrases` come from `office_phrases`, `standing` are the approved paragraphs.
    """
    of_person = Incident.objects.filter(Q(suspect=person) | Q(victim=person))
    occurrences = of_person.values("force_id", "occurrence_no")
    numbers = {(row["force_id"], row["occurrence_no"]) for row in occurrences}
    beside = Incident.objects.filter(
        force_id__in={force for force, _ in numbers}, occurrence_no__in={no for _, no in numbers}
    )
    shared = [
        incident
        for incident in beside.only("pk", "force_id", "occurrence_no", "suspect_id", "victim_id")
        if (incident.force_id, incident.occurrence_no) in numbers
    ]
    ids = {i.suspect_id for i in shared} | {i.victim_id for i in shared if i.victim_id}
    known = _with_particulars(ids | {person.pk})
    others = tuple(_all_of(other) for key, other in known.items() if key != person.pk)
    return Forbidden(
        people=others + _without_an_id([incident.pk for incident in shared]),
        own=_own(known[person.pk]),
        phrases=tuple(phrases),
        standing=tuple(standing),
    )


def office_phrases(placeholders: Placeholders) -> tuple[str, ...]:
    """What a letter says of the office and to its reader by name: allowed where it stands whole."""
    return (
        placeholders.force_name,
        placeholders.unit_name,
        *placeholders.unit_address,
        placeholders.unit_phone,
        placeholders.unit_email,
        placeholders.signatory_name,
        placeholders.signatory_title,
        placeholders.recipient_name,
        *placeholders.local_support,
    )


def _with_particulars(ids: set[int]) -> dict[int, Person]:
    people = Person.objects.filter(pk__in=ids).prefetch_related(
        "aliases",
        Prefetch("contacts", Contact.objects.all()),
        "protected_contacts",
    )
    return {person.pk: person for person in people}


def _all_of(person: Person) -> Protected:
    return _protected(person, [*person.contacts.all(), *person.protected_contacts.all()])


def _own(person: Person) -> Protected:
    """What the recipient is known by; only what was recorded of them as a suspect."""
    return _protected(person, person.contacts.all())


def _protected(person: Person, contacts: Iterable[ContactBase]) -> Protected:
    places = list(contacts)
    address, phone = ContactBase.Kind.ADDRESS, ContactBase.Kind.PHONE
    return Protected(
        names=(
            (person.forename, person.surname),
            *((alias.forename, alias.surname) for alias in person.aliases.all()),
        ),
        addresses=tuple((c.value, c.postcode) for c in places if c.kind == address),
        phones=tuple(c.value for c in places if c.kind == phone),
    )


def _without_an_id(incidents: list[int]) -> tuple[Protected, ...]:
    victims = UnidentifiedVictim.objects.filter(pk__in=incidents)
    return tuple(
        Protected(
            names=((victim.forename, victim.surname),),
            addresses=((victim.address, victim.postcode),),
            phones=(victim.phone,),
        )
        for victim in victims
    )
