"""manage.py set_password: a new password for a user who cannot get in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.accounts import actions
from casework.accounts.management.asking import ask_password, user_named
from casework.core.errors import CaseworkError


class Command(BaseCommand):
    help = (
        "Gives a user a new password and opens a lock on their name. "
        "The password is asked for, or read from standard input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--by", metavar="USERNAME", required=True, help="the administrator who does this"
        )
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        user, by = user_named(options["username"]), user_named(options["by"])
        try:
            actions.set_password(
                user=user, password=ask_password(), by=by, reason=options["reason"]
            )
        except CaseworkError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.username} has a new password.")
