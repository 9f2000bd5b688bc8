"""New, the same, changed or given twice: what a row is to what is already held.

The rules, in order, for a row that could be read:

1. Its key came earlier in this file, with other values and the same updated_dt (or none in
   both): rejected, because nobody can tell which of the two is right. Otherwise the later one
   counts, wherever in the file it stands.
2. Its key is not held: new.
3. It says what is held: the same.
4. It was updated before what is held: the same. A later version is already stored, and an old
   export never overwrites a newer one.
5. Otherwise: changed. A row without updated_dt counts as older than any row with one.

So a file read twice gives no new and no changed row the second time, whatever is in it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from enum import Enum

from casework.accounts.models import Force
from casework.incidents.importer.errors import Problem
from casework.incidents.importer.parsing import Accepted
from casework.incidents.models import Incident

Key = tuple[str, str, str, str]


class Verdict(Enum):
    """What becomes of a row."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a row: what it said and when the source last touched it ("" if unknown).

    Instants are text of one width in UTC, so that they sort as they follow each other.
    """

    content_hash: str
    updated: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """What this file has shown of a key: its best row so far, and the version now held."""

    row: int
    best: Version
    held: Version


def version_of(row: Accepted) -> Version:
    return Version(row.content_hash, _sortable(row.updated_at))


def decide(row: Accepted, *, held: Version | None, seen: Sighting | None) -> Verdict:
    """Apply the rules above. `held` is what the database has before this file's rows."""
    version = version_of(row)
    if seen is not None:
        if version.content_hash in (seen.held.content_hash, seen.best.content_hash):
            return Verdict.SAME
        if version.updated == seen.best.updated:
            return Verdict.REJECTED
        if version.updated < seen.best.updated:
            return Verdict.SAME
        held = seen.held
    if held is None:
        return Verdict.NEW
    if version.content_hash == held.content_hash or version.updated < held.updated:
        return Verdict.SAME
    return Verdict.CHANGED


def given_twice(row: Accepted, seen: Sighting) -> Problem:
    """The reason a second, different row of one key is rejected."""
    return Problem(
        "occurrence_no",
        row.occurrence_no,
        f"Row {seen.row} is the same record with other values and the same updated_dt.",
        "Keep the right row, or give it the later updated_dt.",
    )


class Ledger:
    """Remembers, on disk and without one name, which keys a file has already shown.

    It is a private temporary database that vanishes when closed; it holds digests only, so
    memory stays flat however long the file is.
    """

    def __init__(self) -> None:
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.execute(
            "CREATE TABLE seen (key BLOB PRIMARY KEY, row INTEGER, best_hash TEXT,"
            " best_updated TEXT, held_hash TEXT, held_updated TEXT) WITHOUT ROWID"
        )
        self._store.execute("BEGIN")

    def close(self) -> None:
        self._store.close()

    def decide(self, row: Accepted, held: Version | None) -> tuple[Verdict, Sighting | None]:
        """The verdict on a row, remembered; and the earlier sighting of its key, if any."""
        key = _digest(row.key)
        seen = self._sighting(key)
        verdict = decide(row, held=held, seen=seen)
        if verdict is not Verdict.REJECTED:
            self._remember(key, _after(row, verdict, held, seen))
        return verdict, seen

    def has_seen(self, key: Key) -> bool:
        """Whether the file has shown a row of this key that could be read."""
        return self._sighting(_digest(key)) is not None

    def _sighting(self, key: bytes) -> Sighting | None:
        found = self._store.execute("SELECT * FROM seen WHERE key = ?", (key,)).fetchone()
        if found is None:
            return None
        _, row, best_hash, best_updated, held_hash, held_updated = found
        return Sighting(row, Version(best_hash, best_updated), Version(held_hash, held_updated))

    def _remember(self, key: bytes, now: Sighting) -> None:
        self._store.execute(
            "REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?)",
            (key, now.row, *astuple(now.best), *astuple(now.held)),
        )


def _after(
    row: Accepted, verdict: Verdict, held: Version | None, seen: Sighting | None
) -> Sighting:
    version = version_of(row)
    stored = version if verdict is not Verdict.SAME else (seen.held if seen else held) or version
    if seen is not None and version.updated <= seen.best.updated:
        return replace(seen, held=stored)
    return Sighting(row.number, version, stored)


@dataclass(frozen=True, slots=True)
class Held:
    """A stored incident: its primary key and its version."""

    pk: int
    version: Version


def held_incidents(force: Force, rows: Iterable[Accepted]) -> dict[Key, Held]:
    """What the database holds of the records of `rows`: their keys, and others of the same."""
    return held_under(force, {row.occurrence_no for row in rows})


def held_under(force: Force, numbers: set[str]) -> dict[Key, Held]:
    """What the database holds under some occurrence numbers."""
    found = Incident.objects.filter(force=force, occurrence_no__in=numbers).values_list(
        "occurrence_no",
        "crime_ref",
        "suspect__nominal_id",
        "victim__nominal_id",
        "pk",
        "content_hash",
        "source_updated_at",
    )
    return {
        (number, crime, suspect, victim or ""): Held(pk, Version(content, _sortable(updated)))
        for number, crime, suspect, victim, pk, content, updated in found.iterator()
    }


def _sortable(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(timespec="microseconds")


def _digest(key: Key) -> bytes:
    return hashlib.blake2b("\x1f".join(key).encode(), digest_size=16).digest()
