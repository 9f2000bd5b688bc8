"""Who brings in a force's records and reads what was rejected: its analysts (domain: section 6)."""

from __future__ import annotations

from casework.accounts.access import Anybody, role_scope
from casework.accounts.models import Force, Role
from casework.core.errors import NotAllowed, NotVisible, passes


def forces_imported_by(user: Anybody) -> frozenset[int]:
    """The ids of the forces `user` imports for today."""
    return role_scope(user, Role.ANALYST).forces


def check_can_import(user: Anybody, force: Force) -> None:
    """Raise NotAllowed unless `user` is an analyst of the whole of `force`."""
    if force.pk not in forces_imported_by(user):
        raise NotAllowed("Only an analyst of the whole force can import its records.")


def can_import(user: Anybody, force: Force) -> bool:
    return passes(check_can_import, user, force)


def check_can_list(user: Anybody) -> None:
    """Raise NotVisible unless `user` is an analyst of a whole force somewhere."""
    if not forces_imported_by(user):
        raise NotVisible("There is no such page.")
