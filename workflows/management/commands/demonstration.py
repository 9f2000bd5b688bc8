"""Fills an empty database with a made-up force that looks alive."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workflows.demonstration import building, people


class Command(BaseCommand):
    help = (
        "Make a demonstration force with made-up people and more than a year of casework. Does "
        "nothing where there is a force already. With --sign-ins only say who can sign in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="list the sign-ins")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Made-up people have no place among real records. Set FORESTALL_DEMONSTRATION=1 "
                "and an empty database to try Forestall out."
            )
        if options["sign_ins"]:
            self.stdout.write(people.sign_ins())
            return
        if building.is_there():
            return
        self.stdout.write("Making up a force and a year of its casework; this takes some minutes.")
        building.build(today=timezone.localdate())
