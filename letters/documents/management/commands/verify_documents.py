"""manage.py verify_documents: is every document still the one that was sealed?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from letters.documents.verifying import Verified, span, walk


class Command(BaseCommand):
    """Walks the ledger and exits 1 naming each document that differs, and in what."""

    help = "Check the ledger of documents: its hashes, the audit log, and each drawn again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", type=int, dest="first", help="the first document's number")
        parser.add_argument("--to", type=int, dest="last", help="the last document's number")
        parser.add_argument(
            "--no-draw", action="store_true", help="check hashes and the log alone, which is quick"
        )
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        told = walk(span(options["first"], options["last"]), draw=not options["no_draw"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(told)))
        else:
            self._tell(told)
        if told.different:
            raise SystemExit(1)

    def _tell(self, told: Verified) -> None:
        for number, sentences in told.different.items():
            self.stdout.write(f"Document {number}: {' '.join(sentences)}")
        plural = "" if told.documents == 1 else "s"
        facts = f"{told.documents} document{plural}, {told.drawn_again} drawn again"
        if told.other_renderer:
            facts += f", {told.other_renderer} made by another renderer and not drawn"
        self.stdout.write(f"Wrong: {facts}." if told.different else f"Complete: {facts}.")
