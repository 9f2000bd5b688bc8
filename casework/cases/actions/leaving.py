"""What the clock does with a case whose owner, or whoever answers for its list, has left.

Only for what whoever let them go may know nothing of; everything else is given to somebody by a
person (domain: sections 2.12 and 6).
"""

from __future__ import annotations

from django.db import transaction

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases import restricting as rules
from casework.cases.actions.shared import locked, noted
from casework.cases.models import Case, Restriction
from casework.core.errors import Refused, worded

MOVED_ON = "It is with somebody else by now."


@transaction.atomic
def leave_case_to(*, case: Case, leaving: User, manager: User, reason: str) -> Case:
    """`manager`, who may see it, owns the case from now on, until they give it to an officer.

    Raises Refused where it is not with `leaving` any more, or the manager may not see it.
    """
    row = locked(case)
    if row.owner_id != leaving.pk:
        raise Refused(MOVED_ON)
    rules.check_can_answer(manager, row)
    row.owner = manager
    row.save()
    before, after = {"owner": leaving.pk}, {"owner": manager.pk}
    noted(row, "owner", by=None, before=before, after=after, reason=worded(reason, "Say why."))
    return row


@transaction.atomic
def leave_list_to(
    *, restriction: Restriction, leaving: User, manager: User, reason: str
) -> Restriction:
    """`manager` answers for the list of a restricted case from now on. Raises Refused."""
    case = locked(restriction.case)
    row: Restriction = Restriction.objects.select_for_update(no_key=True).get(pk=restriction.pk)
    if row.manager_id != leaving.pk or row.lifted_at is not None:
        raise Refused(MOVED_ON)
    rules.check_can_answer(manager, case)
    row.manager = manager
    row.save()
    record(
        obj=row,
        verb=rules.DEEDS["hand-on"].verb,
        by=None,
        before={"manager": leaving.pk},
        after={"manager": manager.pk},
        reason=worded(reason, "Say why."),
    )
    return row
