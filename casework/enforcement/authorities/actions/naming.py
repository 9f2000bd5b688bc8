"""Who stands on the list of the covert unit."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Force, User
from casework.audit.actions import record
from casework.core.errors import Refused, worded
from casework.enforcement.authorities import permissions
from casework.enforcement.authorities.models import UnitMember


@transaction.atomic
def name_to_unit(*, force: Force, by: User, user: User, reason: str) -> UnitMember:
    """Put an active user of the force on the list. Nobody names themselves."""
    permissions.check_can_name_unit(by, force)
    if user == by:
        raise Refused("Somebody else has to name you.")
    if not user.is_active or user.force_id != force.pk:
        raise Refused("Choose somebody who works for this force.")
    if UnitMember.objects.filter(force=force, user=user, removed_at=None).exists():
        raise Refused("They are on the list already.")
    reason = worded(reason, "Say why they need to know.")
    name = UnitMember.objects.create(force=force, user=user, named_by=by, reason=reason)
    record(obj=name, verb="covert_unit.named", by=by, after={"user": user.pk}, reason=reason)
    return name


@transaction.atomic
def leave_unit(*, user: User, by: User) -> int:
    """Take somebody who leaves off every list of a covert unit; how many that were.

    `by` let them go and knows nothing of it: the rows name them, the event is the clock's.
    """
    rows = UnitMember.objects.select_for_update(no_key=True).filter(user=user, removed_at=None)
    names = list(rows.order_by("pk"))
    for row in names:
        row.removed_by, row.removed_at = by, timezone.now()
        row.save()
        before, why = {"user": user.pk}, "They leave, and their work was handed over."
        record(obj=row, verb="covert_unit.left", by=None, before=before, after={}, reason=why)
    return len(names)


@transaction.atomic
def remove_from_unit(*, name: UnitMember, by: User, reason: str) -> UnitMember:
    """Take somebody off the list, at once."""
    permissions.check_can_name_unit(by, name.force)
    row = UnitMember.objects.select_for_update(no_key=True).get(pk=name.pk)
    if row.removed_at is not None:
        raise Refused("They are off the list already.")
    reason = worded(reason, "Say why they no longer need to know.")
    row.removed_by, row.removed_at = by, timezone.now()
    row.save()
    record(obj=row, verb="covert_unit.removed", by=by, after={"user": row.user_id}, reason=reason)
    return row
