"""The records of the demonstration's force: a made-up export, as it grew month by month."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from casework.accounts.models import Force
from casework.cases.actions import identify
from casework.incidents.generator import Plan, write_export
from casework.incidents.importer import import_file
from casework.incidents.importer.columns import COLUMNS
from casework.incidents.importer.values import Unreadable, read_moment

PEOPLE = 4_600
SEED = 7
PROGRAMME = "hampshire"

Row = dict[str, str]


def made_up_rows(folder: Path, *, force: Force, today: date, people: int = PEOPLE) -> list[Row]:
    """The rows of an export of this force up to `today`, the oldest first."""
    path = folder / "export.csv"
    write_export(plan=Plan(people=people, seed=SEED, force=force.code, until=today), out=path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows: list[Row] = list(csv.DictReader(file))
    return sorted(rows, key=known_since)


def known_since(row: Row) -> datetime:
    """When the force had this row: the latest moment it tells of."""
    return max(moment_of(row, each) for each in ("offence_from", "reported_dt", "updated_dt"))


def moment_of(row: Row, column: str) -> datetime:
    """The moment in a column; a date that was broken on purpose lies before every other."""
    try:
        return read_moment(row[column]).at
    except Unreadable:
        return BEGINNING


BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def import_rows(rows: Iterable[Row], folder: Path, *, force: Force) -> None:
    """Write the rows as the force's system would and read them with the importer."""
    path = folder / "increment.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS))
        writer.writeheader()
        writer.writerows(rows)
    import_file(path=path, force=force, by=None)


def find(force: Force, on: date) -> None:
    """Run the programme; every new flag opens its case."""
    identify(programme=PROGRAMME, on=on, by=None, force=force)
