"""`manage.py worker`: the queue and the clock, kept alive. Run it beside the pages."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from casework.core.worker import Keeper


class Command(BaseCommand):
    help = "Runs the queue and the clock, and starts them again if they die. Stop it with SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        # Longer than two jobs may take one after the other, or a busy queue looks like a dead one.
        parser.add_argument(
            "--patience",
            type=int,
            default=2 * settings.Q_CLUSTER["timeout"] + 60,
            help="seconds without a finished job before the queue is started again",
        )
        parser.add_argument(
            "--beat", type=float, default=20.0, help="seconds between two heartbeats"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        keeper = Keeper(
            patience=timedelta(seconds=options["patience"]),
            beat=timedelta(seconds=options["beat"]),
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, keeper.stop)
        keeper.keep()
