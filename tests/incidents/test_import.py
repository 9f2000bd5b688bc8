"""Importing a whole file: four counts that add up, twice the same, all of it or nothing."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.accounts.models import Force, Role
from casework.audit.models import Event
from casework.core.errors import NotAllowed
from casework.incidents import actions
from casework.incidents.importer import deciding, running, storing
from casework.incidents.importer.columns import COLUMNS
from casework.incidents.models import (
    ImportBatch,
    Incident,
    IncidentRevision,
    UnidentifiedVictim,
)
from casework.people.models import Alias, Contact, Person, ProtectedContact
from tests import makers
from tests.makers_incidents import Row, against, import_rows, make_row, write_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def force() -> Force:
    return makers.make_force()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    assert batch.read == batch.new + batch.same + batch.changed + batch.rejected
    return batch.new, batch.same, batch.changed, batch.rejected


def records() -> list[object]:
    """All that an import writes about incidents and people, whatever the keys are."""
    return [
        list(Incident.objects.order_by("pk").values()),
        list(Person.objects.order_by("pk").values()),
        list(Alias.objects.order_by("pk").values()),
        list(Contact.objects.order_by("pk").values()),
        list(ProtectedContact.objects.order_by("pk").values()),
        list(UnidentifiedVictim.objects.order_by("pk").values()),
        list(IncidentRevision.objects.order_by("pk").values()),
    ]


def test_every_row_is_new_the_same_changed_or_rejected(path: Path, force: Force) -> None:
    first, second, third = make_row(), make_row(), make_row()
    assert counts(import_rows(path, [first, second], force=force)) == (2, 0, 0, 0)
    changed = second | {"outcome_code": "CANCELLED", "updated_dt": "2026-07-01"}
    bad = make_row(offence_from="30/02/2026")
    batch = import_rows(path, [first, changed, third, bad], force=force)
    assert counts(batch) == (1, 1, 1, 1)
    assert Incident.objects.get(occurrence_no=second["occurrence_no"]).outcome_code == "CANCELLED"
    assert batch.rejects.get().row == 5


def test_the_same_file_twice_changes_nothing(path: Path, force: Force) -> None:
    rows = [make_row(), against("V2"), make_row(victim_nominal_id=""), make_row(offence_from="x")]
    import_rows(path, rows, force=force)
    before = records()
    again = import_rows(path, rows, force=force)
    assert counts(again) == (0, 3, 0, 1)
    assert records() == before


def test_without_comparing_hashes_the_same_file_would_change_everything(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: the content hash is what makes the second import change nothing."""
    rows = [make_row(), against("V2")]
    import_rows(path, rows, force=force)
    real = deciding.held_incidents

    def forgotten(*args: object) -> dict[object, object]:
        held = real(*args)  # type: ignore[arg-type]
        nothing = deciding.Version("", "")
        return {key: deciding.Held(one.pk, nothing) for key, one in held.items()}

    monkeypatch.setattr(running, "held_incidents", forgotten)
    assert counts(import_rows(path, rows, force=force)) == (0, 0, 2, 0)


def test_the_key_is_force_occurrence_crime_suspect_and_victim(path: Path, force: Force) -> None:
    row = make_row()
    other_keys = [
        row | {"crime_ref": "other"},
        row | {"suspect_nominal_id": "S2"},
        row | {"victim_nominal_id": "V2"},
        row | {"victim_nominal_id": ""},
    ]
    assert counts(import_rows(path, [row, *other_keys], force=force)) == (5, 0, 0, 0)
    elsewhere = import_rows(path, [row], force=makers.make_force())
    assert counts(elsewhere) == (1, 0, 0, 0)
    assert Incident.objects.count() == 6


