"""`manage.py trust_clock`: somebody has looked, and the clock of this machine is right."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.core import clock
from casework.core.errors import Refused


class Command(BaseCommand):
    help = "Takes this machine's clock for right after it was set; then things go out again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            clock.trust()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        now = timezone.localtime()
        self.stdout.write(f"It is {now:%A %d %B %Y, %H:%M}. What waited goes out within a minute.")
