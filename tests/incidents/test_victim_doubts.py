"""A record sent again with another victim's id is said to be in doubt, and never merged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from casework.accounts.models import Force, Role, User
from casework.audit.models import Event
from casework.cases.actions import identify
from casework.cases.models import Case
from casework.identification.models import Finding, Flag
from casework.incidents.importer import deciding
from casework.incidents.importer.parsing import NO_ID
from casework.incidents.models import ImportBatch, Incident, UnidentifiedVictim, VictimDoubt
from casework.people.models import Person
from tests import makers
from tests.makers_incidents import Row, against, import_rows, make_row, three_partners, write_export
from tests.superuser import guards_off

pytestmark = pytest.mark.django_db

RUN_DATE = date(2026, 11, 22)
HEADING = "The record may name its victim twice"


@pytest.fixture
def force() -> Force:
    return makers.make_team(name="North").force


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


def again(row: Row, victim: str, updated: str = "2026-07-01") -> Row:
    return row | {"victim_nominal_id": victim, "updated_dt": updated}


def pairs() -> list[tuple[str, str]]:
    """The victims' ids of each doubt: of the earlier version, of the later one."""
    found = VictimDoubt.objects.order_by("pk").values_list(
        "earlier__victim__nominal_id", "later__victim__nominal_id"
    )
    return [(earlier, later or "") for earlier, later in found]


def test_a_later_version_with_another_victim_is_a_doubt_and_both_rows_stay(
    path: Path, force: Force
) -> None:
    row = make_row()
    import_rows(path, [row], force=force)
    batch = import_rows(path, [again(row, "V2")], force=force)
    assert pairs() == [("V1", "V2")]
    assert VictimDoubt.objects.get().batch == batch
    assert Incident.objects.count() == 2
    event = Event.objects.filter(verb="incidents.imported").latest("pk")
    assert event.payload.body["after"]["victim_doubts"] == 1


def test_both_rows_in_one_file_are_two_victims(path: Path, force: Force) -> None:
    row = make_row()
    import_rows(path, [row, again(row, "V2")], force=force)
    import_rows(path, [again(row, "V3"), row, again(row, "V2")], force=force)
    assert pairs() == []


def test_a_file_that_holds_one_of_two_held_rows_doubts_only_the_one_it_left_out(
    path: Path, force: Force
) -> None:
    row = make_row()
    import_rows(path, [row, again(row, "V2")], force=force)
    import_rows(path, [row, again(row, "V3", "2026-08-01")], force=force)
    assert pairs() == [("V2", "V3")]


def test_without_knowing_what_the_file_showed_two_victims_would_be_doubted(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding.Ledger, "has_seen", lambda *_: False)
    row = make_row()
    import_rows(path, [row], force=force)
    import_rows(path, [row, again(row, "V2")], force=force)
    assert pairs() == [("V1", "V2")]


def test_an_older_version_that_comes_later_is_the_earlier_of_the_two(
    path: Path, force: Force
) -> None:
    row = make_row()
    import_rows(path, [again(row, "V2")], force=force)
    import_rows(path, [row], force=force)
    assert pairs() == [("V1", "V2")]


@pytest.mark.parametrize(("updated", "doubted"), [("2026-06-01", 0), ("", 1)])
def test_two_parts_of_one_version_are_two_victims_and_unknown_versions_are_in_doubt(
    updated: str, doubted: int, path: Path, force: Force
) -> None:
    row = make_row(updated_dt=updated)
    import_rows(path, [row], force=force)
    import_rows(path, [again(row, "V2", updated)], force=force)
    assert VictimDoubt.objects.count() == doubted


@pytest.mark.parametrize("change", ["suspect_nominal_id", "crime_ref", "occurrence_no"])
def test_another_suspect_or_record_is_no_doubt(change: str, path: Path, force: Force) -> None:
    row = make_row()
    import_rows(path, [row], force=force)
    import_rows(path, [again(row, "V2") | {change: "S9"}], force=force)
    assert pairs() == []


def test_the_same_record_of_another_force_is_no_doubt(path: Path, force: Force) -> None:
    row = make_row()
    import_rows(path, [row], force=makers.make_force())
    import_rows(path, [again(row, "V2")], force=force)
    assert pairs() == []


def test_a_victim_who_got_an_id_is_no_doubt_and_one_who_lost_it_is(
    path: Path, force: Force
) -> None:
    got, lost = make_row(victim_nominal_id=""), make_row()
    import_rows(path, [got, lost], force=force)
    import_rows(path, [again(got, "V7"), again(lost, "")], force=force)
    assert pairs() == [("V1", "")]


def test_the_same_file_again_raises_no_doubt_twice(path: Path, force: Force) -> None:
    row = make_row()
    import_rows(path, [row], force=force)
    for _ in range(2):
        import_rows(path, [again(row, "V2")], force=force)
    assert len(pairs()) == 1