def test_an_older_export_never_overwrites_a_newer_one(path: Path, force: Force) -> None:
    row = make_row(updated_dt="2026-07-02")
    import_rows(path, [row], force=force)
    older = row | {"outcome_code": "1", "updated_dt": "2026-07-01"}
    assert counts(import_rows(path, [older], force=force)) == (0, 1, 0, 0)
    assert Incident.objects.get().outcome_code == "16"


def test_one_key_twice_in_a_file_counts_once_unless_the_later_is_newer(
    path: Path, force: Force
) -> None:
    row = make_row(updated_dt="2026-07-01")
    contradiction = row | {"outcome_code": "1"}
    newer = row | {"outcome_code": "2", "updated_dt": "2026-07-02"}
    batch = import_rows(path, [row, contradiction, newer, row], force=force)
    assert counts(batch) == (1, 1, 1, 1)
    assert "same record with other values" in batch.rejects.get().problem
    assert Incident.objects.get().outcome_code == "2"
    before = records()
    again = import_rows(path, [row, contradiction, newer, row], force=force)
    assert (again.new, again.changed) == (0, 0)
    assert records() == before


def test_a_victim_without_an_id_is_kept_apart_and_makes_no_person(path: Path, force: Force) -> None:
    import_rows(path, [make_row(victim_nominal_id="", victim_surname="Nameless")], force=force)
    assert Person.objects.get().nominal_id == "S1"
    assert UnidentifiedVictim.objects.get().surname == "Nameless"
    assert not ProtectedContact.objects.exists()


def test_a_victims_address_is_never_among_the_suspects(path: Path, force: Force) -> None:
    import_rows(path, [make_row()], force=force)
    assert {contact.value for contact in Contact.objects.all()} == {"1 Mill Lane", "07700 900001"}
    assert {contact.value for contact in ProtectedContact.objects.all()} == {
        "2 Orchard Way",
        "07700 900002",
    }


def test_one_address_written_two_ways_is_one_contact_seen_longer(path: Path, force: Force) -> None:
    rows = [
        make_row(on="2026-01-05", suspect_address="1 Mill Lane", suspect_postcode="SO14 1AA"),
        make_row(on="2026-03-05", suspect_address="1, MILL LN.", suspect_postcode="so141aa"),
    ]
    import_rows(path, rows, force=force)
    contact = Contact.objects.get(kind=Contact.Kind.ADDRESS)
    assert (contact.first_seen_on.month, contact.last_seen_on.month) == (1, 3)


def test_the_newest_row_says_who_a_person_is_and_older_names_are_kept(
    path: Path, force: Force
) -> None:
    old = make_row(suspect_surname="Roake", updated_dt="2026-01-01")
    new = make_row(suspect_surname="Rourke", updated_dt="2026-02-01", suspect_sex="")
    for rows in ([old, new], [new, old]):
        Person.objects.all().delete() if not Incident.objects.exists() else None
        import_rows(path, rows, force=force)
        person = Person.objects.get(nominal_id="S1")
        assert (person.surname, person.sex) == ("Rourke", "M")
        assert [str(alias) for alias in person.aliases.all()] == ["Callum Roake"]


def test_a_field_somebody_corrected_is_not_overwritten(path: Path, force: Force) -> None:
    row = make_row()
    import_rows(path, [row], force=force)
    Person.objects.filter(nominal_id="S1").update(
        date_of_birth="1990-01-02", corrected=["date_of_birth"]
    )
    import_rows(path, [row | {"suspect_sex": "F", "updated_dt": "2026-08-01"}], force=force)
    person = Person.objects.get(nominal_id="S1")
    assert person.date_of_birth is not None
    assert person.date_of_birth.isoformat() == "1990-01-02"
    assert person.sex == "F"


