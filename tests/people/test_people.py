"""Persons: by which name, of which age, where they can be found and what is dangerous."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from casework.accounts.models import Role
from casework.people.addresses import could_be_same, normal_address
from casework.people.models import Contact, Marker, Person
from casework.people.queries import (
    age_on,
    all_names,
    current_address,
    current_phone,
    live_markers,
)
from tests import makers, makers_cases

pytestmark = pytest.mark.django_db


def contact(person: Person, value: str, *, seen: date, **fields: Any) -> Contact:
    return Contact.objects.create(
        **{
            "person": person,
            "kind": Contact.Kind.ADDRESS,
            "value": value,
            "normal": normal_address(value, ""),
            "first_seen_on": seen,
            "last_seen_on": seen,
        }
        | fields
    )


def test_the_current_address_is_the_last_one_nobody_doubts() -> None:
    person = makers_cases.make_person()
    old = contact(person, "1 Mill Lane", seen=date(2025, 1, 1))
    new = contact(person, "2 Mill Lane", seen=date(2026, 1, 1))
    assert current_address(person) == new
    new.doubtful_since = date(2026, 2, 1)
    new.save()
    assert current_address(person) == old
    assert current_phone(person) is None


def test_a_person_without_an_address_has_none() -> None:
    assert current_address(makers_cases.make_person()) is None


@pytest.mark.parametrize(
    ("on", "age"),
    [(date(2026, 6, 14), 40), (date(2026, 6, 15), 41), (date(2026, 12, 31), 41)],
)
def test_age_is_counted_in_whole_years_from_the_birthday(on: date, age: int) -> None:
    assert age_on(makers_cases.make_person(date_of_birth=date(1985, 6, 15)), on) == age


def test_an_age_nobody_knows_is_none() -> None:
    assert age_on(makers_cases.make_person(date_of_birth=None)) is None


def test_all_names_begin_with_the_one_in_use() -> None:
    person = makers_cases.make_person(forename="Callum", surname="Roake")
    person.aliases.create(forename="Cal", surname="Rourke")
    assert all_names(person) == [("Callum", "Roake"), ("Cal", "Rourke")]


def test_somebody_without_a_name_is_called_so() -> None:
    assert makers_cases.make_person(forename="", surname="").full_name == "Name not known"


def test_markers_hold_from_their_first_day_to_their_last() -> None:
    person = makers_cases.make_person()
    Marker.objects.create(
        person=person,
        kind=Marker.Kind.DOGS,
        starts_on=date(2026, 1, 10),
        ends_on=date(2026, 1, 20),
    )
    days = [date(2026, 1, day) for day in (9, 10, 20, 21)]
    assert [live_markers(person, day).exists() for day in days] == [False, True, True, False]


def test_a_person_is_found_by_reference_in_any_case() -> None:
    person = makers_cases.make_person()
    assert Person.objects.by_ref(person.ref.lower()).get() == person
    for nonsense in ("", "P-", "P-x", "10482 OR 1=1", "P-" + "9" * 30):
        assert not Person.objects.by_ref(nonsense).filter(pk=person.pk).exists()


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_that_work_for_the_whole_force_see_its_persons(role: Role) -> None:
    person = makers_cases.make_person()
    user = makers.make_user(role, force=person.force)
    whole = {Role.ANALYST, Role.MANAGER, Role.AUTHORISER}
    assert Person.objects.visible_to(user).exists() is (role in whole)
    assert not Person.objects.visible_to(makers.make_user(role)).exists()


def test_a_nominal_is_one_person_in_a_force_and_may_be_another_elsewhere() -> None:
    person = makers_cases.make_person(nominal_id="N1")
    makers_cases.make_person(nominal_id="N1")
    with pytest.raises(IntegrityError), transaction.atomic():
        makers_cases.make_person(nominal_id="N1", force=person.force)


def test_one_kind_of_marker_is_live_once() -> None:
    person = makers_cases.make_person()
    Marker.objects.create(person=person, kind=Marker.Kind.DOGS, starts_on=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Marker.objects.create(person=person, kind=Marker.Kind.DOGS, starts_on=date(2026, 2, 1))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("1 Mill Lane", "SO14 1AA"), ("1 mill ln, SO14 1AA", ""), True),
        (("Flat 2, 1 Mill Lane", "SO14 1AA"), ("1 Mill Lane", "SO14 1AA"), True),
        (("Rose Cottage", "SO14 1AA"), ("1 Mill Lane", "SO14 1AA"), True),
        (("1 Mill Lane", "SO14 1AA"), ("2 Mill Lane", "SO14 1AA"), False),
        (("1 Mill Lane", "SO14 1AA"), ("1 Mill Lane", "SO14 1AB"), False),
        (("1 St. James's Street", ""), ("1 Saint James's Str", ""), True),
        (("", ""), ("1 Mill Lane", "SO14 1AA"), False),
    ],
)
def test_addresses_are_compared_as_homes_not_as_letters(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert could_be_same(normal_address(*one), normal_address(*other)) is same
    assert could_be_same(normal_address(*other), normal_address(*one)) is same
