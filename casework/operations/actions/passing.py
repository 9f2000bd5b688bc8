"""A contact around an event goes from one officer to another."""

from __future__ import annotations

from django.db import transaction

from casework.accounts.access import has_role
from casework.accounts.models import Role, User
from casework.cases.permissions import is_kept_from
from casework.core.errors import Refused, worded
from casework.operations import permissions
from casework.operations.actions.shared import locked_contact, noted_of
from casework.operations.models import TimedContact


@transaction.atomic
def pass_on_contact(
    *, contact: TimedContact, leaving: User, to: User | None, by: User | None, reason: str
) -> TimedContact:
    """`to` makes the contact in the place of `leaving`; its time and its approval stay.

    `by` is None for the clock, which names nobody. Raises NotAllowed; Refused where the contact
    is over or with another.
    """
    row = locked_contact(contact)
    if by is not None:
        permissions.check_prepares_for(by, row.member)
    if row.officer_id != leaving.pk or not row.is_to_make:
        raise Refused("This contact is not theirs to make any more.")
    if to is not None:
        check_may_make(row, to)
    row.officer = to
    reason = worded(reason, "Say why another officer makes it.")
    told = {"officer": to.pk if to else None, "had": leaving.pk}
    noted_of(row, "operation.contact_passed_on", by=by, reason=reason, **told)
    return row


def check_may_make(contact: TimedContact, to: User) -> None:
    """Raise Refused unless `to` is an officer of the case's team who may see it."""
    case = contact.case
    if not to.is_active or not has_role(to, Role.OFFICER, force=case.force, team=case.team):
        raise Refused("A contact is made by an officer of the case's team.")
    if is_kept_from(to, case):
        raise Refused("That person may not see this case. Choose somebody who may.")
