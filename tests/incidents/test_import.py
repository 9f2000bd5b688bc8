"""Importing a whole file: four counts that add up, twice the same, all of it or nothing."""

from __future__ import annotations

import csv
import json
import random
import stat
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.accounts.models import Force, Role
from casework.audit.models import Event
from casework.core.errors import NotAllowed
from casework.incidents import actions
from casework.incidents.importer import BrokenFile, deciding, reading, running
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


# --- files that are not whole -------------------------------------------------------------------


def _cut_in_a_row(path: Path) -> int:
    text = path.read_bytes()
    path.write_bytes(text[: text.rindex(b"Suspect struck")])
    return 4


def _open_quote(path: Path) -> int:
    text = path.read_text()
    path.write_text(text.replace("Suspect struck", '"Suspect struck', 2))
    return 2


def _latin_1(path: Path) -> int:
    text = path.read_bytes()
    at = text.rindex(b"Callum")
    path.write_bytes(text[:at] + b"Andr\xe9" + text[at:])
    return 4


def _utf_16(path: Path) -> int:
    path.write_bytes(path.read_text().encode("utf-16"))
    return 1


def _no_header(path: Path) -> int:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    return 1


def _column_missing(path: Path) -> int:
    path.write_text(path.read_text().replace("offence_from", "offence_start", 1))
    return 1


def _column_twice(path: Path) -> int:
    path.write_text(path.read_text().replace("offence_to", "offence_from", 1))
    return 1


def _semicolons(path: Path) -> int:
    path.write_text(path.read_text().replace(",", ";"))
    return 1


def _empty(path: Path) -> int:
    path.write_text("")
    return 1


BREAKS: list[Callable[[Path], int]] = [
    _cut_in_a_row,
    _open_quote,
    _latin_1,
    _utf_16,
    _no_header,
    _column_missing,
    _column_twice,
    _semicolons,
    _empty,
]


@pytest.mark.parametrize("break_it", BREAKS)
def test_a_broken_file_changes_nothing_and_says_which_line(
    break_it: Callable[[Path], int], path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_rows(path, [make_row()], force=force)
    before, events = records(), Event.objects.count()
    monkeypatch.setattr(running, "CHUNK", 1)  # rows before the break were written already
    write_export(path, [make_row(), make_row(), make_row()])
    line = break_it(path)
    with pytest.raises(BrokenFile) as refusal:
        actions.import_file(path=path, force=force, by=None)
    if break_it is not _open_quote:  # a quote swallows lines up to the next one
        assert refusal.value.line == line
    assert str(refusal.value).startswith(f"Line {refusal.value.line}: ")
    assert str(refusal.value).endswith("Nothing was imported.")
    assert records() == before
    assert ImportBatch.objects.count() == 1
    assert Event.objects.count() == events


def test_a_short_row_taken_for_a_whole_one_would_import_half_a_file(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red twin: counting the cells of a row is what finds a file that was cut off."""

    def lenient(number: int, cells: list[str], names: list[str], *, line: int) -> reading.Row:
        return reading.Row(number, dict(zip(names, cells, strict=False)))

    monkeypatch.setattr(reading, "_row", lenient)
    write_export(path, [make_row(), make_row()])
    _cut_in_a_row(path)
    assert actions.import_file(path=path, force=force, by=None).new == 2


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


# --- the command --------------------------------------------------------------------------------


def run_command(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_incidents", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_prints_its_counts_as_json(path: Path, force: Force) -> None:
    write_export(path, [make_row(), make_row(offence_from="x")])
    found = json.loads(run_command(path, "--force", force.code, "--json"))
    batch = ImportBatch.objects.get()
    assert found == {
        "read": 2,
        "new": 1,
        "same": 0,
        "changed": 0,
        "rejected": 1,
        "batch": batch.pk,
    }


def test_rejects_go_to_a_file_with_row_column_value_and_what_to_do(
    path: Path, force: Force, tmp_path: Path
) -> None:
    write_export(path, [make_row(), make_row(offence_from="30/02/2026", da_flag="=1+1")])
    target = tmp_path / "rejects.csv"
    run_command(path, "--force", force.code, "--rejects", str(target))
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row"], row["column"], row["value"]) for row in rows] == [
        ("3", "offence_from", "30/02/2026"),
        ("3", "da_flag", "'=1+1"),
    ]
    assert all(row["problem"] and row["what to do"] for row in rows)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_broken_file_leaves_the_last_rejects_file_alone(
    path: Path, force: Force, tmp_path: Path
) -> None:
    target = tmp_path / "rejects.csv"
    target.write_text("of the last import")
    write_export(path, [make_row(offence_from="x"), make_row()])
    _cut_in_a_row(path)
    with pytest.raises(CommandError, match=r"Line 3: .*Nothing was imported"):
        run_command(path, "--force", force.code, "--rejects", str(target))
    assert target.read_text() == "of the last import"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.csv", "rejects.csv"]


def test_the_force_may_be_left_out_only_where_there_is_one(path: Path, force: Force) -> None:
    write_export(path, [make_row()])
    assert "1 rows read" in run_command(path)
    makers.make_force()
    with pytest.raises(CommandError, match="--force CODE"):
        run_command(path)


@pytest.mark.parametrize("form", ["json", "toml"])
def test_a_mapping_file_renames_columns_for_other_systems(
    form: str, path: Path, force: Force, tmp_path: Path
) -> None:
    write_export(path, [make_row()])
    text = path.read_text().replace("suspect_surname", "NOMINAL NAME", 1)
    path.write_text(text.replace("beat", "sector", 1))
    mapping = tmp_path / f"mapping.{form}"
    names = {"Nominal Name": "suspect_surname"}
    mapping.write_text(
        json.dumps({"columns": names, "ignore": ["sector"], "absent": ["beat"]})
        if form == "json"
        else 'ignore = ["sector"]\nabsent = ["beat"]\n[columns]\n"Nominal Name" = "suspect_surname"'
    )
    run_command(path, "--force", force.code, "--mapping", str(mapping))
    assert Person.objects.get(nominal_id="S1").surname == "Roake"
    assert Incident.objects.get().beat == ""


@pytest.mark.parametrize(
    "mapping",
    [
        "[]",
        "{",
        '{"columns": {"theirs": "not_ours"}}',
        '{"columns": {"a": "beat", "b": "beat"}}',
        '{"absent": ["occurrence_no"]}',
        '{"ignore": "beat"}',
    ],
)
def test_a_mapping_that_is_unclear_is_refused(
    mapping: str, path: Path, force: Force, tmp_path: Path
) -> None:
    write_export(path, [make_row()])
    file = tmp_path / "mapping.json"
    file.write_text(mapping)
    with pytest.raises(CommandError, match="mapping"):
        run_command(path, "--force", force.code, "--mapping", str(file))
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        run_command(path)


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