def test_one_event_tells_of_an_import_and_one_of_each_known_person_it_changed(
    path: Path, force: Force
) -> None:
    analyst = makers.make_user(Role.ANALYST, force=force)
    row = make_row(updated_dt="2026-06-01")
    with makers.assert_one_event("incidents.imported") as found:
        import_rows(path, [row, against("V2", suspect_surname="Rourke")], force=force, by=analyst)
    assert found[0].actor == analyst
    assert not Event.objects.filter(verb="person.changed_by_import").exists()
    changed = row | {"suspect_surname": "Roke", "updated_dt": "2026-07-01"}
    with makers.assert_one_event("person.changed_by_import") as events:
        import_rows(path, [changed], force=force, by=analyst)
    body = events[0].payload.body
    assert body["after"]["surname"] == "Roke"
    with makers.assert_one_event("incidents.imported"):
        import_rows(path, [changed], force=force, by=analyst)


def test_an_import_is_dated_when_its_last_row_is_in(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A contact check made while a long import runs does not know what it brings."""
    stored: list[datetime] = []

    def slow(**given: Any) -> None:
        storing.store(**given)
        stored.append(timezone.now())

    monkeypatch.setattr(running, "store", slow)
    assert import_rows(path, [make_row()], force=force).imported_at > stored[-1]


def test_only_an_analyst_of_the_force_imports(path: Path, force: Force) -> None:
    write_export(path, [make_row()])
    for user in (
        makers.make_user(Role.MANAGER, force=force),
        makers.make_user(Role.ANALYST),
        makers.make_user(Role.ANALYST, team=makers.make_team(force=force)),
    ):
        with pytest.raises(NotAllowed):
            actions.import_file(path=path, force=force, by=user)
    assert not ImportBatch.objects.exists()


def test_without_the_check_anybody_would_import(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: the permission is what stops a manager."""
    monkeypatch.setattr(actions, "check_can_import", lambda user, force: None)
    write_export(path, [make_row()])
    assert actions.import_file(path=path, force=force, by=makers.make_user(Role.MANAGER))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_makes_no_difference(encoding: str, path: Path, force: Force) -> None:
    write_export(path, [make_row(suspect_forename="Siobh\u00e1n")], encoding=encoding)
    assert counts(actions.import_file(path=path, force=force, by=None)) == (1, 0, 0, 0)
    assert Person.objects.get(nominal_id="S1").forename == "Siobh\u00e1n"


def test_columns_may_stand_in_any_order_and_case(path: Path, force: Force) -> None:
    names = list(COLUMNS)
    random.Random(7).shuffle(names)
    write_export(path, [make_row()], columns=names)
    path.write_text(path.read_text().replace("suspect_surname", "Suspect_Surname", 1))
    assert counts(actions.import_file(path=path, force=force, by=None)) == (1, 0, 0, 0)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(6)))
def test_the_order_of_rows_makes_no_difference(order: list[int], tmp_path: Path) -> None:
    force = makers.make_force()
    rows = [
        against(
            f"V{n % 3}",
            on=f"2026-0{n + 1}-01",
            occurrence_no=f"O{n}",
            crime_ref=f"C{n}",
            suspect_surname="Roake" if n < 3 else "Rourke",
            suspect_address=f"{n % 2 + 1} Mill Lane",
        )
        for n in range(6)
    ]
    import_rows(tmp_path / "shuffled.csv", [rows[place] for place in order], force=force)
    person = Person.objects.get(force=force, nominal_id="S1")
    assert person.surname == "Rourke"
    assert [alias.surname for alias in person.aliases.all()] == ["Roake"]
    days = person.contacts.filter(kind="ADDRESS").order_by("value")
    assert [(c.first_seen_on.month, c.last_seen_on.month) for c in days] == [(1, 5), (2, 6)]
    assert Incident.objects.filter(force=force).count() == 6


def rows_many(number: int) -> list[Row]:
    return [make_row() for _ in range(number)]


def test_a_file_longer_than_a_chunk_is_one_batch(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 4)
    rows = rows_many(10)
    batch = import_rows(path, [*rows, rows[0]], force=force)
    assert counts(batch) == (10, 1, 0, 0)
    assert ImportBatch.objects.count() == 1
