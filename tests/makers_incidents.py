"""Exports of a force for tests: rows with everything said, files of them, and their import.

A row names only what a test is about; the rest is a plausible crime by one suspect against one
former partner. Rows are numbered, so two rows are two records unless a test says otherwise.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from casework.accounts.models import Force, User
from casework.incidents.importer import import_file
from casework.incidents.importer.columns import COLUMNS
from casework.incidents.models import ImportBatch

Row = dict[str, str]
_numbers = count(1)


def make_row(*, on: date | str = "2026-06-01", **cells: str) -> Row:
    """One row: a crime on a local date by suspect S1 against former partner V1."""
    number = next(_numbers)
    given = {
        "occurrence_no": f"4426{number:07}",
        "crime_ref": f"44/{number}/26",
        "record_type": "CRIME",
        "ho_code": "8N",
        "cjs_code": "OF61102",
        "ho_title": "Assault occasioning actual bodily harm",
        "offence_from": str(on),
        "reported_dt": str(on),
        "da_flag": "Y",
        "stalking_flag": "N",
        "hbv_flag": "N",
        "children_present": "N",
        "relationship": "EX",
        "risk_tool": "DASH",
        "risk_grade": "HIGH",
        "suspect_nominal_id": "S1",
        "suspect_forename": "Callum",
        "suspect_surname": "Roake",
        "suspect_dob": "1989-03-04",
        "suspect_sex": "M",
        "suspect_role": "SUSPECT",
        "suspect_address": "1 Mill Lane",
        "suspect_postcode": "SO14 1AA",
        "suspect_phone": "07700 900001",
        "victim_nominal_id": "V1",
        "victim_forename": "Vera",
        "victim_surname": "Quill",
        "victim_dob": "1990-05-06",
        "victim_address": "2 Orchard Way",
        "victim_postcode": "SO15 2BB",
        "victim_phone": "07700 900002",
        "mo_text": "Suspect struck the victim in the kitchen.",
        "outcome_code": "16",
        "outcome_dt": str(on),
        "oic_collar": "1234",
        "team": "North",
        "beat": "N1",
        "updated_dt": str(on),
    }
    unknown = set(cells) - set(COLUMNS)
    assert not unknown, f"no such column: {unknown}"
    return dict.fromkeys(COLUMNS, "") | given | cells


def against(victim: str, **cells: str) -> Row:
    """A row against another victim: the id, with a name, address and number of their own."""
    return make_row(
        victim_nominal_id=victim,
        **{
            "victim_forename": f"Forename{victim}",
            "victim_surname": f"Surname{victim}",
            "victim_address": f"{len(victim)} {victim} Street",
            "victim_postcode": "SO16 3CC",
            "victim_phone": "",
        }
        | cells,
    )


def three_partners(*, oldest: date | str, relationship: str = "EX", **cells: str) -> list[Row]:
    """Three offences by one suspect against three victims; the first on `oldest`."""
    return [
        against("V1", on=oldest, **cells),
        against("V2", on="2024-03-01", **cells),
        against("V3", on="2026-02-01", **{"relationship": relationship} | cells),
    ]


def write_export(path: Path, rows: Iterable[Mapping[str, str]], **options: Any) -> Path:
    """Write rows as a CSV export with its header; `encoding` may be given."""
    encoding = options.pop("encoding", "utf-8")
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, options.pop("columns", list(COLUMNS)), **options)
        writer.writeheader()
        writer.writerows(rows)
    return path


def import_rows(
    path: Path, rows: Iterable[Mapping[str, str]], *, force: Force, by: User | None = None
) -> ImportBatch:
    """Write rows to `path` and import them as the command does."""
    return import_file(path=write_export(path, rows), force=force, by=by)
