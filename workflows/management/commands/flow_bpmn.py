"""Write the flow of one kind of intervention as BPMN 2.0, drawn from the class that runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.history.bpmn import bpmn_of
from workflows.registry import kinds


class Command(BaseCommand):
    help = "Write the flow of a kind of intervention as BPMN 2.0. Needs no database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="such as warning_letter")
        parser.add_argument("--output", metavar="FILE", help="write there, not to the screen")

    def handle(self, *args: Any, kind: str, output: str | None = None, **options: Any) -> None:
        flow = kinds().get(kind)
        if flow is None:
            raise CommandError(
                f"There is no kind of intervention “{kind}”. There are: {', '.join(kinds())}."
            )
        text = bpmn_of(flow)
        if output:
            Path(output).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")
