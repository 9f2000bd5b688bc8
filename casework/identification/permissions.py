"""Who runs a programme and who answers for what it raised (domain: section 6)."""

from __future__ import annotations

from casework.accounts.access import Anybody, require_role, role_scope, roles_of
from casework.accounts.models import Force, Role
from casework.core.errors import NotAllowed, NotVisible, passes
from casework.identification.models import Flag

# Who finds a list of nominations; what is on it is for `visible_to` to say.
LISTS = {Role.ANALYST, Role.SUPERVISOR, Role.MANAGER, Role.AUTHORISER}


def check_can_run(user: Anybody, force: Force) -> None:
    """Raise NotAllowed unless `user` is an analyst of the whole of `force`."""
    if force.pk not in forces_run_by(user):
        raise NotAllowed("Only an analyst of the whole force can run a programme.")


def forces_run_by(user: Anybody) -> frozenset[int]:
    """The ids of the forces whose programmes `user` may run today."""
    return role_scope(user, Role.ANALYST).forces


def can_run(user: Anybody, force: Force) -> bool:
    return passes(check_can_run, user, force)


def check_can_see(user: Anybody, flag: Flag) -> None:
    """Raise NotVisible, answered as if the flag did not exist, unless `user` sees it today."""
    if not Flag.objects.visible_to(user).filter(pk=flag.pk).exists():
        raise NotVisible("There is no such nomination.")


def check_can_settle(user: Anybody, flag: Flag) -> None:
    """Raise NotAllowed unless `user` is an analyst of the force the flag is in."""
    check_can_see(user, flag)
    require_role(
        user,
        Role.ANALYST,
        force=flag.person.force,
        sentence="Only an analyst can settle a nomination.",
    )


def can_settle(user: Anybody, flag: Flag) -> bool:
    return passes(check_can_settle, user, flag)


def check_can_list(user: Anybody) -> None:
    """Raise NotVisible unless `user` works with nominations anywhere."""
    if not roles_of(user) & LISTS:
        raise NotVisible("There is no such page.")
