"""The command import_incidents: its answers, its file of rejects, its mapping of columns."""

from __future__ import annotations

import csv
import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casework.accounts.models import Force, Role
from casework.incidents.models import ImportBatch, Incident
from casework.people.models import Person
from tests import makers
from tests.makers_incidents import make_row, write_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def force() -> Force:
    return makers.make_force()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


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
    text = path.read_bytes()
    path.write_bytes(text[: text.rindex(b"Suspect struck")])
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


def test_a_bar_is_drawn_on_a_terminal_only(
    path: Path, force: Force, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_export(path, [make_row()])
    run_command(path)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run_command(path)
    assert "%" in capsys.readouterr().err


def test_the_analyst_named_is_the_one_who_imported(path: Path, force: Force) -> None:
    write_export(path, [make_row()])
    analyst = makers.make_user(Role.ANALYST, force=force)
    run_command(path, "--by", analyst.username)
    assert ImportBatch.objects.get().imported_by == analyst
    manager = makers.make_user(Role.MANAGER, force=force)
    with pytest.raises(CommandError, match="Only an analyst"):
        run_command(path, "--by", manager.username)
    with pytest.raises(CommandError, match="There is no user"):
        run_command(path, "--by", "nobody")
