"""Whose records a user sees by role alone (domain: section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.accounts.models import Force, Role

if TYPE_CHECKING:
    from casework.accounts.models import User

# Roles whose work is a whole force. An officer or a supervisor sees persons through cases.
FORCE_SCOPE = frozenset({Role.ANALYST, Role.MANAGER, Role.AUTHORISER, Role.AUDITOR, Role.ADVISER})


def forces_holding(user: User, roles: frozenset[Role]) -> list[int]:
    """The ids of the forces in which `user` holds one of `roles` today."""
    from casework.accounts.access import roles_of

    return [force.pk for force in Force.objects.all() if roles & roles_of(user, force=force)]


def forces_seen_whole(user: User) -> list[int]:
    """The ids of the forces whose every person `user` may see."""
    return forces_holding(user, FORCE_SCOPE)
