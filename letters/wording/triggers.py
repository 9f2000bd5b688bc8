"""Approved wording is fixed: the database lets a live row be retired and nothing else."""

from __future__ import annotations

from casework.core.append_only import Guard, append_only, register

TABLE = "wording_wording"
SENTENCE = "Approved wording cannot be changed."
FIXED = (
    "id",
    "kind",
    "force_id",
    "version",
    "layout",
    "paragraphs",
    "sha256",
    "approved_by_id",
    "approved_name",
    "approved_at",
)
_SAME = " AND ".join(f"new.{column} IS NOT DISTINCT FROM old.{column}" for column in FIXED)
_RETIRING = f"old.status = 'LIVE' AND new.status = 'RETIRED' AND {_SAME}"

_update, _, _replace, _truncate = append_only(
    TABLE, sentence=SENTENCE, unless=f"old.status = 'DRAFT' OR ({_RETIRING})"
)
GUARDS = register(
    [
        _update,
        _replace,
        Guard(
            name=f"{TABLE}_no_delete",
            table=TABLE,
            moment="DELETE",
            sentence=SENTENCE,
            when="old.status <> 'DRAFT'",
        ),
        _truncate,
    ]
)
