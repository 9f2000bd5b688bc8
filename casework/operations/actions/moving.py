"""The event moves, or does not take place."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.operations import guards, permissions
from casework.operations.actions.deciding import drop_unstarted
from casework.operations.actions.shared import locked, tell_of_contacts
from casework.operations.models import EventMove, Operation, WindowFlag


@transaction.atomic
def move_event(*, operation: Operation, by: User, event_at: datetime, reason: str) -> Operation:
    """The event starts at another time (aware): every contact that has not started moves with
    it, as does the window of the control room's flags. What was started is untouched.

    Nothing more starts until the operation is taken up again, and the advocates who were told of
    the old time are to be told of the new one. Raises NotAllowed, Refused.
    """
    row = locked(operation)
    permissions.check_manages(by, row)
    guards.can_be_moved(row)
    reason = worded(reason, "Say why the event moves.")
    if event_at == row.event_at:
        raise Refused("The event starts at that time already.")
    if event_at <= timezone.now():
        raise Refused("The new time must be in the future.")
    before, was = row.state, row.event_at
    row.move_event(to=event_at)
    EventMove.objects.create(
        operation=row,
        number=row.event_moves.count() + 1,
        was_at=was,
        now_at=event_at,
        reason=reason,
        by=by,
    )
    when = {"was_at": was, "event_at": event_at}
    kept(row, "operation.event_moved", by=by, before=before, reason=reason, **when)
    for member in row.members.select_related("case", "operation__force"):
        if member.is_in:
            tell_of_contacts(member, by=by)
    return row


@transaction.atomic
def take_up_again(*, operation: Operation, by: User) -> Operation:
    """The moved operation goes on where it stood, once the advocates know. Raises NotAllowed,
    Refused."""
    row = locked(operation)
    permissions.check_manages(by, row)
    guards.can_be_taken_up(row)
    before = row.state
    row.take_up()
    return kept(row, "operation.taken_up_again", by=by, before=before)


@transaction.atomic
def cancel_operation(*, operation: Operation, by: User, reason: str) -> Operation:
    """It does not take place: what has not started is dropped with the reason, flags of the window
    are to come out, and advocates hear that nothing more comes. Raises NotAllowed, Refused."""
    row = locked(operation)
    permissions.check_manages(by, row)
    guards.can_be_cancelled(row)
    reason = worded(reason, "Say why the operation is cancelled.")
    before, now, dropped = row.state, timezone.now(), 0
    row.call_off(by=by, at=now, reason=reason)
    for member in row.members.select_related("case", "operation__force"):
        dropped += drop_unstarted(member, by=by, reason=reason)
        tell_of_contacts(member, by=by)
    flags = WindowFlag.objects.filter(member__operation=row, removed_at=None, taken_out_at=None)
    removed = flags.update(removed_because=reason, removed_by=by, removed_at=now)
    what = {"dropped": dropped, "flags": removed}
    return kept(row, "operation.cancelled", by=by, before=before, reason=reason, **what)
