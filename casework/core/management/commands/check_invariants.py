"""manage.py check_invariants: does everything hold that must?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from casework.core.invariants import Outcome, outcomes


class Command(BaseCommand):
    """Asks every invariant and names each row that breaks one. Exits 1 when any does."""

    help = "Check what must hold in the records at any time, and name each row that breaks it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(outcomes())
        if options["json"]:
            self.stdout.write(json.dumps([asdict(each) for each in found]))
        else:
            self._tell(found)
        if any(each.rows for each in found):
            raise SystemExit(1)

    def _tell(self, found: list[Outcome]) -> None:
        for each in found:
            word = "BROKEN" if each.rows else "holds "
            self.stdout.write(f"{word}  {each.number:>3}  {each.promise}")
            for row in each.rows:
                self.stdout.write(f"             {row}")
        count = sum(len(each.rows) for each in found)
        end = f"{count} rows break what must hold." if count else "Everything that must hold holds."
        self.stdout.write(end)
