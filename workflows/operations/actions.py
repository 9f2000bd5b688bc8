"""A contact of an operation starts the intervention it asks for, on the case, once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.core.errors import CaseworkError
from casework.operations import actions as operations
from casework.operations import rules
from casework.operations.actions.running import TIME_PASSED
from casework.operations.actions.shared import locked_contact
from casework.operations.models import ContactKind, ContactState, OperationState, TimedContact
from workflows.actions import start
from workflows.models import Intervention
from workflows.operations.models import StartedContact
from workflows.timing import of_event

# The kind of intervention that each kind of contact starts.
KINDS: dict[str, str] = {
    ContactKind.LETTER: "warning_letter",
    ContactKind.VISIT: "home_visit",
    ContactKind.BAIL_CHECK: "bail_check",
}


@transaction.atomic
def start_contact(*, contact: TimedContact) -> Intervention | None:
    """Start the intervention of an approved contact; None where it may not be, and why is kept.

    The clock's doing, in the name of the supervisor who approved it. May be called twice and at
    any time: only an approved contact of a running operation starts, and only once. Whether the
    person may be contacted is asked by the intervention's own steps.
    """
    row = locked_contact(contact)
    running = row.operation.state == OperationState.RUNNING
    if not running or row.state != ContactState.APPROVED or row.approved_by is None:
        return None
    if rules.due_at(row) <= timezone.now():
        operations.hold_back_contact(contact=row, why=row.held_because or TIME_PASSED)
        return None
    try:
        with transaction.atomic():
            started = start(
                case=row.case,
                kind=KINDS[row.kind],
                by=row.approved_by,
                reason=f"{row.operation}, contact {row.get_wave_display().lower()}",
                data=of_event(event_at=row.operation.event_at, minutes=row.minutes),
            )
    except CaseworkError as error:
        operations.hold_back_contact(contact=row, why=str(error))
        return None
    operations.set_contact_going(contact=row)
    StartedContact.objects.create(contact=row, intervention=started)
    return started
