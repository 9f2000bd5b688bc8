"""The file of rejected rows: row number, column, value, what is wrong and what to do.

It is opened in spreadsheets, so no cell may start a formula.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from casework.incidents.importer.errors import Problem

HEADER = ("row", "column", "value", "problem", "what to do")
# What spreadsheets take as the start of a formula, also in the full-width forms they fold.
FORMULA_STARTS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
# What they skip over, or split a cell at, before looking for one.
SKIPPED = "\t\r\n \u00a0\ufeff\u200b"

Reject = tuple[int, Problem]


def harmless(cell: str) -> str:
    """The cell as text: with an apostrophe in front where a spreadsheet would see a formula."""
    start = cell.lstrip(SKIPPED)[:1]
    return f"'{cell}" if (start in FORMULA_STARTS and start) or cell[:1] in ("\t", "\r") else cell


def write_rejects(file: TextIO, rejects: Iterable[Reject], *, header: bool) -> None:
    """Append rejects to an open CSV file, under the header row if asked."""
    writer = csv.writer(file)
    if header:
        writer.writerow(HEADER)
    for number, problem in rejects:
        cells = (problem.column, problem.value, problem.problem, problem.remedy)
        writer.writerow((number, *map(harmless, cells)))


class RejectsFile:
    """Rejects on their way to `target`: nothing is there until `keep`, so a file that breaks
    half-way leaves the last one as it was.
    """

    def __init__(self, target: Path | None) -> None:
        self.target = target
        self.count = 0
        self._file: TextIO | None = None
        if target is not None:
            # Readable by its owner only: it quotes personal data.
            handle, self._name = tempfile.mkstemp(dir=target.parent, prefix=".rejects-")
            self._file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
            write_rejects(self._file, [], header=True)

    def add(self, rejects: list[Reject]) -> None:
        self.count += len(rejects)
        if self._file is not None:
            write_rejects(self._file, rejects, header=False)

    def keep(self) -> None:
        """Put the file in its place, or leave none where nothing was rejected before or now."""
        if self._file is None or self.target is None:
            return
        self._file.close()
        if self.count or self.target.exists():
            Path(self._name).replace(self.target)

    def close(self) -> None:
        """Remove what `keep` did not put in place."""
        if self._file is not None:
            self._file.close()
            Path(self._name).unlink(missing_ok=True)


@contextmanager
def rejects_to(target: Path | None) -> Iterator[RejectsFile]:
    """A RejectsFile that is put in place when the block ends well and vanishes otherwise."""
    file = RejectsFile(target)
    try:
        yield file
        file.keep()
    finally:
        file.close()
