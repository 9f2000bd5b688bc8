"""Who brings in a force's records and reads what was rejected: its analysts (domain: section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.accounts.models import Force, Role
from casework.core.errors import passes
from casework.people.permissions import forces_holding

if TYPE_CHECKING:
    from casework.accounts.models import User

ANALYST_ONLY = frozenset({Role.ANALYST})


def forces_imported_by(user: User) -> list[int]:
    """The ids of the forces `user` imports for."""
    return forces_holding(user, ANALYST_ONLY)


def check_can_import(user: User, force: Force) -> None:
    """Raise NotAllowed unless `user` is an analyst of `force`."""
    from casework.accounts.access import require_role

    require_role(user, Role.ANALYST, force=force, sentence="An analyst imports records.")


def can_import(user: User, force: Force) -> bool:
    return passes(check_can_import, user, force)
