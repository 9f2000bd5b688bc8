"""manage.py create_user: a new user, with a role if one is given."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from casework.accounts import actions
from casework.accounts.management.asking import ask_password, user_or_nobody
from casework.accounts.models import Force, Rank, Role, Team, User
from casework.core.errors import CaseworkError


class Command(BaseCommand):
    help = (
        "Makes a user. The first of a force is its system administrator (--role ADMIN); "
        "after that --by names the administrator who does it. The password is asked for, "
        "or read from standard input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--force", required=True, metavar="CODE")
        parser.add_argument("--force-name", metavar="NAME", help="to add a force that is not here")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--rank", choices=Rank.values, default=Rank.STAFF)
        parser.add_argument("--collar-number", default="")
        parser.add_argument("--role", choices=Role.values, action="append", default=[])
        parser.add_argument("--team", metavar="NAME", help="where the roles count; else the force")
        parser.add_argument("--by", metavar="USERNAME", help="the administrator who does this")
        parser.add_argument("--reason", default="New user")

    def handle(self, *args: Any, **options: Any) -> None:
        by = user_or_nobody(options["by"])
        password = ask_password()
        try:
            with transaction.atomic():
                user = _create(options, password, by)
        except CaseworkError as error:
            raise CommandError(str(error)) from error
        roles = ", ".join(Role(role).label for role in options["role"]) or "no role yet"
        self.stdout.write(f"{user.username} can sign in: {roles}.")


def _create(options: dict[str, Any], password: str, by: User | None) -> User:
    force = _force(options["force"], options["force_name"], by)
    team = _team(force, options["team"])
    user = actions.create_user(
        username=options["username"],
        password=password,
        first_name=options["first_name"],
        last_name=options["last_name"],
        force=force,
        by=by,
        rank=Rank(options["rank"]),
        collar_number=options["collar_number"],
    )
    for role in options["role"]:
        actions.grant_role(
            user=user, role=Role(role), force=force, team=team, by=by, reason=options["reason"]
        )
    return user


def _force(code: str, name: str | None, by: User | None) -> Force:
    force = Force.objects.filter(code=code).first()
    if force is not None:
        return force
    if name is None:
        raise CommandError(f"There is no force {code}. Give --force-name to add it.")
    return actions.create_force(code=code, name=name, by=by)


def _team(force: Force, name: str | None) -> Team | None:
    if name is None:
        return None
    team = Team.objects.filter(force=force, name=name).first()
    if team is None:
        raise CommandError(f"{force.name} has no team {name}.")
    return team
