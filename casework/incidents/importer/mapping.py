"""A mapping file: how another system's columns are called here.

JSON or TOML, either a plain table of their names to ours, or three parts:

    ignore = ["their_column"]        columns of theirs to leave out
    absent = ["beat"]                columns of ours that their export does not have
    [columns]
    their_name = "our_name"
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casework.incidents.importer.columns import COLUMNS, REQUIRED
from casework.incidents.importer.errors import BrokenFile, BrokenMapping


@dataclass(frozen=True)
class Mapping:
    """Their column name -> ours; columns to ignore; columns that may be missing."""

    columns: dict[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """What `mapping_from` makes this mapping of again."""
        if self == NO_MAPPING:
            return {}
        return {
            "columns": dict(self.columns),
            "ignore": sorted(self.ignore),
            "absent": sorted(self.absent),
        }


NO_MAPPING = Mapping()


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file. Raises BrokenMapping with what is wrong with it."""
    return read_mapping(path.read_bytes(), is_toml=path.suffix.lower() == ".toml")


def read_mapping(content: bytes, *, is_toml: bool) -> Mapping:
    """The mapping that the bytes of a TOML or JSON file hold; raises BrokenMapping."""
    try:
        text = content.decode("utf-8-sig")
        given = tomllib.loads(text) if is_toml else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenMapping(f"The mapping file cannot be read: {error}.") from None
    return mapping_from(given)


def mapping_from(given: Any) -> Mapping:
    """A mapping from the parsed content of its file. Raises BrokenMapping."""
    if not isinstance(given, dict):
        raise BrokenMapping("The mapping file must hold a table of column names.")
    if not given.keys() & {"columns", "ignore", "absent"}:
        given = {"columns": given}
    columns, ignore, absent = (
        given.get(part, empty) for part, empty in (("columns", {}), ("ignore", []), ("absent", []))
    )
    if not isinstance(columns, dict) or not _are_names([*columns, *columns.values()]):
        raise BrokenMapping("The columns of the mapping must be pairs of names.")
    if not _are_names(ignore) or not _are_names(absent):
        raise BrokenMapping("What the mapping ignores or calls absent must be lists of names.")
    ours = {_plain(theirs): _ours(theirs, ours) for theirs, ours in columns.items()}
    if len(set(ours.values())) < len(ours):
        raise BrokenMapping("The mapping gives two columns the same name.")
    missing = sorted(set(absent) & set(REQUIRED) | set(absent) - set(COLUMNS))
    if missing:
        raise BrokenMapping(f"The mapping cannot call {missing[0]} absent.")
    return Mapping(ours, frozenset(map(_plain, ignore)), frozenset(absent))


def columns_of(header: Sequence[str], mapping: Mapping) -> list[str | None]:
    """Our name for each column of a header row; None for one that is ignored.

    Names are compared without regard to case; the order is free. Raises BrokenFile (line 1)
    for a column that is unknown, missing or there twice.
    """
    names: list[str | None] = []
    for cell in header:
        name = _plain(cell)
        ours = mapping.columns.get(name, name)
        if name in mapping.ignore:
            names.append(None)
        elif ours not in COLUMNS:
            raise BrokenFile(1, f"the column {cell.strip()[:40]!r} is not known.{_hint(header)}")
        elif ours in names:
            raise BrokenFile(1, f"the column {ours} is there twice.")
        else:
            names.append(ours)
    missing = [name for name in COLUMNS if name not in names and name not in mapping.absent]
    if missing:
        raise BrokenFile(1, f"these columns are missing: {', '.join(missing)}.")
    return names


def _hint(header: Sequence[str]) -> str:
    one_wide_cell = len(header) == 1 and any(mark in header[0] for mark in ";\t|")
    return " Save the file with commas between the columns." if one_wide_cell else ""


def _ours(theirs: str, ours: str) -> str:
    if ours not in COLUMNS:
        raise BrokenMapping(
            f"The mapping of {theirs!r} names {ours!r}, which is not a column here."
        )
    return ours


def _are_names(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _plain(name: str) -> str:
    return name.strip().lower()
