"""What every action on a retention record does: lock, refuse in words, count, write down once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Max

from casework.accounts.models import User
from casework.clocks import Deadline
from casework.core.errors import Conflict, Refused
from casework.retention import rules
from casework.retention.models import (
    Because,
    Retention,
    RetentionReview,
    RetentionState,
    RetentionTerm,
)

S = RetentionState
Guard = Callable[[Retention, datetime], None]
ALREADY = {
    S.PROPOSED: "A disposal of this record has been proposed already.",
    S.CONFIRMED: "The disposal of this record has been confirmed already.",
    S.KEPT: "The proposal to dispose of this record has been settled already.",
}


def locked(row: Retention) -> Retention:
    """The record as it is now, its row locked until the transaction ends."""
    rows = Retention.objects.select_for_update(of=("self",), no_key=True)
    found: Retention = rows.select_related("case__force", "case__team", "case__person").get(
        pk=row.pk
    )
    return found


def require_state(row: Retention, *states: RetentionState) -> None:
    """Raise Conflict with who was first and when, unless the record is in one of `states`."""
    if row.state in states:
        return
    last = row.reviews.select_related("reviewed_by", "settled_by").first()
    if last is None:
        raise Refused("Nobody has proposed to dispose of this record.")
    who, at = last.settled_by or last.reviewed_by, last.settled_at or last.reviewed_at
    if last.outcome == RetentionReview.Outcome.OVERTAKEN:
        raise Conflict(last.settled_reason, by="The system", at=at)
    raise Conflict(ALREADY[S(row.state)], by=who.display_name, at=at)


def refuse_if_counted_since(row: Retention, seen: int | None) -> None:
    """Raise Conflict where the next review was counted anew since the form was shown: `seen` is
    the key of the newest term then, None where nobody looked."""
    last = row.terms.select_related("by").first()
    if seen is None or last is None or last.pk == seen:
        return
    raise Conflict(
        f"The next review was counted anew: {last.get_because_display().lower()}.",
        by=last.by.display_name if last.by else "The system",
        at=last.at,
    )


def require_all(guards: tuple[Guard, ...], row: Retention, at: datetime) -> None:
    """Raise Refused with the first reason against it."""
    for guard in guards:
        guard(row, at)


def last_kept(row: Retention) -> datetime | None:
    """When a review last kept the record; None where none did."""
    kept = row.reviews.filter(decision=RetentionReview.Decision.KEEP)
    found: datetime | None = kept.aggregate(at=Max("reviewed_at"))["at"]
    return found


def due_of(row: Retention, *, clear_from: datetime, kept_at: datetime | None) -> Deadline:
    return rules.next_review(
        row.group, clear_from=clear_from, kept_at=kept_at, nation=row.case.force.nation
    )


def note_term(row: Retention, because: Because, *, by: User | None, at: datetime) -> None:
    """Keep how the next review was counted this time. The row must be saved."""
    RetentionTerm.objects.create(
        retention=row,
        because=because,
        group=row.group,
        clear_from=row.clear_from,
        due_at=row.review_due_at,
        proof=row.due_proof,
        by=by,
        at=at,
    )
