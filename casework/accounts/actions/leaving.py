"""A leaver's roles end together, on their last day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from casework.accounts.actions.shared import refuse_without
from casework.accounts.models import RoleGrant, User, local_today
from casework.accounts.permissions import check_can_let_go
from casework.audit.actions import record


@transaction.atomic
def end_roles_of_leaver(*, user: User, by: User, last_day: date, reason: str) -> list[RoleGrant]:
    """End every role of somebody who leaves after their last day, a local date, included.

    Where that day is over, and for a role that would only have begun later, at once: from their
    next request. One event for each. Raises NotAllowed or NotVisible where `by` may not.
    """
    check_can_let_go(by, user)
    refuse_without(reason)
    today = local_today()
    rows = RoleGrant.objects.select_for_update(of=("self",), no_key=True).after(last_day)
    grants = list(rows.filter(user=user).select_related("force", "team").order_by("pk"))
    for grant in grants:
        before = _dates(grant)
        if last_day < today or grant.starts_on > last_day:
            grant.revoked_on, grant.revoked_by = today, by
        else:
            grant.ends_on = last_day
        grant.save(update_fields=["ends_on", "revoked_on", "revoked_by"])
        record(
            obj=user, verb="role.ended", by=by, before=before, after=_dates(grant), reason=reason
        )
    user.forget_grants()
    return grants


def _dates(grant: RoleGrant) -> dict[str, Any]:
    return {
        "grant": grant.pk,
        "role": grant.role,
        "team": grant.team.name if grant.team else None,
        "to": grant.ends_on,
        "revoked_on": grant.revoked_on,
    }
