"""A warrant that is searched for goes from one officer to another."""

from __future__ import annotations

from django.db import transaction

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.permissions import is_kept_from
from casework.core.errors import Refused, worded
from casework.enforcement.warrants import permissions
from casework.enforcement.warrants.actions.shared import locked
from casework.enforcement.warrants.models import Warrant
from casework.visits.permissions import visiting_officers


@transaction.atomic
def pass_on_warrant(
    *, warrant: Warrant, leaving: User, to: User | None, by: User | None, reason: str
) -> Warrant:
    """`to` looks for the person in the place of `leaving`, or the whole team does (None). Its
    target date, and who gave it out first and when, stay.

    `by` is None for the clock. Raises NotAllowed; Refused where it is over or with another.
    """
    row = locked(warrant)
    if by is not None:
        permissions.check_can_supervise(by, row)
    if row.allocated_to_id != leaving.pk or not row.is_open:
        raise Refused("This warrant is not theirs to look for any more.")
    if to is not None:
        check_may_search(row, to)
    row.allocated_to = to
    row.save(update_fields=["allocated_to"])
    record(
        obj=row,
        verb="warrant.passed_on",
        by=by,
        before={"officer": leaving.pk},
        after={"officer": to.pk if to else None},
        reason=worded(reason, "Say why another officer looks for them."),
    )
    return row


def check_may_search(warrant: Warrant, to: User) -> None:
    """Raise Refused unless a warrant of this case may be given to `to`."""
    if not visiting_officers(warrant.case).filter(pk=to.pk).exists():
        raise Refused("Give it to an officer or a supervisor of this team.")
    if is_kept_from(to, warrant.case):
        raise Refused("That person may not see this case. Choose somebody who may.")
