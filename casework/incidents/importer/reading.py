"""From a file to rows, one at a time. A file that is not whole is refused with the line.

A row with too few columns means the file was cut off, or that a quote swallowed a line end:
nothing after it can be trusted, so it breaks the file. A row with too many is one bad row. Where
the last line has no end, `ending` says whether its last value may have been cut off.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from casework.incidents.importer.ending import LastColumn
from casework.incidents.importer.errors import BrokenFile
from casework.incidents.importer.mapping import Mapping, columns_of

# A cell longer than this is a quote that was never closed, not a value.
LONGEST_CELL = 2_000_000
BLOCK = 1024 * 1024

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (the header is row 1), cells by our names.

    `surplus` is how many cells it has beyond the header.
    """

    number: int
    cells: dict[str, str]
    surplus: int = 0


def fingerprint(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_rows(path: Path, mapping: Mapping, progress: Progress | None = None) -> Iterator[Row]:
    """Yield the rows of a CSV file (UTF-8, with or without a byte order mark), header first read.

    Calls `progress` now and then with the bytes read so far. Raises BrokenFile for a wrong
    header, another encoding, an unclosed quote, a short row or a last value that was cut off.
    """
    csv.field_size_limit(LONGEST_CELL)
    with path.open("rb") as raw, _plain_words_for_bytes(path):
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="strict", newline="")
        reader = csv.reader(text, strict=True)
        try:
            header = next(reader, None)
            if not header:
                raise BrokenFile(1, "the file is empty; a header row is needed.")
            names = columns_of(header, mapping)
            last_column = None if _ends_in_a_line_end(path) else LastColumn(names)
            for number, cells in enumerate(reader, start=2):
                if len(cells) > 1 or any(cell.strip() for cell in cells):
                    yield _row(number, cells, names, line=reader.line_num)
                if last_column is not None:
                    last_column.see(cells)
                if progress is not None and number % 500 == 0:
                    progress(raw.tell())
            if last_column is not None:
                last_column.check(reader.line_num)
        except csv.Error as error:
            raise BrokenFile(reader.line_num, _in_words(error)) from None


def _row(number: int, cells: Sequence[str], names: Sequence[str | None], *, line: int) -> Row:
    if len(cells) < len(names):
        raise BrokenFile(
            line,
            f"the row has {len(cells)} values and the header {len(names)}. "
            "The file may have been cut off.",
        )
    values = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    return Row(number, values, surplus=len(cells) - len(names))


def _ends_in_a_line_end(path: Path) -> bool:
    """Whether the last line is ended; by a carriage return too, which may have been cut from
    its line feed.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        return file.read() in (b"\n", b"\r")


def _in_words(error: csv.Error) -> str:
    message = str(error)
    if "unexpected end" in message:
        return "a quote was opened and never closed. The file may have been cut off."
    if "field larger" in message:
        return "a quote was opened and not closed for a very long way."
    return "the quotes around a value are not closed as CSV wants."


@contextmanager
def _plain_words_for_bytes(path: Path) -> Iterator[None]:
    """Turn a decoding error, which only knows a place in a buffer, into the line it is on."""
    try:
        yield
    except UnicodeDecodeError:
        with path.open("rb") as file:
            line, cut = _first_undecodable_line(file)
        why = (
            "the file ends inside a character. It may have been cut off. Fetch the file again."
            if cut
            else "the text is not UTF-8. Save the file as CSV UTF-8."
        )
        raise BrokenFile(line, why) from None


def _first_undecodable_line(file: BinaryIO) -> tuple[int, bool]:
    """Its number, and whether all that is wrong is that the file ends inside a character."""
    number = 0
    for number, content in enumerate(file, start=1):
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            return number, error.reason == "unexpected end of data"
    return number, False
