"""A whole file: checked without writing, or imported all or nothing.

The file is read once, a thousand rows at a time, so memory stays flat however long it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Force, User
from casework.audit.actions import record
from casework.core.queue import enqueue
from casework.incidents.importer.deciding import (
    Held,
    Key,
    Ledger,
    Verdict,
    given_twice,
    held_incidents,
)
from casework.incidents.importer.doubting import Doubts
from casework.incidents.importer.mapping import NO_MAPPING, Mapping
from casework.incidents.importer.parsing import Accepted, parse
from casework.incidents.importer.reading import Progress, Row, fingerprint, read_rows
from casework.incidents.importer.rejects import Reject, rejects_to
from casework.incidents.importer.storing import store
from casework.incidents.models import ImportBatch, ImportReject

CHUNK = 1000


@dataclass(slots=True)
class Counts:
    """How many rows were read and what became of them: the last four add up to the first."""

    read: int = 0
    new: int = 0
    same: int = 0
    changed: int = 0
    rejected: int = 0

    def add(self, verdict: Verdict) -> None:
        self.read += 1
        setattr(self, verdict.value, getattr(self, verdict.value) + 1)


@dataclass(slots=True)
class Sorted:
    """A chunk after deciding: the rows to store, what is held under their keys, the rejects."""

    held: dict[Key, Held]
    to_store: list[Accepted] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def check_file(
    *,
    path: Path,
    force: Force,
    mapping: Mapping = NO_MAPPING,
    progress: Progress | None = None,
) -> Counts:
    """What importing `path` would do now. Reads the database and writes nothing.

    Raises BrokenFile where the file cannot be read to its end.
    """
    counts = Counts()
    with closing(Ledger()) as ledger:
        for chunk in _chunks(read_rows(path, mapping, progress)):
            _sort(chunk, force, ledger, counts, timezone.localdate())
    return counts


def import_file(
    *,
    path: Path,
    force: Force,
    by: User | None,
    mapping: Mapping = NO_MAPPING,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> ImportBatch:
    """Import `path` for `force` in one transaction; returns the batch with its four counts.

    Rejected rows go to the table ImportReject and, where `rejects` is given, to that file. `by`
    is None for a nightly job. Raises BrokenFile, having changed nothing, where the file cannot
    be read to its end. One audit event tells of the batch, not of each row.
    """
    sha256 = fingerprint(path)
    counts, doubts = Counts(), Doubts()
    with rejects_to(rejects) as reject_file, closing(Ledger()) as ledger, transaction.atomic():
        # One import or run of a force at a time, so that a run's cut-off is a point in time.
        force = Force.objects.select_for_update(no_key=True).get(pk=force.pk)
        batch = ImportBatch.objects.create(
            force=force,
            file_sha256=sha256,
            imported_at=timezone.now(),
            imported_by=by,
            **asdict(counts),
        )
        for chunk in _chunks(read_rows(path, mapping, progress)):
            decided = _sort(chunk, force, ledger, counts, timezone.localdate())
            store(batch=batch, rows=decided.to_store, held=decided.held)
            doubts.note(decided.to_store, decided.held)
            _store_rejects(batch, decided.rejects)
            reject_file.add(decided.rejects)
        _close_batch(batch, counts, by, doubts=doubts.keep(batch=batch, ledger=ledger))
    return batch


def _close_batch(batch: ImportBatch, counts: Counts, by: User | None, *, doubts: int) -> None:
    """Count the rows, and set the instant: a long import is seen by others at its end.

    A contact check made meanwhile did not know these records, so it must come before them.
    """
    for name, count in asdict(counts).items():
        setattr(batch, name, count)
    batch.imported_at = timezone.now()
    batch.save(update_fields=["imported_at", *asdict(counts)])
    after = {**asdict(counts), "file_sha256": batch.file_sha256}
    if doubts:
        after["victim_doubts"] = doubts
    record(obj=batch, verb="incidents.imported", by=by, after=after)
    # Cases are the business of a room above, so the job is named, not imported.
    enqueue("casework.cases.jobs.hear_of_batch", batch=batch.pk)


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _sort(rows: Sequence[Row], force: Force, ledger: Ledger, counts: Counts, today: date) -> Sorted:
    parsed = [(row, parse(row, today=today)) for row in rows]
    held = held_incidents(force, [one for _, one in parsed if isinstance(one, Accepted)])
    decided = Sorted(held)
    for row, one in parsed:
        if isinstance(one, list):
            counts.add(Verdict.REJECTED)
            decided.rejects += [(row.number, problem) for problem in one]
            continue
        before = held.get(one.key)
        verdict, seen = ledger.decide(one, before.version if before else None)
        counts.add(verdict)
        if verdict in (Verdict.NEW, Verdict.CHANGED):
            decided.to_store.append(one)
        elif verdict is Verdict.REJECTED and seen is not None:
            decided.rejects.append((row.number, given_twice(one, seen)))
    return decided


def _store_rejects(batch: ImportBatch, rejects: Sequence[Reject]) -> None:
    ImportReject.objects.bulk_create(
        ImportReject(
            batch=batch,
            row=number,
            column=problem.column,
            value=problem.value,
            problem=problem.problem,
            remedy=problem.remedy,
        )
        for number, problem in rejects
    )
