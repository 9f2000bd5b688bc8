"""What the database keeps of what was entered: it is confirmed or withdrawn once, and stays."""

from __future__ import annotations

from casework.core.append_only import append_only, register


def _ended_once(*columns: str) -> str:
    """Only who confirmed or withdrew it, and when, is added; everything else stays."""
    kept = ("id", "nation", "reason", "entered_by_id", "entered_at", *columns)
    same = " AND ".join(f"new.{column} = old.{column}" for column in kept)
    return (
        "old.confirmed_at IS NULL AND old.withdrawn_at IS NULL AND "
        f"(new.confirmed_at IS NOT NULL OR new.withdrawn_at IS NOT NULL) AND {same}"
    )


GUARDS = register(
    [
        *append_only(
            "deadlines_ruleversion",
            sentence="A version of a rule cannot be changed; enter another one.",
            keys=("name, nation, version",),
            unless=_ended_once("name", "version", "amount", "tag", "in_force_from"),
        ),
        *append_only(
            "deadlines_notedday",
            sentence="A day that was noted cannot be changed; enter it again.",
            unless=_ended_once("day", "holiday"),
        ),
    ]
)
