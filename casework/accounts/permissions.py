"""Who may change who may do what."""

from __future__ import annotations

from casework.accounts.access import role_scope
from casework.accounts.models import Force, Role, User
from casework.core.errors import NotAllowed, Refused, passes

ONLY_AN_ADMINISTRATOR = "Only a system administrator of this force can do this."


def check_can_administer(by: User, force: Force) -> None:
    """Users and roles are for administrators of the whole force (domain: section 6).

    A grant for one team is no way to the accounts of the others.
    """
    if force.pk not in role_scope(by, Role.ADMIN).forces:
        raise NotAllowed(ONLY_AN_ADMINISTRATOR)


def can_administer(by: User, force: Force) -> bool:
    return passes(check_can_administer, by, force)


def check_can_grant(by: User, user: User, force: Force) -> None:
    """An administrator of the force, but never for themselves."""
    if by == user:
        raise NotAllowed("Nobody can give a role to themselves. Ask another administrator.")
    check_can_administer(by, force)


def can_grant(by: User, user: User, force: Force) -> bool:
    return passes(check_can_grant, by, user, force)


def check_can_deactivate(by: User, user: User) -> None:
    """An administrator of the user's force; not their own account, or nobody may be left."""
    if by == user:
        raise Refused("You cannot deactivate your own account. Ask another administrator.")
    check_can_administer(by, user.force)


def can_deactivate(by: User, user: User) -> bool:
    return passes(check_can_deactivate, by, user)


def check_can_record_absence(by: User, user: User) -> None:
    """The user, whoever leads their team or manages their force, or an administrator of it."""
    if by == user or user.force_id in role_scope(by, Role.ADMIN).forces:
        return
    led = role_scope(by, Role.SUPERVISOR, Role.MANAGER)
    worked_in = {grant.team_id for grant in user.grants_on()}
    if user.force_id not in led.forces and not worked_in & led.teams:
        raise NotAllowed(
            "Only the user, a supervisor of their team or a manager can record an absence."
        )


def can_record_absence(by: User, user: User) -> bool:
    return passes(check_can_record_absence, by, user)
