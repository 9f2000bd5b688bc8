"""The made-up force: its shape, its faults, its sameness."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework.incidents.codes import OFFENCES, OUTCOMES
from casework.incidents.generator import LAST_DAY, Made, Plan, faults, rows_of, writing
from casework.incidents.generator.mixups import SECOND_NOMINAL, SHARED_NOMINAL
from casework.incidents.generator.places import DRAMA_RANGES
from casework.incidents.generator.rows import Row as Cells
from casework.incidents.generator.versions import CHANGES
from casework.incidents.generator.writing import write_export
from casework.incidents.importer import import_file
from casework.incidents.importer.columns import COLUMNS
from casework.incidents.importer.parsing import Accepted, parse
from casework.incidents.importer.reading import Row
from tests import makers

ROOT = Path(__file__).parents[2]
SEEDS = (1, 2)


@cache
def force_of(seed: int) -> tuple[list[Cells], Made]:
    made = Made()
    return list(rows_of(Plan(people=2000, seed=seed), made)), made


@cache
def accepted(seed: int) -> list[Accepted]:
    rows, _ = force_of(seed)
    parsed = [parse(Row(n, row), today=LAST_DAY) for n, row in enumerate(rows, start=2)]
    return [row for row in parsed if isinstance(row, Accepted)]


def without_faults(monkeypatch: pytest.MonkeyPatch) -> list[Cells]:
    monkeypatch.setattr(faults, "FAULTS", ())
    monkeypatch.setattr("casework.incidents.generator.versions.CHANGES", ())
    monkeypatch.setattr("casework.incidents.generator.mixups.SECOND_NOMINAL_RATE", 0)
    monkeypatch.setattr("casework.incidents.generator.mixups.SHARED_NOMINAL_RATE", 0)
    return list(rows_of(Plan(people=400), Made()))


@pytest.mark.parametrize("seed", SEEDS)
def test_two_thousand_people_have_about_six_thousand_incidents(seed: int) -> None:
    rows, made = force_of(seed)
    assert made.rows == len(rows)
    assert 5_500 <= len({row["occurrence_no"] for row in rows}) <= 6_500
    assert all(set(row) == set(COLUMNS) for row in rows)


@pytest.mark.parametrize("seed", SEEDS)
def test_about_three_in_a_hundred_carry_about_nine_tenths_of_the_harm(seed: int) -> None:
    harm = Counter({row.suspect.nominal_id: 0.0 for row in accepted(seed)})
    for row in accepted(seed):
        if row.values["record_type"] == "CRIME" and row.values["outcome_code"] != "CANCELLED":
            harm[row.suspect.nominal_id] += OFFENCES[row.values["cjs_code"]].harm_days
    worst = sum(days for _, days in harm.most_common(round(len(harm) * 0.03)))
    assert 0.84 <= worst / sum(harm.values()) <= 0.95


@pytest.mark.parametrize("seed", SEEDS)
def test_about_three_quarters_are_reported_once(seed: int) -> None:
    reports = Counter(row.suspect.nominal_id for row in accepted(seed))
    once = sum(count == 1 for count in reports.values())
    assert 0.70 <= once / len(reports) <= 0.80


@pytest.mark.parametrize("seed", SEEDS)
def test_fifteen_to_forty_people_meet_the_threshold_of_three_partners(seed: int) -> None:
    crimes, partners = defaultdict(set), defaultdict(set)
    for row in accepted(seed):
        values, suspect = row.values, row.suspect.nominal_id
        counts = values["record_type"] == "CRIME" and values["outcome_code"] != "CANCELLED"
        in_window = date(2021, 11, 22) <= values["offence_on"] <= LAST_DAY
        if counts and in_window and values["relationship"] in ("PARTNER", "EX"):
            crimes[suspect].add((row.occurrence_no, row.crime_ref))
            partners[suspect] |= {row.victim.nominal_id} - {""}
    flagged = [p for p in partners if len(partners[p]) >= 3 and len(crimes[p]) >= 3]
    assert 15 <= len(flagged) <= 40


def test_there_are_family_victims_shared_homes_and_people_who_harm_the_same_person() -> None:
    rows = accepted(1)
    relationships = Counter(row.values["relationship"] for row in rows)
    assert relationships["FAMILY"] > 200
    assert relationships["PARTNER"] > 1_000 < relationships["EX"]
    shared = sum(row.suspect.address == row.victim.address != "" for row in rows)
    assert 0.1 <= shared / len(rows) <= 0.6
    suspects_of = defaultdict(set)
    for row in rows:
        suspects_of[row.victim.nominal_id].add(row.suspect.nominal_id)
    assert sum(len(suspects) > 1 for victim, suspects in suspects_of.items() if victim) >= 10


@pytest.mark.parametrize("seed", SEEDS)
def test_every_fault_of_real_exports_happens(seed: int) -> None:
    _, made = force_of(seed)
    names = {fault.name for fault in faults.FAULTS} | {change.name for change in CHANGES}
    expected = names | {SECOND_NOMINAL, SHARED_NOMINAL}
    assert {name for name, count in made.faults.items() if count} == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_a_few_rows_cannot_be_read_and_more_are_doubtful(seed: int) -> None:
    rows, _ = force_of(seed)
    rejected = len(rows) - len(accepted(seed))
    assert 0.005 <= rejected / len(rows) <= 0.03
    doubtful = sum(bool(row.warnings) for row in accepted(seed))
    assert 0.02 <= doubtful / len(rows) <= 0.15


@pytest.mark.parametrize("fault", [f for f in faults.FAULTS if f.rejected], ids=lambda f: f.name)
def test_a_fault_that_must_be_rejected_is(fault: faults.Fault) -> None:
    row = dict(accepted_cells())
    fault.spoil(writing.Random(1), row)
    assert isinstance(parse(Row(2, row), today=LAST_DAY), list)


@pytest.mark.parametrize(
    "fault", [f for f in faults.FAULTS if not f.rejected], ids=lambda f: f.name
)
def test_any_other_fault_leaves_a_row_that_can_be_read(fault: faults.Fault) -> None:
    row = dict(accepted_cells())
    fault.spoil(writing.Random(1), row)
    assert isinstance(parse(Row(2, row), today=LAST_DAY), Accepted)


def test_any_two_faults_may_meet_in_one_row() -> None:
    for first, second in combinations(faults.FAULTS, 2):
        row = dict(accepted_cells())
        first.spoil(writing.Random(1), row)
        second.spoil(writing.Random(1), row)
        assert set(row) == set(COLUMNS)


@cache
def accepted_cells() -> Cells:
    """A crime of the force that nothing happened to."""
    rows, _ = force_of(1)
    return next(
        row
        for number, row in enumerate(rows)
        if row["cjs_code"] and row["victim_nominal_id"] and row["pnc_id"]
        and isinstance(read := parse(Row(number, row), today=LAST_DAY), Accepted)
        and not read.warnings
    )  # fmt: skip


def test_without_faults_every_row_is_read_without_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: rejects and warnings come from the faults and from nothing else."""
    for number, row in enumerate(without_faults(monkeypatch)):
        read = parse(Row(number, row), today=LAST_DAY)
        assert isinstance(read, Accepted)
        assert {w["column"] for w in read.warnings} <= {"suspect_dob", "victim_dob"} | CLOCKS_BACK


