"""`manage.py doctor`: what is wrong with this machine or database, in words."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from casework.core.doctor import examine


class Command(BaseCommand):
    help = "Says in words what is wrong with this machine or database. Exits 1 when anything is."
    requires_system_checks = []  # it makes them itself and puts them among the rest

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for finding in examine():
            if not finding.problems:
                self.stdout.write(f"well   {finding.title}")
                continue
            self.stdout.write(f"WRONG  {finding.title}")
            for problem in finding.problems:
                count += 1
                self.stdout.write(f"       {problem}")
        if count:
            self.stdout.write(f"{count} to put right.")
            raise SystemExit(1)
        self.stdout.write("All is well.")
