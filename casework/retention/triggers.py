"""What the database itself refuses to change of a retention record, on SQLite and PostgreSQL."""

from __future__ import annotations

from casework.core.append_only import Guard, append_only, register
from casework.retention.models.states import EDGES

_EDGES = ", ".join(f"'{source}>{target}'" for source, target in EDGES)
_MOVES = f"(old.state = new.state OR old.state || '>' || new.state IN ({_EDGES}))"


def _unchanged(*columns: str) -> str:
    return " AND ".join(f"old.{column} = new.{column}" for column in columns)


# A clear period begins again later, never earlier.
_ONWARD = "new.clear_from >= old.clear_from"
_SAME = _unchanged("id", "case_id", "begun_at")
_SETTLED_ONCE = "old.outcome = '' AND new.outcome <> '' AND " + _unchanged(
    "id", "retention_id", "decision", '"group"', "reason", "reviewed_by_id", "reviewed_at"
)
_LIFTED_ONCE = (
    "old.lifted_at IS NULL AND new.lifted_at IS NOT NULL AND "
    + _unchanged("id", "retention_id", "kind", "reason", "starts_on", "placed_by_id", "placed_at")
    + " AND (old.ends_at = new.ends_at OR (old.ends_at IS NULL AND new.ends_at IS NULL))"
)
_HELD = (
    "EXISTS (SELECT 1 FROM retention_disposalhold WHERE retention_id = new.id AND "
    "lifted_at IS NULL AND (ends_at IS NULL OR ends_at > new.state_since))"
)
_BY_TWO = (
    "EXISTS (SELECT 1 FROM retention_retentionreview WHERE retention_id = new.id AND "
    "outcome = 'CONFIRMED' AND settled_at >= old.state_since)"
)
_GOES = "new.state <> old.state AND new.state IN ('PROPOSED', 'CONFIRMED')"

GUARDS = register(
    [
        *append_only(
            "retention_retention",
            sentence="A retention record moves only as its table of moves says.",
            keys=("case_id",),
            unless=f"{_MOVES} AND {_SAME} AND {_ONWARD}",
        ),
        *append_only("retention_retentionterm", sentence="What was counted cannot be changed."),
        *append_only(
            "retention_retentionreview",
            sentence="A review cannot be changed, only settled once.",
            unless=_SETTLED_ONCE,
        ),
        *append_only(
            "retention_disposalhold",
            sentence="A hold on disposal cannot be changed, only lifted once.",
            unless=_LIFTED_ONCE,
        ),
        *append_only("retention_retentionalert", sentence="An alert cannot be changed."),
        Guard(
            name="retention_retention_held",
            table="retention_retention",
            moment="UPDATE",
            sentence="Disposal is on hold.",
            when=f"{_GOES} AND {_HELD}",
            asks=True,
        ),
        Guard(
            name="retention_retention_by_two",
            table="retention_retention",
            moment="UPDATE",
            sentence="Disposal is confirmed by a second person.",
            when=f"new.state <> old.state AND new.state = 'CONFIRMED' AND NOT {_BY_TWO}",
            asks=True,
        ),
        Guard(
            name="retention_retention_begins_kept",
            table="retention_retention",
            moment="INSERT",
            sentence="A retention record begins as kept.",
            when="new.state <> 'KEPT'",
        ),
        # SQLite's INSERT OR REPLACE would take the open proposal out of the way unseen.
        Guard(
            name="retention_retentionreview_no_second",
            table="retention_retentionreview",
            moment="INSERT",
            sentence="There is an open proposal already.",
            when="new.decision = 'DISPOSE' AND new.outcome = '' AND EXISTS (SELECT 1 FROM "
            "retention_retentionreview WHERE retention_id = new.retention_id AND "
            "decision = 'DISPOSE' AND outcome = '')",
            only_on="sqlite",
        ),
    ]
)
