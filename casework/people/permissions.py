"""Whose records a user sees by role alone (domain: section 6)."""

from __future__ import annotations

from casework.accounts.access import Anybody, role_scope
from casework.accounts.models import Role

# Roles whose work is a whole force. An officer or a supervisor sees persons through cases, an
# adviser looks a case up and an auditor reads the log.
FORCE_SCOPE = (Role.ANALYST, Role.MANAGER, Role.AUTHORISER)


def forces_seen_whole(user: Anybody) -> frozenset[int]:
    """The ids of the forces whose every person `user` may see today."""
    return role_scope(user, *FORCE_SCOPE).forces
