"""Roles: given and taken away. Each action writes one event about the user."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from casework.accounts.actions.shared import check_set_up, refuse_without
from casework.accounts.models import Force, Role, RoleGrant, Team, User, local_today
from casework.accounts.permissions import check_can_administer, check_can_grant
from casework.audit.actions import record
from casework.core.errors import NotAllowed, Refused


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    force: Force,
    by: User | None,
    reason: str,
    team: Team | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleGrant:
    """Give a role in a force, or in one team of it, from a local date (today) to another (open).

    Both days are included. `by` is None only for the first administrator of a force. Raises
    NotAllowed where `by` may not, Refused where team, dates or reason do not hold.
    """
    _check_may_give(by, user, role, force)
    refuse_without(reason)
    starts_on = starts_on or local_today()
    _check_terms(force, team, starts_on, ends_on)
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        force=force,
        team=team,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=by,
        reason=reason.strip(),
    )
    user.forget_grants()
    record(obj=user, verb="role.granted", by=by, after=_terms(grant), reason=reason)
    return grant


def _check_may_give(by: User | None, user: User, role: Role, force: Force) -> None:
    """An administrator gives roles; nobody does so only for the first one of a force."""
    if by is not None:
        check_can_grant(by, user, force)
        return
    check_set_up(force)
    if role is not Role.ADMIN:
        raise NotAllowed("The first role in a force is its administrator's.")


def _check_terms(force: Force, team: Team | None, starts_on: date, ends_on: date | None) -> None:
    if team is not None and team.force_id != force.pk:
        raise Refused("Select a team of the same force.")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day must be the same as or after the first day.")


@transaction.atomic
def end_grant(*, grant: RoleGrant, by: User, reason: str, on: date | None = None) -> RoleGrant:
    """Take a role away at once, or after the local date `on` when one is given.

    At once means from the user's next request. Raises NotAllowed where `by` may not, Refused
    without a reason, for a grant already taken away or a date outside it.
    """
    grant = RoleGrant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    check_can_administer(by, grant.force)
    refuse_without(reason)
    if grant.revoked_on is not None:
        raise Refused("This role has already been taken away.")
    before = _terms(grant)
    if on is None:
        grant.revoked_on, grant.revoked_by = local_today(), by
    elif on < max(grant.starts_on, local_today()):
        raise Refused("The last day must be today or later, and not before the first day.")
    else:
        grant.ends_on = on
    grant.save()
    grant.user.forget_grants()
    record(
        obj=grant.user,
        verb="role.ended",
        by=by,
        before=before,
        after=_terms(grant),
        reason=reason,
    )
    return grant


def _terms(grant: RoleGrant) -> dict[str, Any]:
    return {
        "grant": grant.pk,
        "role": grant.role,
        "force": grant.force.code,
        "team": grant.team.name if grant.team else None,
        "from": grant.starts_on,
        "to": grant.ends_on,
        "revoked_on": grant.revoked_on,
    }
