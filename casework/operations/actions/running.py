"""The briefing, the run, the outcome of each contact, the debrief and the results."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.operations import guards, permissions, queries, rules
from casework.operations.actions.shared import locked, locked_contact, noted_of
from casework.operations.models import (
    UNSTARTED,
    ContactState,
    Operation,
    OperationState,
    TimedContact,
)

S = OperationState
TIME_PASSED = "Its time passed before it was started."


@transaction.atomic
def brief_operation(*, operation: Operation, by: User) -> Operation:
    """The sergeant has briefed the officers: every package is complete, and the advocates of
    those who were harmed were told first. Raises NotAllowed, Refused."""
    row = locked(operation)
    permissions.check_briefs(by, row)
    guards.can_be_briefed(row)
    before = row.state
    row.brief(by=by, at=timezone.now())
    return kept(row, "operation.briefed", by=by, before=before)


@transaction.atomic
def run_operation(*, operation: Operation, by: User) -> Operation:
    """From now on contacts start, each when its time comes. Raises NotAllowed, Refused."""
    row = locked(operation)
    permissions.check_manages(by, row)
    guards.can_be_run(row)
    before = row.state
    row.begin_running(by=by, at=timezone.now())
    return kept(row, "operation.running", by=by, before=before)


@transaction.atomic
def set_contact_going(*, contact: TimedContact) -> TimedContact:
    """Its intervention has just started: from now on a move of the event leaves it alone.

    The clock's doing, in the transaction that starts the intervention.
    """
    row = locked_contact(contact)
    row.set_going(event_at=row.operation.event_at, at=timezone.now())
    noted_of(
        row, "operation.contact_started", by=None, minutes=row.minutes, event_at=row.started_for
    )
    return row


@transaction.atomic
def hold_back_contact(*, contact: TimedContact, why: str) -> TimedContact:
    """It could not be started now: why, in a sentence. Tried again until its time has passed,
    when it counts as not started. The clock's doing; an event is written where that is news."""
    row = locked_contact(contact)
    if row.state not in UNSTARTED:
        return row
    if rules.due_at(row) <= timezone.now():
        row.miss(why=why)
        noted_of(row, "operation.contact_missed", by=None, reason=why, minutes=row.minutes)
    elif row.held_because != why:
        row.held_because = why
        noted_of(row, "operation.contact_held_back", by=None, reason=why, minutes=row.minutes)
    return row


@transaction.atomic
def record_result(*, contact: TimedContact, by: User, was_made: bool, result: str) -> TimedContact:
    """What came of a contact that was started: whether the person was reached, and what was
    found. May be written anew until the operation is closed. Raises NotAllowed, Refused."""
    row = locked_contact(contact)
    permissions.check_prepares_for(by, row.member)
    guards.require_state(row.operation, S.RUNNING, S.DEBRIEF, S.CANCELLED, S.RESCHEDULED)
    if row.state != ContactState.STARTED:
        raise Refused("This contact was not started, so it has no outcome.")
    row.result = worded(result, "Write down what came of it.")
    row.was_made, row.result_by, row.result_at = was_made, by, timezone.now()
    noted_of(row, "operation.contact_result", by=by, was_made=was_made)
    return row


@transaction.atomic
def begin_debrief(*, operation: Operation, by: User) -> Operation:
    """The event is over. Contacts whose time passed unstarted are listed as such. Raises
    NotAllowed, Refused."""
    row = locked(operation)
    permissions.check_manages(by, row)
    guards.can_be_debriefed(row)
    missed = 0
    for contact in queries.contacts_of(row).filter(state__in=UNSTARTED):
        contact.miss(why=contact.held_because or TIME_PASSED)
        contact.save()
        missed += 1
    before = row.state
    row.begin_debrief(by=by, at=timezone.now())
    return kept(row, "operation.debrief_begun", by=by, before=before, not_started=missed)


@transaction.atomic
def close_operation(
    *, operation: Operation, by: User, results: str, late_because: str = ""
) -> Operation:
    """The results, within ten working days of the event, or why they are late. Raises NotAllowed,
    Refused."""
    row = locked(operation)
    permissions.check_manages(by, row)
    guards.can_be_closed(row, late_because=late_because)
    results = worded(results, "Write down what came of the operation.")
    before = row.state
    row.close_with_results(by=by, at=timezone.now(), results=results, late=late_because.strip())
    return kept(row, "operation.closed", by=by, before=before, late=bool(late_because.strip()))
