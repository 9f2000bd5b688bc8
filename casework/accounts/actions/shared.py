"""What the actions of this room have in common."""

from __future__ import annotations

from casework.accounts.models import Force, Role, RoleGrant, User
from casework.accounts.permissions import check_can_administer
from casework.core.errors import NotAllowed, worded


def check_administrator_or_set_up(by: User | None, force: Force) -> None:
    """Pass an administrator of the force, or nobody at its first set-up."""
    if by is None:
        check_set_up(force)
    else:
        check_can_administer(by, force)


def check_set_up(force: Force) -> None:
    """Nobody acts for the system once a force has an administrator who can."""
    whole = RoleGrant.objects.in_force().filter(team=None)
    administrators = whole.filter(role=Role.ADMIN, force=force)
    if administrators.filter(user__is_active=True).exists():
        raise NotAllowed("This force has an administrator. Say which one does this.")


def refuse_without(reason: str) -> None:
    """Raise Refused where no reason is given."""
    worded(reason, "Enter the reason.")
