"""Who else is in a person's records: what a letter must not say and where it must not go."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.accounts.models import Force
from casework.incidents import queries
from casework.incidents.queries import (
    linked_persons,
    others_linked_to,
    protected_against,
    shares_address_with_victim,
)
from casework.people.models import Person
from casework.people.queries import current_address
from tests import makers
from tests.makers_incidents import against, import_rows, make_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def force() -> Force:
    return makers.make_force()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


def person(force: Force, nominal: str = "S1") -> Person:
    return Person.objects.get(force=force, nominal_id=nominal)


def nominals(people: object) -> set[str]:
    return {each.nominal_id for each in people}  # type: ignore[attr-defined]


def test_victims_are_protected_whatever_became_of_the_record(path: Path, force: Force) -> None:
    rows = [
        against("V1"),
        against("V2", outcome_code="CANCELLED"),
        against("V3", record_type="NON_CRIME_DA", relationship="FAMILY"),
        against("V4", suspect_nominal_id="S2"),
    ]
    import_rows(path, rows, force=force)
    assert nominals(protected_against(person(force))) == {"V1", "V2", "V3"}


def test_everyone_in_the_same_occurrence_is_linked_on_either_side(path: Path, force: Force) -> None:
    rows = [
        make_row(occurrence_no="O1", victim_nominal_id="V1"),
        make_row(occurrence_no="O1", suspect_nominal_id="S2", victim_nominal_id="V1"),
        # A counter-allegation: the person is the victim.
        make_row(occurrence_no="O2", suspect_nominal_id="V5", victim_nominal_id="S1"),
        make_row(occurrence_no="O3", suspect_nominal_id="S9", victim_nominal_id="V9"),
    ]
    import_rows(path, rows, force=force)
    assert nominals(linked_persons(person(force))) == {"V1", "S2", "V5"}


def test_names_addresses_and_phones_of_everyone_linked_are_given(path: Path, force: Force) -> None:
    rows = [
        make_row(updated_dt="2026-01-01"),
        make_row(victim_surname="Quayle", updated_dt="2026-02-01"),
        make_row(suspect_nominal_id="V1", suspect_phone="07700 900077", victim_nominal_id="S1"),
        make_row(victim_nominal_id="", victim_forename="Una", victim_address="9 Hidden Row"),
    ]
    import_rows(path, rows, force=force)
    first, unnamed = others_linked_to(person(force))
    assert set(first.names) >= {("Vera", "Quill"), ("Vera", "Quayle")}
    assert ("2 Orchard Way", "SO15 2BB") in first.addresses
    assert {"07700 900002", "07700 900077"} <= set(first.phones)
    assert unnamed.names == [("Una", "Quill")]
    assert unnamed.addresses == [("9 Hidden Row", "SO15 2BB")]


def test_nobody_is_linked_to_someone_without_records(force: Force) -> None:
    alone = Person.objects.create(force=force, nominal_id="S1")
    assert others_linked_to(alone) == []
    assert not shares_address_with_victim(alone, _contact(alone, "1 Mill Lane", "SO14 1AA"))


def _contact(person: Person, value: str, postcode: str):
    from datetime import date

    from casework.people.addresses import normal_address
    from casework.people.models import Contact

    return Contact.objects.create(
        person=person,
        kind=Contact.Kind.ADDRESS,
        value=value,
        postcode=postcode,
        normal=normal_address(value, postcode),
        first_seen_on=date(2026, 1, 1),
        last_seen_on=date(2026, 1, 1),
    )


@pytest.mark.parametrize(
    ("victim", "postcode", "shared"),
    [
        ("1 Mill Lane", "SO14 1AA", True),
        ("1, MILL LN.", "so141aa", True),
        ("Flat 2, 1 Mill Lane", "SO14 1AA", True),
        ("", "SO14 1AA", True),  # perhaps the same home is taken as the same
        ("1 Mill Lane", "", True),
        ("3 Mill Lane", "SO14 1AA", False),
        ("1 Mill Lane", "SO14 1AB", False),
    ],
)
def test_a_victims_home_is_recognised_however_it_is_written(
    victim: str, postcode: str, shared: bool, path: Path, force: Force
) -> None:
    rows = [make_row(victim_address=victim, victim_postcode=postcode)]
    import_rows(path, rows, force=force)
    suspect = person(force)
    address = current_address(suspect)
    assert address is not None
    assert shares_address_with_victim(suspect, address) is shared


def test_a_victim_without_an_id_has_a_home_too(path: Path, force: Force) -> None:
    row = make_row(victim_nominal_id="", victim_address="1 Mill Lane", victim_postcode="SO14 1AA")
    import_rows(path, [row], force=force)
    suspect = person(force)
    address = current_address(suspect)
    assert address is not None
    assert shares_address_with_victim(suspect, address)


def test_if_addresses_were_compared_letter_by_letter_a_shared_home_would_be_missed(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: `could_be_same` is what finds a home written with a flat number."""
    monkeypatch.setattr(queries, "could_be_same", lambda one, other: one == other)
    import_rows(
        path,
        [make_row(victim_address="Flat 2, 1 Mill Lane", victim_postcode="SO14 1AA")],
        force=force,
    )
    suspect = person(force)
    address = current_address(suspect)
    assert address is not None
    assert not shares_address_with_victim(suspect, address)
