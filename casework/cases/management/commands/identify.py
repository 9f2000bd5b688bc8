"""Run a programme over a force's records; each new flag opens a case for people to decide on."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.accounts.management.asking import force_coded, user_or_nobody
from casework.cases.actions import identify
from casework.cases.models import Case
from casework.core.errors import CaseworkError
from casework.identification.models import Run
from casework.identification.queries import findings_as_json


class Command(BaseCommand):
    help = (
        "Runs PROGRAMME (such as hampshire) over the records of a force as of a day and opens a "
        "case for each person who is newly flagged. A flag proposes; named people decide. The "
        "same run twice flags nobody twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme", metavar="PROGRAMME")
        parser.add_argument("--on", type=_day, metavar="DATE", help="YYYY-MM-DD; today if left out")
        parser.add_argument("--force", metavar="CODE", help="needed where there are several forces")
        parser.add_argument("--by", metavar="USERNAME", help="the analyst who runs it")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run, opened = identify(
                programme=options["programme"],
                on=options["on"] or timezone.localdate(),
                by=user_or_nobody(options["by"]),
                force=force_coded(options["force"]) if options["force"] else None,
            )
        except CaseworkError as error:
            raise CommandError(str(error)) from error
        self._tell(run, opened, as_json=options["json"])

    def _tell(self, run: Run, opened: list[Case], *, as_json: bool) -> None:
        found = findings_as_json(run)
        if as_json:
            self.stdout.write(json.dumps(found))
            return
        self.stdout.write(
            f"Run {run.pk}: {run.considered:,} people considered, "
            f"{len(found['flagged']):,} meet the rule, {len(opened):,} cases opened."
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no date like 2026-11-22") from error
