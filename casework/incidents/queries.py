"""Who else is in a person's records, and what is known of them. Reads only.

These are the facts behind the wall (domain: section 5.10): a letter is scanned against them and
an address is compared with them; none of them is ever shown beside the person.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Q, QuerySet

from casework.incidents.importer.errors import Problem
from casework.incidents.importer.rejects import write_rejects
from casework.incidents.models import (
    ImportBatch,
    Incident,
    UnidentifiedVictim,
    Upload,
    VictimDoubt,
)
from casework.people.addresses import could_be_same, normal_address
from casework.people.models import Alias, Contact, ContactBase, Person, ProtectedContact


@dataclass(slots=True)
class Known:
    """What the records hold of one person. Names as (forename, surname), then addresses as
    (address, postcode), either part of which may be empty.
    """

    names: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[tuple[str, str]] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)


def incidents_naming(person: Person) -> QuerySet[Incident]:
    """Every row that names the person, as suspect or as victim, whatever became of it."""
    return Incident.objects.filter(Q(suspect=person) | Q(victim=person))


def protected_against(person: Person) -> QuerySet[Person]:
    """The victims of what this person was suspected of, whatever became of it."""
    victims = Incident.objects.filter(suspect=person, victim__isnull=False).values("victim")
    return Person.objects.filter(pk__in=victims).exclude(pk=person.pk).order_by("pk")


def linked_persons(person: Person) -> QuerySet[Person]:
    """Everyone else in an occurrence that names this person: victims, suspects, either side."""
    rows = _rows_of_their_occurrences(person)
    linked = Q(pk__in=rows.values("suspect")) | Q(
        pk__in=rows.filter(victim__isnull=False).values("victim")
    )
    return Person.objects.filter(linked).exclude(pk=person.pk).order_by("pk")


def others_linked_to(person: Person) -> list[Known]:
    """Names, addresses and numbers of everyone else linked to the person.

    One entry for each linked person, then one for each victim the source gave no id. A phone is
    as it was written.
    """
    others = list(linked_persons(person))
    known = {other.pk: Known(names=_name(other.forename, other.surname)) for other in others}
    for alias in Alias.objects.filter(person__in=others).order_by("pk"):
        known[alias.person_id].names += _name(alias.forename, alias.surname)
    _add_contacts(known, Contact.objects.filter(person__in=others).order_by("pk"))
    _add_contacts(known, ProtectedContact.objects.filter(person__in=others).order_by("pk"))
    unnamed = UnidentifiedVictim.objects.filter(incident__in=_rows_of_their_occurrences(person))
    return [*known.values(), *(_known_of(victim) for victim in unnamed.order_by("pk"))]


def shares_address_with_victim(person: Person, address: Contact) -> bool:
    """Whether somebody this person is said to have harmed may live at `address`.

    Every address ever recorded for such a person counts, however old and whichever side it was
    given from; where two may be one home they are taken as one.
    """
    return any(could_be_same(address.normal, home) for home in homes_of_victims(person))


def homes_of_victims(person: Person) -> list[str]:
    """Every address recorded for a victim of this person, in the form addresses are compared."""
    victims = protected_against(person).values("pk")
    wanted = {"person__in": victims, "kind": ContactBase.Kind.ADDRESS}
    homes: set[str] = set(
        ProtectedContact.objects.filter(**wanted).values_list("normal", flat=True)
    )
    homes |= set(Contact.objects.filter(**wanted).values_list("normal", flat=True))
    unnamed = UnidentifiedVictim.objects.filter(incident__suspect=person)
    homes |= {
        normal_address(victim.address, victim.postcode)
        for victim in unnamed
        if victim.address or victim.postcode
    }
    return sorted(homes)


def _rows_of_their_occurrences(person: Person) -> QuerySet[Incident]:
    numbers = incidents_naming(person).values("occurrence_no")
    return Incident.objects.filter(force=person.force_id, occurrence_no__in=numbers)


def _add_contacts(
    known: dict[int, Known], contacts: Iterable[Contact] | Iterable[ProtectedContact]
) -> None:
    for contact in contacts:
        if contact.kind == ContactBase.Kind.PHONE:
            known[contact.person_id].phones.append(contact.value)
        else:
            known[contact.person_id].addresses.append((contact.value, contact.postcode))


def _known_of(victim: UnidentifiedVictim) -> Known:
    has_address = victim.address or victim.postcode
    return Known(
        names=_name(victim.forename, victim.surname),
        addresses=[(victim.address, victim.postcode)] if has_address else [],
        phones=[victim.phone] if victim.phone else [],
    )


def _name(forename: str, surname: str) -> list[tuple[str, str]]:
    return [(forename, surname)] if forename or surname else []


def batches_listed(batches: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
    """Imports with their force and who did them, the newest first."""
    return batches.select_related("force", "imported_by").order_by("-imported_at", "-pk")


def same_file(upload: Upload) -> ImportBatch | None:
    """The newest import of the very same bytes into the same force, if there is one."""
    same = ImportBatch.objects.filter(force=upload.force_id, file_sha256=upload.file_sha256)
    return same.order_by("-imported_at").first()


def rejects_as_csv(batch: ImportBatch) -> Iterator[bytes]:
    """The rejected rows of a batch as a CSV file, piece by piece, header first."""
    header = True
    rejects = batch.rejects.order_by("row", "pk").iterator(chunk_size=500)
    while (some := list(islice(rejects, 500))) or header:
        text = io.StringIO(newline="")
        problems = ((r.row, Problem(r.column, r.value, r.problem, r.remedy)) for r in some)
        write_rejects(text, problems, header=header)
        yield text.getvalue().encode("utf-8-sig" if header else "utf-8")
        header = False


def doubts_of(batch: ImportBatch) -> QuerySet[VictimDoubt]:
    """Records that this import gave under another victim than before, by reference."""
    return _read(batch.victim_doubts.all())


def doubts_about(incidents: Iterable[int]) -> QuerySet[VictimDoubt]:
    """Doubts about the victim of any of these incidents (ids), by reference."""
    some = list(incidents)
    return _read(VictimDoubt.objects.filter(Q(earlier__in=some) | Q(later__in=some)))


def _read(doubts: QuerySet[VictimDoubt]) -> QuerySet[VictimDoubt]:
    order = ("earlier__occurrence_no", "earlier__crime_ref", "pk")
    return doubts.select_related("earlier", "later", "batch").order_by(*order)
