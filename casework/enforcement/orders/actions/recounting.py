"""A bank holiday was announced since a notice was served: its time is counted again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.queries import changes_to
from casework.core.errors import Conflict, Refused, worded
from casework.deadlines import recounted
from casework.enforcement.orders import permissions
from casework.enforcement.orders.actions.shared import locked
from casework.enforcement.orders.models import Order

COUNTED_AGAIN = "order.hearing_counted_again"


@transaction.atomic
def count_hearing_again(
    *, order: Order, by: User, reason: str, seen: datetime | None = None
) -> Order:
    """The time in which the court must hear it, from the same service by the same rule, with the
    bank holidays of today. The event keeps what it was, and how that was counted.

    `seen` is the time as it was shown. Raises NotVisible, NotAllowed, Refused where the notice
    binds nobody any more or the calendar moves nothing, Conflict where it is no longer as shown.
    """
    row = locked(order)
    permissions.check_can_supervise(by, row)
    reason = worded(reason, "Say which day was announced.")
    if not row.notice_holds or row.hearing_by is None or row.hearing_by <= timezone.now():
        raise Refused("This notice has run out or was decided, so its time stays as it was.")
    if seen is not None and seen != row.hearing_by:
        raise _counted_meanwhile(row)
    deadline = recounted(row.hearing_proof or {})
    if deadline.due_at == row.hearing_by:
        raise Refused("It must be heard by then already.")
    before = {"hearing_by": row.hearing_by, "hearing_proof": row.hearing_proof}
    row.hearing_by, row.hearing_proof = deadline.due_at, deadline.proof
    row.save(update_fields=["hearing_by", "hearing_proof"])
    after = {"hearing_by": deadline.due_at, "hearing_proof": deadline.proof}
    record(
        obj=row,
        verb=COUNTED_AGAIN,
        by=by,
        before=before,
        after=after,
        reason=reason,
    )
    return row


def _counted_meanwhile(order: Order) -> Conflict:
    last = changes_to(order).filter(verb=COUNTED_AGAIN).first()
    sentence = "This was counted again meanwhile. Look at it again."
    if last is None or last.actor is None:
        return Conflict(sentence)
    return Conflict(sentence, by=last.actor.display_name, at=last.at)
