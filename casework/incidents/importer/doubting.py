"""A record that was sent again with another victim's id: one victim named twice, or two victims?

The victim is part of a row's key, so a corrected id makes a new row and the old one goes on
counting. Nothing is merged: whoever reads the import or the evidence is told. In one file both
rows mean two victims. Across files there is a doubt where a file holds the record but not the row
held under the other id, and the two say that the source touched them at different times, or do
not say when. An older row without a victim id counts no partner, so it raises no doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from casework.incidents.importer.deciding import Held, Key, Ledger, held_under
from casework.incidents.importer.parsing import Accepted
from casework.incidents.models import ImportBatch, VictimDoubt

RECORDS_AT_ONCE = 500
NO_VICTIM = ""


class Doubts:
    """The new rows of a file beside the rows already held of the same record and suspect."""

    def __init__(self) -> None:
        self._held_beside: dict[Key, list[Key]] = {}

    def note(self, rows: Iterable[Accepted], held: Mapping[Key, Held]) -> None:
        """Remember which of `rows` are new beside rows of `held` that name another victim."""
        records: dict[tuple[str, ...], list[Key]] = defaultdict(list)
        for key in held:
            records[key[:3]].append(key)
        for row in rows:
            if row.key not in held and (beside := records.get(row.key[:3])):
                self._held_beside[row.key] = beside

    def keep(self, *, batch: ImportBatch, ledger: Ledger) -> int:
        """Store the doubts that are left when the whole file is read; returns how many."""
        kept = 0
        for some in _by(RECORDS_AT_ONCE, self._held_beside.items()):
            pairs = [
                (new, old) for new, beside in some for old in beside if not ledger.has_seen(old)
            ]
            held = held_under(batch.force, {new[0] for new, _ in pairs})
            doubts = [doubt for new, old in pairs if (doubt := _doubt(batch, held, new, old))]
            kept += len(VictimDoubt.objects.bulk_create(doubts))
        return kept


def _doubt(batch: ImportBatch, held: Mapping[Key, Held], new: Key, old: Key) -> VictimDoubt | None:
    new_at, old_at = held[new].version.updated, held[old].version.updated
    if new_at == old_at and new_at:
        return None
    earlier, later = (old, new) if old_at <= new_at else (new, old)
    if earlier[3] == NO_VICTIM:
        return None
    return VictimDoubt(batch=batch, earlier_id=held[earlier].pk, later_id=held[later].pk)


def _by(size: int, items: Iterable[tuple[Key, list[Key]]]) -> Iterator[list[tuple[Key, list[Key]]]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
