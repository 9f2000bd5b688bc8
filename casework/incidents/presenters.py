"""The words of the imports pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from casework.incidents.models import ImportBatch, ImportReject, Upload, VictimDoubt
from casework.ui.times import local_time

REJECT_HEAD = ["Row", "Column", "Value", "What is wrong", "What to do"]
DOUBT_HEAD = ["Record", "One victim, updated", "Another victim, updated", "Seen in"]
A_DOUBT = (
    "A later version of these records names another victim. If the source corrected the victim's "
    "id, one victim counts as two partners. Both count until the source says otherwise: ask there "
    "before relying on the number of partners."
)
COUNT_WORDS = {
    "read": "Rows read",
    "new": "New",
    "same": "The same as before",
    "changed": "Changed",
    "rejected": "Rejected",
}


def numeric(figure: int | str) -> dict[str, str]:
    """A cell whose figures stand under each other."""
    text = figure if isinstance(figure, str) else f"{figure:,}"
    return {"text": text, "format": "numeric"}


BATCH_HEAD = [
    *("Import", "By"),
    *map(numeric, ("Rows read", "New", "Same", "Changed", "Rejected")),
]


def batch_rows(batches: Iterable[ImportBatch]) -> list[list[Any]]:
    """One row an import, with its counts."""
    return [
        [
            {"html": _link(batch)},
            who(batch),
            *(numeric(getattr(batch, name)) for name in COUNT_WORDS),
        ]
        for batch in batches
    ]


def who(batch: ImportBatch) -> str:
    return batch.imported_by.display_name if batch.imported_by else "The system"


def count_rows(counted: ImportBatch | Upload) -> list[dict[str, str]]:
    """The counts of a file as facts."""
    return [
        {"key": words, "value": f"{getattr(counted, name):,}"}
        for name, words in COUNT_WORDS.items()
    ]


def facts(batch: ImportBatch) -> list[dict[str, str]]:
    """What the page of one import says first."""
    return [
        {"key": "Force", "value": batch.force.name},
        {"key": "Imported", "value": local_time(batch.imported_at)},
        {"key": "By", "value": who(batch)},
        *count_rows(batch),
        {"key": "SHA-256 of the file", "value": batch.file_sha256},
    ]


def reject_rows(rejects: Iterable[ImportReject]) -> list[list[Any]]:
    """One row a problem: where, what was there, what is wrong and what to do."""
    return [
        [f"{each.row:,}", each.column or "the row", each.value, each.problem, each.remedy]
        for each in rejects
    ]


def doubts(found: Iterable[VictimDoubt]) -> dict[str, Any]:
    """What a page says of records that may name their victim twice; the rest of it says nothing."""
    rows = doubt_rows(found)
    return {"doubts": {"text": A_DOUBT, "head": DOUBT_HEAD, "rows": rows}} if rows else {}


def doubt_rows(doubts: Iterable[VictimDoubt]) -> list[list[str]]:
    """One row a record that may name one victim twice. The victims are not named."""
    return [
        [
            " ".join(filter(None, (each.earlier.occurrence_no, each.earlier.crime_ref))),
            _version(each.earlier.source_updated_at),
            _version(each.later.source_updated_at),
            f"Import {each.batch_id}",
        ]
        for each in doubts
    ]


def _version(updated_at: datetime | None) -> str:
    return local_time(updated_at) if updated_at else "Not said"


def import_words(upload: Upload) -> str:
    """What the button says that imports a checked file."""
    rows = upload.new + upload.changed
    if not rows:
        return "Import, although nothing is new"
    return "Import 1 row" if rows == 1 else f"Import {rows:,} rows"


def seen_before(earlier: ImportBatch | None) -> str:
    """When this very file was imported, or nothing."""
    if earlier is None:
        return ""
    return (
        f"This very file was imported on {local_time(earlier.imported_at)} (import {earlier.pk}). "
        "Importing it again changes nothing."
    )


def _link(batch: ImportBatch) -> str:
    return format_html(
        '<a class="govuk-link" href="{}">Import {}</a><br>{}',
        reverse("incidents:batch", args=[batch.pk]),
        batch.pk,
        local_time(batch.imported_at),
    )
