"""manage.py set_replies: where people answer the letters of a team."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.accounts import actions
from casework.accounts.management.asking import force_coded, user_or_nobody
from casework.accounts.models import Team
from casework.core.errors import CaseworkError


class Command(BaseCommand):
    help = (
        "Sets the address, telephone and e-mail that are printed on the letters of a team, so "
        "that people can answer. A team without them writes no letter. Letters that were sent "
        "for authority before stay as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("team", help="its name")
        parser.add_argument("--force", required=True, metavar="CODE")
        parser.add_argument("--address", required=True, help="in one line, with commas")
        parser.add_argument("--phone", required=True)
        parser.add_argument("--email", default="")
        parser.add_argument("--by", metavar="USERNAME", help="the administrator who does this")

    def handle(self, *args: Any, **options: Any) -> None:
        by = user_or_nobody(options["by"])
        force = force_coded(options["force"])
        team = Team.objects.filter(force=force, name=options["team"]).first()
        if team is None:
            raise CommandError(f"{force.name} has no team {options['team']}.")
        given = {name: options[name] for name in ("address", "phone", "email")}
        try:
            actions.set_replies(team=team, by=by, **given)
        except CaseworkError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The letters of {team.name} say where to answer.")
