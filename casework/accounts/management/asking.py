"""What commands ask for: here, and in the rooms above."""

from __future__ import annotations

import getpass
import sys

from django.core.management.base import CommandError

from casework.accounts.models import Force, User


def user_named(username: str) -> User:
    """The user of that name with an open account. CommandError where there is none."""
    user: User | None = User.objects.filter(username=username.lower(), is_active=True).first()
    if user is None:
        raise CommandError(f"There is no user {username} with an open account.")
    return user


def user_or_nobody(username: str | None) -> User | None:
    """As `user_named`; None where the command was not told who does it."""
    return user_named(username) if username else None


def force_coded(code: str) -> Force:
    """The force with this code. CommandError where there is none."""
    force: Force | None = Force.objects.filter(code=code).first()
    if force is None:
        raise CommandError(f"There is no force with the code {code}.")
    return force


def ask_password() -> str:
    """Typed unseen at a terminal, else the first line of standard input; never an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Password again: "):
        raise CommandError("The two passwords differ.")
    return password
