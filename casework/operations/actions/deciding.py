"""The manager decides on each person, approves the whole, and says whom to reach first."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Conflict, Refused, worded
from casework.operations import guards, permissions
from casework.operations.actions.shared import (
    locked,
    locked_member,
    noted_of,
    tell_of_contacts,
)
from casework.operations.models import (
    LIVE,
    UNSTARTED,
    CohortMember,
    Decision,
    Operation,
    OperationState,
)

S = OperationState


@transaction.atomic
def decide_person(*, member: CohortMember, by: User, decision: str, reason: str) -> CohortMember:
    """Approve one person or not, with reasons for that very person. Raises NotAllowed, Refused,
    Conflict for the second to decide."""
    row = locked_member(member)
    permissions.check_decides_on(by, row)
    guards.require_state(row.operation, S.COHORT_PROPOSED)
    if row.decision:
        who = row.decided_by.display_name if row.decided_by else ""
        raise Conflict("Somebody has decided on this person already.", by=who, at=row.decided_at)
    if decision not in Decision.values:
        raise Refused("Select what you decide.")
    row.decision_reason = worded(reason, "Say why, for this very person.")
    row.decision, row.decided_by, row.decided_at = decision, by, timezone.now()
    noted_of(row, "operation.person_decided", by=by, reason=row.decision_reason, decision=decision)
    return row


@transaction.atomic
def approve_cohort(*, operation: Operation, by: User, equality_note: str) -> Operation:
    """Approve the people as a whole, once each is decided on, with the equality note that the
    public sector equality duty asks for (Equality Act 2010 s.149). Raises NotAllowed, Refused."""
    row = locked(operation)
    permissions.check_approves_cohort(by, row)
    guards.can_be_approved(row)
    note = worded(equality_note, "Say what this choice of people means for equality.")
    before = row.state
    row.approve(by=by, at=timezone.now(), equality_note=note)
    return kept(row, "operation.cohort_approved", by=by, before=before, reason=note)


@transaction.atomic
def rank_person(*, member: CohortMember, by: User, rank: int, reason: str) -> CohortMember:
    """Whom to reach first where there are too few officers; 1 is first. Raises NotAllowed,
    Refused."""
    row = locked_member(member)
    permissions.check_manages(by, row.operation)
    guards.require_state(row.operation, S.COHORT_APPROVED, S.BRIEFED, S.RUNNING, S.RESCHEDULED)
    if not row.is_in:
        raise Refused("This person is not to be contacted in this operation.")
    if rank < 1:
        raise Refused("The first place is 1.")
    reason = worded(reason, "Say why they are reached in this order.")
    before = row.rank
    row.rank = rank
    noted_of(row, "operation.ranked", by=by, reason=reason, rank=rank, was=before)
    return row


@transaction.atomic
def leave_out(*, member: CohortMember, by: User, reason: str) -> CohortMember:
    """Somebody approved is not contacted after all, such as for want of officers: what has not
    started is dropped, and the reason stands on the list. Raises NotAllowed, Refused."""
    row = locked_member(member)
    permissions.check_manages(by, row.operation)
    guards.require_state(row.operation, *LIVE[2:], S.RESCHEDULED)
    if not row.is_in:
        raise Refused("This person is not to be contacted in this operation.")
    reason = worded(reason, "Say why they are not contacted.")
    row.left_out_because, row.left_out_by, row.left_out_at = reason, by, timezone.now()
    dropped = drop_unstarted(row, by=by, reason=reason)
    noted_of(row, "operation.left_out", by=by, reason=reason, dropped=dropped)
    tell_of_contacts(row, by=by)
    return row


def drop_unstarted(member: CohortMember, *, by: User, reason: str) -> int:
    """Drop every contact with somebody that has not started; how many. A part of another action."""
    now, dropped = timezone.now(), 0
    for contact in member.contacts.filter(state__in=UNSTARTED):
        contact.void(by=by, at=now, reason=reason)
        noted_of(contact, "operation.contact_dropped", by=by, reason=reason)
        dropped += 1
    return dropped
