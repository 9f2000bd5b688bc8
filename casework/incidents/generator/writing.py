"""The whole made-up export, row by row, and its file."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from random import Random

from casework.clocks import years_before
from casework.incidents.generator import faults, versions
from casework.incidents.generator.mixups import Mixups
from casework.incidents.generator.offending import Careers, kinds
from casework.incidents.generator.persons import Population
from casework.incidents.generator.places import Places
from casework.incidents.generator.rows import Recorder, Row
from casework.incidents.importer.columns import COLUMNS

# The last day of an export that is not told another: a fixed one, or the same seed would give
# other bytes tomorrow.
LAST_DAY = date(2026, 11, 22)
# Suspects whose rows are put in order together. Memory stays flat however many people there are.
BLOCK = 500

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to make: how many suspects, over how many years up to and with `until`.

    Victims come on top of `people`. `force` is only written into the numbers of records.
    """

    people: int
    years: int = 5
    seed: int = 1
    force: str = "99"
    until: date = LAST_DAY


@dataclass(slots=True)
class Made:
    """What was made: rows, and how often each fault of the force's records happened."""

    rows: int = 0
    faults: Counter[str] = field(default_factory=Counter)


def rows_of(plan: Plan, made: Made, progress: Progress | None = None) -> Iterator[Row]:
    """Yield the rows of an export, counting into `made`. The same plan gives the same rows.

    Calls `progress` with the number of suspects done so far.
    """
    rng = Random(plan.seed)  # noqa: S311 - a force to try things on, nothing secret
    first = years_before(plan.until, plan.years)
    population = Population(rng, Places(rng), plan.until)
    careers = Careers(rng, population, first, plan.until)
    recorder = Recorder(rng, population, plan.force, plan.until)
    mixups = Mixups(rng, population, made.faults)
    suspects = ((population.suspect(), kind) for kind in islice(kinds(rng), plan.people))
    for begun in range(0, plan.people, BLOCK):
        dated: list[tuple[datetime, list[Row]]] = []
        for suspect, kind in islice(suspects, BLOCK):
            episodes = careers.of(suspect, kind)
            rows = [recorder.row(episode) for episode in episodes]
            mixups.muddle(suspect, rows)
            dated += zip((e.reported for e in episodes), _spoilt(rng, rows, made), strict=True)
        for _, versions_of_row in sorted(dated, key=lambda pair: pair[0]):
            made.rows += len(versions_of_row)
            yield from versions_of_row
        if progress:
            progress(min(plan.people, begun + BLOCK))


def _spoilt(rng: Random, rows: list[Row], made: Made) -> Iterator[list[Row]]:
    for row in rows:
        faults.spoil(rng, row, made.faults)
        yield versions.versions_of(rng, row, made.faults)


def write_export(*, plan: Plan, out: Path, progress: Progress | None = None) -> Made:
    """Write the export to `out` (CSV, UTF-8, header row), replacing it only when it is whole."""
    made = Made()
    unfinished = out.with_name(f"{out.name}.unfinished")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS))
        writer.writeheader()
        writer.writerows(rows_of(plan, made, progress))
    unfinished.replace(out)
    return made
