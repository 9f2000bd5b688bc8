"""Where a person can be found and what is dangerous about them. Reads only."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone

from casework.people.models import Contact, Marker, Person


def full_name(person: Person) -> str:
    """Forename and surname as on one line; words to say so where neither is known."""
    return person.full_name


def all_names(person: Person) -> list[tuple[str, str]]:
    """(forename, surname) the person goes by, the one in use first, then other names."""
    names = [(person.forename, person.surname)]
    names += person.aliases.order_by("pk").values_list("forename", "surname")
    return [name for name in dict.fromkeys(names) if any(name)]


def age_on(person: Person, on: date | None = None) -> int | None:
    """Whole years on a local date, today unless told; None where no date of birth is known."""
    born, day = person.date_of_birth, on or timezone.localdate()
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def addresses(person: Person) -> QuerySet[Contact]:
    """The person's own addresses: first those nobody doubts, of them the last given first."""
    return _in_order(person.contacts.filter(kind=Contact.Kind.ADDRESS))


def phones(person: Person) -> QuerySet[Contact]:
    """The person's own numbers, in the same order."""
    return _in_order(person.contacts.filter(kind=Contact.Kind.PHONE))


def current_address(person: Person) -> Contact | None:
    """Where the person was last said to live, unless somebody has since doubted it."""
    return addresses(person).filter(doubtful_since=None).first()


def current_phone(person: Person) -> Contact | None:
    """The number last given as the person's own, unless somebody has since doubted it."""
    return phones(person).filter(doubtful_since=None).first()


def live_markers(person: Person, on: date | None = None) -> QuerySet[Marker]:
    """Warnings that hold on a local date, today unless told."""
    return Marker.objects.live(on).filter(person=person).order_by("kind", "pk")


def _in_order(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    return contacts.order_by(F("doubtful_since").asc(nulls_first=True), "-last_seen_on", "-pk")
