"""What every action of an operation does: lock, refuse in words, write one event."""

from __future__ import annotations

from typing import Any

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.acts import Act, announce, call_off
from casework.operations import queries
from casework.operations.models import CohortMember, Operation, TimedContact


def locked(operation: Operation) -> Operation:
    """The operation as it is now, its row locked until the transaction ends.

    Whatever is done to a person or a contact of it takes this lock first, so that nothing is
    started while the event moves.
    """
    rows = Operation.objects.select_for_update(of=("self",), no_key=True)
    row: Operation = rows.select_related("force", "team", "proposed_by").get(pk=operation.pk)
    return row


def locked_member(member: CohortMember) -> CohortMember:
    """The person as they stand now, under the lock of their operation."""
    operation = locked(member.operation)
    row = CohortMember.objects.select_related("case__force", "case__team").get(pk=member.pk)
    row.operation = operation
    return row


def locked_contact(contact: TimedContact) -> TimedContact:
    """The contact as it is now, under the lock of its operation."""
    member = locked_member(contact.member)
    row: TimedContact = TimedContact.objects.select_related("planned_by").get(pk=contact.pk)
    row.member = member
    return row


def noted_of(
    row: CohortMember | TimedContact, verb: str, *, by: User | None, reason: str = "", **after: Any
) -> None:
    """Save what belongs to one person and write its one event, in the log of their case."""
    row.save()
    if isinstance(row, TimedContact):
        after = {"state": row.state} | after
    record(obj=row, verb=verb, by=by, after=after, reason=reason)


def tell_of_contacts(member: CohortMember, *, by: User) -> None:
    """Advocates of those harmed by this person are to hear of the first contact, before it; or
    that there is none any more."""
    first = queries.first_due(member)
    if first is None:
        call_off(case=member.case, act=Act.EVENT, about=member, by=by)
    else:
        announce(case=member.case, act=Act.EVENT, about=member, planned_for=first, by=by)
