"""What the database itself refuses to change of an authority, on SQLite and PostgreSQL."""

from __future__ import annotations

from casework.core.append_only import append_only, register
from casework.enforcement.authorities.models.states import EDGES

_EDGES = ", ".join(f"'{source}>{target}'" for source, target in EDGES)
_MOVES = f"(old.state = new.state OR old.state || '>' || new.state IN ({_EDGES}))"


def _unchanged(*columns: str) -> str:
    return " AND ".join(f"old.{column} = new.{column}" for column in columns)


_SAME = _unchanged("case_id", "urn", "kind", "scope_label", "logged_by_id", "logged_at")
_REPORTED_ONCE = "old.reported_at IS NULL AND new.reported_at IS NOT NULL AND " + _unchanged(
    "authority_id", "found_at"
)
_REMOVED_ONCE = "old.removed_at IS NULL AND new.removed_at IS NOT NULL AND " + _unchanged(
    "force_id", "user_id", "reason", "named_by_id", "named_at"
)

GUARDS = register(
    [
        *append_only(
            "authorities_authority",
            sentence="An authority moves only as its table of moves says.",
            keys=("urn",),
            unless=f"{_MOVES} AND {_SAME}",
        ),
        *append_only("authorities_alert", sentence="An alert cannot be changed."),
        *append_only(
            "authorities_lapse",
            sentence="A lapse cannot be changed, only reported once.",
            keys=("authority_id",),
            unless=_REPORTED_ONCE,
        ),
        *append_only(
            "authorities_unitmember",
            sentence="A name on the list cannot be changed, only taken off once.",
            unless=_REMOVED_ONCE,
        ),
    ]
)
