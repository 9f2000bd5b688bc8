"""What goes with each person: checks, cover of those who were harmed, contacts, the flag."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.core.errors import Refused, worded
from casework.operations import guards, permissions, rules
from casework.operations.actions.shared import (
    locked_contact,
    locked_member,
    noted_of,
    tell_of_contacts,
)
from casework.operations.models import (
    UNSTARTED,
    CohortMember,
    ContactKind,
    ContactState,
    OperationState,
    TimedContact,
    WindowFlag,
)

S = OperationState
PREPARED_IN = (S.COHORT_APPROVED, S.BRIEFED, S.RUNNING)


def _check_in(member: CohortMember) -> None:
    guards.require_state(member.operation, *PREPARED_IN)
    if not member.is_in:
        raise Refused("This person is not to be contacted in this operation.")


@transaction.atomic
def write_package(
    *, member: CohortMember, by: User, checks: str, victim_cover: str
) -> CohortMember:
    """What was looked up of warrants, bail and orders, with source and time; what is offered to
    those who were harmed, and which advocate covers. Raises NotAllowed, Refused."""
    row = locked_member(member)
    permissions.check_prepares_for(by, row)
    _check_in(row)
    row.checks = worded(checks, "Write down what you looked up, where and when.")
    row.victim_cover = worded(
        victim_cover, "Write down what is offered to those who were harmed, and who covers."
    )
    row.packed_by, row.packed_at = by, timezone.now()
    noted_of(row, "operation.packed", by=by)
    return row


@transaction.atomic
def plan_contact(
    *, member: CohortMember, by: User, kind: str, minutes: int, officer: User | None = None
) -> TimedContact:
    """A contact so many minutes from the event (negative before it), by one kind of intervention.

    `officer` is who makes it; the owner of the case where nobody is named. Raises NotAllowed,
    Refused.
    """
    row = locked_member(member)
    permissions.check_prepares_for(by, row)
    _check_in(row)
    if kind not in ContactKind.values:
        raise Refused("Select what kind of contact it is.")
    wave = rules.wave_of(minutes)
    same = row.contacts.filter(kind=kind, minutes=minutes).exclude(state=ContactState.VOIDED)
    if same.exists():
        raise Refused("This contact is planned already.")
    contact: TimedContact = TimedContact(
        member=row,
        kind=kind,
        wave=wave,
        minutes=minutes,
        officer=officer or row.case.owner,
        planned_by=by,
    )
    if rules.due_at(contact) <= timezone.now():
        raise Refused("The time of this contact has passed already.")
    contact.save()
    noted_of(contact, "operation.contact_planned", by=by, kind=kind, wave=wave, minutes=minutes)
    tell_of_contacts(row, by=by)
    return contact


@transaction.atomic
def approve_contact(*, contact: TimedContact, by: User) -> TimedContact:
    """Somebody who did not plan it lets it go ahead. Raises NotAllowed, Refused."""
    row = locked_contact(contact)
    permissions.check_approves_contact(by, row)
    _check_in(row.member)
    if row.state != ContactState.PLANNED:
        raise Refused("This contact does not wait for approval.")
    row.let_go_ahead(by=by, at=timezone.now())
    noted_of(row, "operation.contact_approved", by=by, minutes=row.minutes)
    return row


@transaction.atomic
def drop_contact(*, contact: TimedContact, by: User, reason: str) -> TimedContact:
    """A contact that has not started is not to happen, for a reason. Raises NotAllowed, Refused."""
    row = locked_contact(contact)
    permissions.check_prepares_for(by, row.member)
    if row.state not in UNSTARTED:
        raise Refused("Only a contact that has not started can be dropped.")
    reason = worded(reason, "Say why this contact is dropped.")
    row.void(by=by, at=timezone.now(), reason=reason)
    noted_of(row, "operation.contact_dropped", by=by, reason=reason)
    tell_of_contacts(row.member, by=by)
    return row


@transaction.atomic
def ask_flag(*, member: CohortMember, by: User, instruction: str) -> WindowFlag:
    """A short line for the control room on this person, for the window of the event and no
    longer. Raises NotAllowed, Refused."""
    row = locked_member(member)
    permissions.check_prepares_for(by, row)
    _check_in(row)
    if WindowFlag.objects.filter(member=row).exists():
        raise Refused("The control room has a line on this person already.")
    text = worded(instruction, "Write what the control room is to tell officers.")
    flag: WindowFlag = WindowFlag.objects.create(member=row, instruction=text, asked_by=by)
    noted_of(row, "operation.flag_asked", by=by, flag=flag.pk)
    return flag


@transaction.atomic
def put_in_flag(*, flag: WindowFlag, by: User, reference: str) -> WindowFlag:
    """The control room has put the line in, with its reference. Raises NotAllowed, Refused."""
    row = _locked_flag(flag)
    permissions.check_is_desk(by, row)
    if row.put_in_at is not None or row.removed_at is not None:
        raise Refused("This line is not to be put in now.")
    row.put_in_reference = worded(reference, "Enter the reference in command and control.")
    row.put_in_by, row.put_in_at = by, timezone.now()
    row.save()
    noted_of(row.member, "operation.flag_put_in", by=by, flag=row.pk)
    return row


@transaction.atomic
def take_out_flag(*, flag: WindowFlag, by: User, reference: str) -> WindowFlag:
    """The control room has taken the line out again. Raises NotAllowed, Refused."""
    row = _locked_flag(flag)
    permissions.check_is_desk(by, row)
    if row.put_in_at is None or row.taken_out_at is not None:
        raise Refused("This line is not in command and control.")
    row.taken_out_reference = worded(reference, "Enter the reference of its removal.")
    row.taken_out_by, row.taken_out_at = by, timezone.now()
    row.save()
    noted_of(row.member, "operation.flag_taken_out", by=by, flag=row.pk)
    return row


def _locked_flag(flag: WindowFlag) -> WindowFlag:
    member = locked_member(flag.member)
    row = WindowFlag.objects.get(pk=flag.pk)
    row.member = member
    return row
