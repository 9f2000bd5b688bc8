"""Whose particulars the guard looks for: everyone else in any record with the person."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casework.incidents.models import UnidentifiedVictim
from casework.people.models import Contact, ContactBase, Person, ProtectedContact
from letters.wording.leak_guard import Kind, forbidden_for, office_phrases, scan
from tests.makers_cases import make_incident, make_person
from tests.makers_paper import placeholders

pytestmark = pytest.mark.django_db


def person(forename: str, *, of: Person | None = None) -> Person:
    """Somebody named `forename`, in the force of another."""
    force = {"force": of.force} if of else {}
    return make_person(forename=forename, surname=f"{forename}son", **force)


def contact(of: Person, model: type[ContactBase], value: str, postcode: str = "") -> None:
    kind = ContactBase.Kind.ADDRESS if postcode else ContactBase.Kind.PHONE
    today = timezone.localdate()
    model.objects.create(
        person=of,
        kind=kind,
        value=value,
        postcode=postcode,
        normal=value,
        first_seen_on=today,
        last_seen_on=today,
    )


@pytest.fixture
def suspect() -> Person:
    suspect = person("Callumqo")
    contact(suspect, Contact, "14 Alder Court", "NM4 2QT")
    return suspect


def found(text: str, suspect: Person) -> set[Kind]:
    return {finding.kind for finding in scan(text, forbidden_for(suspect))}


def test_a_victim_of_any_record_is_looked_for_by_every_name_place_and_number(
    suspect: Person,
) -> None:
    victim = person("Mariaqo", of=suspect)
    victim.aliases.create(forename="Zeldaqo", surname="Otherqo")
    contact(victim, ProtectedContact, "8 Acacia Avenue", "NM1 2AB")
    contact(victim, ProtectedContact, "07700 900123")
    contact(victim, Contact, "3 Former Way", "NM9 9ZZ")
    make_incident(suspect=suspect, victim=victim)
    assert found("Mariaqo", suspect) == {Kind.NAME}
    assert found("Mariaqoson", suspect) == {Kind.NAME}
    assert found("Zeldaqo", suspect) == {Kind.NAME}
    assert found("8 Acacia Avenue NM1 2AB", suspect) == {Kind.ADDRESS, Kind.POSTCODE}
    assert found("+44 7700 900123", suspect) == {Kind.PHONE}
    assert found("3 Former Way, NM99ZZ", suspect) == {Kind.ADDRESS, Kind.POSTCODE}


def test_a_victim_whom_the_source_gave_no_id_is_looked_for(suspect: Person) -> None:
    incident = make_incident(suspect=suspect)
    UnidentifiedVictim.objects.create(
        incident=incident,
        forename="Norahqo",
        surname="Unknownqo",
        address="8 Acacia Avenue",
        postcode="NM1 2AB",
        phone="07700 900123",
    )
    assert found("Norahqo, Acacia Avenue, NM1 2AB, 07700900123", suspect) == set(Kind)


def test_others_suspected_in_the_same_occurrence_and_their_victims_are_looked_for(
    suspect: Person,
) -> None:
    other, victim = person("Otherqo", of=suspect), person("Alsoqo", of=suspect)
    incident = make_incident(suspect=suspect, victim=person("Mariaqo", of=suspect))
    make_incident(suspect=other, victim=victim, occurrence_no=incident.occurrence_no)
    assert found("Otherqo", suspect) == {Kind.NAME}
    assert found("Alsoqo", suspect) == {Kind.NAME}


def test_whoever_is_suspected_of_something_against_the_person_is_looked_for(
    suspect: Person,
) -> None:
    make_incident(suspect=person("Counterqo", of=suspect), victim=suspect)
    assert found("Counterqo", suspect) == {Kind.NAME}


def test_strangers_are_not_looked_for(suspect: Person) -> None:
    stranger = person("Strangerqo", of=suspect)
    make_incident(suspect=stranger, victim=person("Elsewhereqo", of=suspect))
    elsewhere = person("Farawayqo")
    mine = make_incident(suspect=suspect, victim=person("Mariaqo", of=suspect))
    make_incident(suspect=elsewhere, occurrence_no=mine.occurrence_no)  # in another force
    assert found("Strangerqo Elsewhereqo Farawayqo", suspect) == set()


def test_the_persons_own_particulars_may_stand_but_not_those_kept_of_them_as_a_victim(
    suspect: Person,
) -> None:
    contact(suspect, ProtectedContact, "5 Hidden Row", "NM7 7AA")
    make_incident(suspect=suspect, victim=person("Mariaqo", of=suspect))
    forbidden = forbidden_for(suspect)
    assert scan("Callumqo Callumqoson, 14 Alder Court, NM4 2QT", forbidden) == []
    assert "5 Hidden Row" not in str(forbidden.own)


def test_a_victims_place_is_not_the_persons_own_because_they_once_lived_near(
    suspect: Person,
) -> None:
    victim = person("Mariaqo", of=suspect)
    contact(victim, ProtectedContact, "41 Alder Court", "NM4 2QT")
    make_incident(suspect=suspect, victim=victim)
    assert found("41 Alder Court", suspect) == {Kind.ADDRESS}
    assert found("14 Alder Court, NM4 2QT", suspect) == set()


def test_it_takes_the_same_few_queries_however_many_records_there_are(
    suspect: Person, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(12):
        make_incident(suspect=suspect, victim=person(f"Victim{number}qo", of=suspect))
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert len(forbidden_for(suspect).people) == 12


def test_phrases_of_the_office_are_those_of_the_letter(suspect: Person) -> None:
    make_incident(suspect=suspect, victim=person("Helen", of=suspect))
    forbidden = forbidden_for(suspect, phrases=office_phrases(placeholders()))
    assert scan("Helen Brodie", forbidden) == []
    assert scan("Helen", forbidden) != []
