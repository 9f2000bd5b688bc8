"""manage.py verify_audit: is the log whole?"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.audit import status
from casework.audit.models import Stream
from casework.audit.verify import Tally


class Command(BaseCommand):
    """Walks every chain and exits 1 naming the first wrong row of each that does not hold.

    The outcome of a whole walk is itself written to the log, where the audit pages show it.
    """

    help = "Check the chains of the audit log and name the first wrong row of each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", help="check this chain alone, such as case:17")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")
        parser.add_argument(
            "--no-record", action="store_true", help="write nothing, for a copy that is read-only"
        )

    def handle(self, *args: Any, stream: str | None = None, **options: Any) -> None:
        if stream is not None and not Stream.objects.filter(pk=stream).exists():
            raise CommandError(f"There is no chain {stream}.")
        tally, problems = status.walk(stream=stream)
        if stream is None and not options["no_record"]:
            status.remember(tally, problems)
        self._tell(tally, problems, as_json=options["json"])
        if problems:
            raise SystemExit(1)

    def _tell(self, tally: Tally, problems: list[str], *, as_json: bool) -> None:
        if as_json:
            facts = {"streams": tally.streams, "events": tally.events, "problems": problems}
            self.stdout.write(json.dumps(facts))
            return
        for problem in problems:
            self.stdout.write(problem)
        chains = f"{tally.events} events in {tally.streams} chains"
        self.stdout.write(f"Wrong: {chains}." if problems else f"Complete: {chains}.")
