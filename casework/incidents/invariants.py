"""What must hold of imports."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F

from casework.core.invariants import must_hold
from casework.incidents.models import ImportBatch


@must_hold("I15", "Of every file, the rows read are those taken, known and rejected")
def rows_add_up() -> Iterator[str]:
    taken = F("new") + F("same") + F("changed") + F("rejected")
    for batch in ImportBatch.objects.exclude(read=taken).order_by("pk"):
        yield f"import {batch.pk}: its counts do not add up to {batch.read}"
    kept = ImportBatch.objects.annotate(kept=Count("rejects__row", distinct=True))
    for batch in kept.exclude(kept=F("rejected")).order_by("pk"):
        yield f"import {batch.pk}: {batch.rejected} rows rejected, {batch.kept} of them kept"
