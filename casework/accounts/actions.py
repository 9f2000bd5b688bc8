"""The only writers of users, roles and absences; each writes one event about the user."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from casework.accounts.models import (
    Absence,
    Force,
    Rank,
    Role,
    RoleGrant,
    Team,
    User,
    local_today,
)
from casework.accounts.permissions import (
    check_can_administer,
    check_can_deactivate,
    check_can_grant,
    check_can_record_absence,
)
from casework.audit.actions import record
from casework.core.errors import NotAllowed, Refused


@transaction.atomic
def create_user(
    *,
    username: str,
    password: str,
    first_name: str,
    last_name: str,
    force: Force,
    by: User | None,
    rank: Rank = Rank.CONSTABLE,
    collar_number: str = "",
    email: str = "",
) -> User:
    """A new user without any role. `by` is None only at the first set-up of an installation.

    Raises Refused with what is wrong with the name or the password, NotAllowed where `by` is
    not an administrator of the force.
    """
    _check_administrator_or_set_up(by, force)
    user = User(
        username=username.strip().lower(),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        force=force,
        rank=rank,
        collar_number=collar_number,
        email=email,
    )
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    user.save()
    after = {"username": user.username, "rank": rank, "collar_number": collar_number}
    record(obj=user, verb="user.created", by=by, after=after)
    return user


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
    if by is None:
        _check_set_up(force)
        if role is not Role.ADMIN:
            raise NotAllowed("The first role in a force is its administrator's.")
    else:
        check_can_grant(by, user, force)
    starts_on = starts_on or local_today()
    _refuse_without(reason)
    if team is not None and team.force_id != force.pk:
        raise Refused("Select a team of the same force.")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day must be the same as or after the first day.")
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


@transaction.atomic
def end_grant(*, grant: RoleGrant, by: User, reason: str, on: date | None = None) -> RoleGrant:
    """Take a role away at once, or after the local date `on` when one is given.

    At once means from the user's next request. Raises NotAllowed where `by` may not, Refused
    without a reason, for a grant already taken away or a date outside it.
    """
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    check_can_administer(by, grant.force)
    _refuse_without(reason)
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


@transaction.atomic
def deactivate_user(*, user: User, by: User, reason: str) -> User:
    """Close an account: no sign-in, and nothing on the next request of an open session."""
    check_can_deactivate(by, user)
    return _set_active(user, False, by=by, reason=reason)


@transaction.atomic
def reactivate_user(*, user: User, by: User, reason: str) -> User:
    """Open a closed account again. The roles that have not ended count again."""
    check_can_administer(by, user.force)
    return _set_active(user, True, by=by, reason=reason)


@transaction.atomic
def record_absence(
    *, user: User, starts_on: date, ends_on: date, by: User, deputy: User | None = None
) -> Absence:
    """Days a user is away, both included, and who stands in.

    Raises NotAllowed where `by` may not, Refused where the dates or the deputy do not hold.
    """
    check_can_record_absence(by, user)
    if ends_on < starts_on:
        raise Refused("The last day must be the same as or after the first day.")
    if deputy is not None:
        _check_deputy(deputy, user)
    absence = Absence.objects.create(user=user, starts_on=starts_on, ends_on=ends_on, deputy=deputy)
    after = {"from": starts_on, "to": ends_on, "deputy": deputy.pk if deputy else None}
    record(obj=user, verb="absence.recorded", by=by, after=after)
    return absence


def _check_deputy(deputy: User, user: User) -> None:
    if deputy == user:
        raise Refused("Select somebody else to stand in.")
    if not deputy.is_active or deputy.force_id != user.force_id:
        raise Refused("Select a colleague of the same force with an open account.")


def _check_administrator_or_set_up(by: User | None, force: Force) -> None:
    if by is None:
        _check_set_up(force)
    else:
        check_can_administer(by, force)


def _check_set_up(force: Force) -> None:
    """Nobody acts for the system once a force has an administrator who can."""
    administrators = RoleGrant.objects.in_force().filter(role=Role.ADMIN, force=force)
    if administrators.filter(user__is_active=True).exists():
        raise NotAllowed("This force has an administrator. Say which one does this.")


def _set_active(user: User, active: bool, *, by: User, reason: str) -> User:
    _refuse_without(reason)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active == active:
        raise Refused(f"This account is already {'open' if active else 'closed'}.")
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(
        obj=user,
        verb="user.reactivated" if active else "user.deactivated",
        by=by,
        before={"is_active": not active},
        after={"is_active": active},
        reason=reason,
    )
    return user


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise Refused("Enter the reason.")


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
