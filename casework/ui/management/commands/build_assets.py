"""Builds the style sheet and the script of the pages, or checks what was built."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.ui import building


class Command(BaseCommand):
    help = "Build the pages' style sheet and script. With --check only look at what was built."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="build nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            faults = building.look_at(building.BUILT)
            if faults:
                raise CommandError("\n".join(faults))
            self.stdout.write("The assets are as they must be.")
            return
        try:
            building.build()
        except building.BuildError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Built the style sheet and the script.")
