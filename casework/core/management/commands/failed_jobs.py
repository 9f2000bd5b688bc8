"""`manage.py failed_jobs`: jobs that were given up, why, and another try."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from casework.core import queue


class Command(BaseCommand):
    help = "Lists jobs that failed as often as they may be tried; --retry queues them again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", action="store_true", help="queue them again")

    def handle(self, *args: Any, **options: Any) -> None:
        failures = list(queue.given_up().order_by("stopped"))
        for failure in failures:
            at = timezone.localtime(failure.stopped)
            ids = ", ".join(f"{key}={value}" for key, value in (failure.kwargs or {}).items())
            self.stdout.write(f"{at:%Y-%m-%d %H:%M}  {failure.func}({ids})")
            self.stdout.write(f"    {str(failure.result).strip()}")
            if options["retry"]:
                queue.retry(failure)
        done = "queued again" if options["retry"] else "given up"
        self.stdout.write(f"{len(failures)} {done}.")