CLOCKS_BACK = {"offence_from", "offence_to", "reported_dt", "outcome_dt", "updated_dt"}


def test_without_faults_the_story_of_each_row_is_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, row in enumerate(without_faults(monkeypatch)):
        read = parse(Row(number, row), today=LAST_DAY)
        assert isinstance(read, Accepted)
        values = read.values
        assert values["offence_from"] <= (values["offence_to"] or values["reported_at"])
        assert values["offence_from"] <= values["reported_at"] <= read.updated_at
        assert date(2021, 11, 22) <= values["offence_on"] <= LAST_DAY
        assert values["outcome_code"] in {"", *OUTCOMES}
        assert len(values["mo_text"]) >= 20


def test_nobody_real_can_be_rung_or_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in without_faults(monkeypatch):
        for who in ("suspect", "victim"):
            assert row[f"{who}_postcode"][0] in "QVX"
            phone = row[f"{who}_phone"]
            assert phone == "" or any(
                re.fullmatch(re.escape(start) + "[0-9]{3}", phone) for start in DRAMA_RANGES
            )


@pytest.mark.django_db
def test_the_importer_takes_the_export_and_finds_it_the_same_the_second_time(
    tmp_path: Path,
) -> None:
    out = tmp_path / "export.csv"
    made = write_export(plan=Plan(people=120, seed=4), out=out)
    force = makers.make_force()
    first = import_file(path=out, force=force, by=None)
    assert first.read == made.rows
    assert 0 < first.rejected < made.rows * 0.05
    assert first.new > made.rows * 0.9
    second = import_file(path=out, force=force, by=None)
    assert (second.new, second.changed, second.rejected) == (0, 0, first.rejected)


def test_another_seed_is_another_force() -> None:
    assert force_of(1)[0][0] != force_of(2)[0][0]


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    hashes = set()
    for hash_seed in ("0", "4711"):
        out = tmp_path / f"{hash_seed}.csv"
        command = [sys.executable, "manage.py", "make_force", "--people", "150", "--seed", "9"]
        subprocess.run(
            [*command, "--years", "5", "--out", str(out)],
            cwd=ROOT, check=True, capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
        )  # fmt: skip
        hashes.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(hashes) == 1


def test_with_an_order_that_changes_the_bytes_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin: were the seed not the only source of chance, the bytes would differ."""
    given = writing.Random
    monkeypatch.setattr(writing, "Random", lambda seed: given())
    outs = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for out in outs:
        write_export(plan=Plan(people=20), out=out)
    assert outs[0].read_bytes() != outs[1].read_bytes()


def test_the_command_writes_the_columns_of_the_import(tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "export.csv"
    call_command(
        "make_force", people=30, years=2, seed=3, out=out, force="44", until=date(2027, 1, 31)
    )
    assert "about 30 suspects" in capsys.readouterr().out
    with out.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        assert reader.fieldnames == list(COLUMNS)
    assert len(rows) >= 30
    assert all(row["occurrence_no"].startswith("44-") for row in rows)
    assert not out.with_name("export.csv.unfinished").exists()


@pytest.mark.parametrize(
    "wrong", [{"people": 0}, {"years": 0}, {"force": "a/b"}, {"out": Path("/no/such/folder/x")}]
)
def test_the_command_says_what_it_cannot_make(wrong: dict[str, Any], tmp_path: Path) -> None:
    options = {"people": 5, "out": tmp_path / "x.csv"} | wrong
    with pytest.raises(CommandError):
        call_command("make_force", **options)


def test_a_file_that_was_not_finished_never_takes_the_place_of_one_that_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "export.csv"
    write_export(plan=Plan(people=5), out=out)
    before = out.read_bytes()

    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.faults, "spoil", break_off)
    with pytest.raises(KeyboardInterrupt):
        write_export(plan=Plan(people=5, seed=2), out=out)
    assert out.read_bytes() == before