@pytest.mark.parametrize("word", ["UNKNOWN", "unk", "N/A", "0", "-", "None", *sorted(NO_ID)[:5]])
def test_a_word_for_no_id_is_no_victim_id(word: str, path: Path, force: Force) -> None:
    batch = import_rows(path, [make_row(victim_nominal_id=word)], force=force)
    assert batch.new == 1
    incident = Incident.objects.get()
    assert incident.victim is None
    assert not Person.objects.filter(nominal_id=word).exists()
    assert UnidentifiedVictim.objects.get().surname == "Quill"
    assert [each["column"] for each in incident.warnings] == ["victim_nominal_id"]


def test_three_unknown_victims_count_as_offences_and_never_as_partners(
    path: Path, force: Force
) -> None:
    rows = [
        *three_partners(oldest="2024-01-05")[:2],
        against("UNKNOWN"),
        against("unk"),
        against("N/A"),
    ]
    import_rows(path, rows, force=force)
    identify(programme="hampshire", on=RUN_DATE, by=None, force=force)
    assert not Flag.objects.exists()
    import_rows(path, [against("V77")], force=force)
    identify(programme="hampshire", on=RUN_DATE, by=None, force=force)
    finding = Finding.objects.get()
    assert (finding.offences, finding.partners) == (6, 3)


def test_if_such_words_were_ids_three_unknown_victims_would_make_a_flag(
    path: Path, force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.incidents.importer.parsing.NO_ID", frozenset())
    import_rows(path, [against("UNKNOWN"), against("UNK"), against("N/A")], force=force)
    identify(programme="hampshire", on=RUN_DATE, by=None, force=force)
    assert Flag.objects.exists()


def test_a_suspect_without_an_id_is_rejected_however_that_is_written(
    path: Path, force: Force
) -> None:
    batch = import_rows(path, [make_row(suspect_nominal_id="Unknown")], force=force)
    assert batch.rejected == 1
    reject = batch.rejects.get()
    assert (reject.column, reject.value) == ("suspect_nominal_id", "Unknown")
    assert "several would be taken for one" in reject.remedy


def read(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).text


@pytest.fixture
def doubted(path: Path, force: Force) -> ImportBatch:
    """A person flagged on three partners, one of them in doubt."""
    rows = three_partners(oldest="2024-01-05")
    import_rows(path, rows, force=force)
    batch = import_rows(path, [again(rows[0], "V8CORRECTED", "2026-11-01")], force=force)
    identify(programme="hampshire", on=RUN_DATE, by=None, force=force)
    return batch


def test_the_import_the_nomination_and_the_case_show_the_doubt(
    doubted: ImportBatch, force: Force
) -> None:
    analyst = makers.make_user(Role.ANALYST, force=force)
    flag = Flag.objects.get()
    doubt = VictimDoubt.objects.get()
    pages = [
        reverse("incidents:batch", args=[doubted.pk]),
        reverse("identification:nomination", args=[flag.pk]),
        reverse("cases:why", args=[Case.objects.get().slug]),
    ]
    for page in pages:
        text = read(analyst, page)
        assert HEADING in text
        assert doubt.earlier.occurrence_no in text
        assert "SurnameV1" not in text
        assert "V8CORRECTED" not in text


def test_pages_without_a_doubt_say_nothing_of_one(path: Path, force: Force) -> None:
    batch = import_rows(path, three_partners(oldest="2024-01-05"), force=force)
    identify(programme="hampshire", on=RUN_DATE, by=None, force=force)
    analyst = makers.make_user(Role.ANALYST, force=force)
    assert HEADING not in read(analyst, reverse("incidents:batch", args=[batch.pk]))
    assert HEADING not in read(analyst, reverse("cases:why", args=[Case.objects.get().slug]))


def test_the_command_says_how_many(
    path: Path, force: Force, capsys: pytest.CaptureFixture[str]
) -> None:
    row = make_row()
    import_rows(path, [row], force=force)
    write_export(path, [again(row, "V2")])
    call_command("import_incidents", str(path), "--force", force.code)
    assert "1 records may name their victim twice." in capsys.readouterr().out


CHANGES = ("UPDATE incidents_victimdoubt SET batch_id = 1", "DELETE FROM incidents_victimdoubt")


def run(statement: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("statement", CHANGES)
def test_a_doubt_cannot_be_changed_or_removed(statement: str, doubted: ImportBatch) -> None:
    assert "What an import left behind cannot be changed." in run(statement)


@pytest.mark.parametrize("statement", CHANGES[1:])
def test_without_its_guard_a_doubt_could_be_removed(statement: str, doubted: ImportBatch) -> None:
    with guards_off():
        assert run(statement) == ""
