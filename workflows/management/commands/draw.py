"""Draw every flow and every state machine beside its code; `--check` only compares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.drawing import drawings, is_drawn, leftovers, out_of_date


class Command(BaseCommand):
    help = "Draw every flow and every state machine from the code. Needs no database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; name the drawings that are out of date and exit 1",
        )

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        root = Path(settings.ROOT)
        wanted = drawings(root)
        if check:
            self.compare(root, wanted)
            return
        for path, text in wanted.items():
            if not is_drawn(path, text):
                path.write_bytes(text.encode())
                self.stdout.write(f"drawn    {path.relative_to(root)}")
        for path in list(leftovers(root, wanted)):
            path.unlink()
            self.stdout.write(f"removed  {path.relative_to(root)}")

    def compare(self, root: Path, wanted: dict[Path, str]) -> None:
        """Raise CommandError naming each drawing that is not what the code says."""
        wrong = out_of_date(root, wanted)
        if wrong:
            names = "\n".join(f"  {path.relative_to(root)}" for path in wrong)
            raise CommandError(f"Out of date:\n{names}\nType: python manage.py draw")
        self.stdout.write(f"{len(wanted)} drawings are up to date.")
