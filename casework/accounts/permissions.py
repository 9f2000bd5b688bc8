"""Who may change who may do what."""

from __future__ import annotations

from django.db.models import QuerySet

from casework.accounts.access import Scope, role_scope
from casework.accounts.models import LEADS_PEOPLE, Force, Role, RoleGrant, User
from casework.core.errors import NotAllowed, NotVisible, Refused, passes

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


def check_can_let_go(by: User, user: User) -> None:
    """Whoever leads all that somebody does hands over their work and ends their roles.

    A supervisor for the officers of their teams, a manager for everybody of the force but those
    who watch over it. Where every role is over already, whoever led one of those that were: what
    is left still has to go. Raises NotVisible for a stranger, NotAllowed with who can.
    """
    manages, supervises = role_scope(by, Role.MANAGER), role_scope(by, *LEADS_PEOPLE)
    grants = list(RoleGrant.objects.not_over().filter(user=user).select_related("force", "team"))
    known = any(_covers(supervises, grant) for grant in grants)
    if not grants:
        known = any(
            _led(grant, manages, supervises) for grant in RoleGrant.objects.filter(user=user)
        )
    if not known and user.force_id not in manages.forces:
        raise NotVisible("There is no such person.")
    if by == user:
        raise NotAllowed("Another supervisor or a manager hands over your work.")
    for grant in grants:
        _check_leads_role(grant, manages, supervises)


def _check_leads_role(grant: RoleGrant, manages: Scope, supervises: Scope) -> None:
    where = grant.team.name if grant.team else f"all of {grant.force.name}"
    held = f"{grant.get_role_display().lower()}, {where}"
    if grant.role in (Role.ADMIN, Role.AUDITOR):
        raise NotAllowed(f"They are {held}. A system administrator takes that role away first.")
    if not _led(grant, manages, supervises):
        raise NotAllowed(f"They are {held}. A manager of the force hands over their work.")


def _led(grant: RoleGrant, manages: Scope, supervises: Scope) -> bool:
    return _covers(supervises if grant.role == Role.OFFICER else manages, grant)


def _covers(scope: Scope, grant: RoleGrant) -> bool:
    return grant.force_id in scope.forces or grant.team_id in scope.teams


def can_let_go(by: User, user: User) -> bool:
    return passes(check_can_let_go, by, user)


def colleagues_led(by: User) -> QuerySet[User]:
    """Everybody with a role today where `by` leads a team or manages the force, by name."""
    led = role_scope(by, *LEADS_PEOPLE)
    grants = RoleGrant.objects.not_over().filter(led.q())
    found: QuerySet[User] = User.objects.visible_to(by).filter(
        is_active=True, pk__in=grants.values("user")
    )
    return found.order_by("last_name", "first_name", "pk")


def formerly_led(by: User) -> list[User]:
    """Everybody whose every role is over, and whose work `by` may still hand over, by name."""
    past = RoleGrant.objects.filter(role_scope(by, *LEADS_PEOPLE).q())
    found = User.objects.visible_to(by).filter(pk__in=past.values("user"))
    gone = found.exclude(pk__in=RoleGrant.objects.not_over().values("user")).exclude(pk=by.pk)
    manages, supervises = role_scope(by, Role.MANAGER), role_scope(by, *LEADS_PEOPLE)
    led = {grant.user_id for grant in past if _led(grant, manages, supervises)}
    return [each for each in gone.order_by("last_name", "first_name", "pk") if each.pk in led]
