"""Write what happened in every intervention, for tools that study how work goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from workflows.history.event_log import stories
from workflows.history.writing import FORMATS


class Command(BaseCommand):
    help = "Write the event log of all interventions, without any person's data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=sorted(FORMATS), default="xes")
        parser.add_argument("--output", metavar="FILE", help="write there, not to the screen")

    @transaction.atomic
    def handle(self, *args: Any, format: str, output: str | None = None, **options: Any) -> None:
        """In one transaction, so that PostgreSQL hands the rows over as they are wanted."""
        pieces = FORMATS[format](stories())
        if output is None:
            for piece in pieces:
                self.stdout.write(piece, ending="")
            return
        with Path(output).open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
