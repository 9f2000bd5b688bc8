"""A manager reviews the record: it is kept, or it is to go and another manager agrees or not."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.retention import guards, permissions
from casework.retention.actions.shared import (
    due_of,
    locked,
    note_term,
    refuse_if_counted_since,
    require_all,
    require_state,
)
from casework.retention.models import (
    Because,
    Group,
    Retention,
    RetentionReview,
    RetentionState,
)

S = RetentionState
Decision, Outcome = RetentionReview.Decision, RetentionReview.Outcome


@transaction.atomic
def keep_record(
    *, retention: Retention, by: User, group: str, reason: str, seen: int | None = None
) -> Retention:
    """The record is kept, in its group or another, and the next review counted from now.

    It may be reviewed early, and kept after all where its disposal was confirmed. `seen` is the
    newest term when the form was shown. Raises NotVisible, NotAllowed, Refused, Conflict.
    """
    row = locked(retention)
    permissions.check_can_review(by, row)
    require_state(row, S.KEPT, S.CONFIRMED)
    refuse_if_counted_since(row, seen)
    reason = worded(reason, "Say why the record is kept.")
    if group not in Group.values:
        raise Refused("Select the retention group.")
    now, before = timezone.now(), _told(row)
    if row.state == S.CONFIRMED:
        row.keep_after_all(at=now)
    if group != row.group:
        row.group, row.why = group, reason
    RetentionReview.objects.create(
        retention=row,
        decision=Decision.KEEP,
        group=group,
        reason=reason,
        reviewed_by=by,
        reviewed_at=now,
    )
    due = due_of(row, clear_from=row.clear_from, kept_at=now)
    row.count(clear_from=row.clear_from, due_at=due.due_at, proof=due.proof)
    row.save()
    record(obj=row, verb="retention.kept", by=by, before=before, after=_told(row), reason=reason)
    note_term(row, Because.REVIEWED, by=by, at=now)
    return row


@transaction.atomic
def propose_disposal(
    *, retention: Retention, by: User, reason: str, seen: int | None = None
) -> Retention:
    """The record is to go; another manager decides. Raises NotVisible, NotAllowed, Refused where a
    hold or anything else stands against it, Conflict."""
    row = locked(retention)
    permissions.check_can_review(by, row)
    require_state(row, S.KEPT)
    refuse_if_counted_since(row, seen)
    reason = worded(reason, "Say why the record is no longer needed.")
    now = timezone.now()
    require_all(guards.PROPOSING, row, now)
    review = RetentionReview.objects.create(
        retention=row,
        decision=Decision.DISPOSE,
        group=row.group,
        reason=reason,
        reviewed_by=by,
        reviewed_at=now,
    )
    row.propose(at=now)
    return kept(
        row, "retention.disposal_proposed", by=by, before=S.KEPT, reason=reason, review=review.pk
    )


@transaction.atomic
def confirm_disposal(
    *, retention: Retention, by: User, reason: str, seen: int | None = None
) -> Retention:
    """A second manager agrees. The record then says "Confirmed for disposal" and nothing is
    deleted: the disposal itself is no part of this. Raises as `propose_disposal`."""
    row = locked(retention)
    permissions.check_can_confirm(by, row)
    require_state(row, S.PROPOSED)
    refuse_if_counted_since(row, seen)
    reason = worded(reason, "Say why you agree.")
    now = timezone.now()
    require_all(guards.CONFIRMING, row, now)
    review = _settle(row, Outcome.CONFIRMED, by=by, reason=reason)
    row.confirm(at=now)
    after = {"review": review.pk, "proposed_by": review.reviewed_by_id}
    return kept(
        row, "retention.disposal_confirmed", by=by, before=S.PROPOSED, reason=reason, **after
    )


@transaction.atomic
def return_disposal(
    *, retention: Retention, by: User, reason: str, seen: int | None = None
) -> Retention:
    """The record does not go as proposed: it waits for another review. Whoever proposed it may
    take it back so as well. Raises NotVisible, NotAllowed, Refused, Conflict."""
    row = locked(retention)
    permissions.check_can_review(by, row)
    require_state(row, S.PROPOSED)
    refuse_if_counted_since(row, seen)
    reason = worded(reason, "Say why it is returned.")
    review = _settle(row, Outcome.RETURNED, by=by, reason=reason)
    row.give_back(at=timezone.now())
    return kept(
        row,
        "retention.disposal_returned",
        by=by,
        before=S.PROPOSED,
        reason=reason,
        review=review.pk,
    )


def _told(row: Retention) -> dict[str, object]:
    """What the log says of a record before and after it was reviewed."""
    return {
        "state": str(row.state),
        "group": row.group,
        "review_due_at": row.review_due_at,
        "due_proof": row.due_proof,
    }


def _settle(row: Retention, outcome: str, *, by: User, reason: str) -> RetentionReview:
    review = permissions.open_proposal(row)
    assert review is not None  # the state says so, under the same lock
    review.outcome, review.settled_by = outcome, by
    review.settled_at, review.settled_reason = timezone.now(), reason
    review.save()
    return review
