"""Who may read the log: those who audit a force, and only that force's part (domain: section 6)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from casework.core.errors import NotVisible, passes


def check_can_read_the_log(user: AbstractBaseUser | AnonymousUser) -> None:
    """Raises NotVisible for anyone who is not an auditor today."""
    if not getattr(user, "forces_audited", set)():
        raise NotVisible("There is no such page.")


def can_read_the_log(user: AbstractBaseUser | AnonymousUser) -> bool:
    return passes(check_can_read_the_log, user)
