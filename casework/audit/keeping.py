"""How an action ends that moved a record: the row is saved, and the log tells of it once."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model

from casework.audit.actions import record

Moved = TypeVar("Moved", bound=Model)


def kept(
    row: Moved, verb: str, *, by: Model | None, before: str, reason: str = "", **after: Any
) -> Moved:
    """Save a record that has just moved, write its one event, and return the record.

    For an action to end with: it has locked `row`, checked what it asks for, and made the move,
    or added to a record that stays in its state. `before` is the state it was in. The event tells
    that and the state it is in now, besides what `after` names: numbers, dates and choices, never
    what somebody wrote, for which there is `reason`. Everything else, the refusal outside a
    transaction too, is as in `record`.
    """
    row.save()
    state = str(row.state)  # type: ignore[attr-defined]  # every record that moves has one
    record(
        obj=row,
        verb=verb,
        by=by,
        before={"state": before},
        after={"state": state, **after},
        reason=reason,
    )
    return row
