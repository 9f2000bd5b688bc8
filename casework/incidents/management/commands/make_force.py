"""Write the export of a made-up force."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from casework.incidents.generator import LAST_DAY, Plan, write_export

YEARS = range(1, 31)
MOST_PEOPLE = 2_000_000


class Command(BaseCommand):
    help = (
        "Writes FILE, an export of a force that does not exist: N suspects with their victims and "
        "about three rows each, with every fault real exports have. The same arguments give the "
        "same bytes. Read it with import_incidents."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, required=True, metavar="N", help="suspects")
        parser.add_argument("--years", type=int, default=5, help="how far back (default: 5)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another force")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument("--force", default="99", metavar="CODE", help="in record numbers")
        parser.add_argument(
            "--until",
            type=date.fromisoformat,
            default=LAST_DAY,
            metavar="DATE",
            help=f"the last day (default: {LAST_DAY}, so that the bytes are the same any day)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if not 1 <= options["people"] <= MOST_PEOPLE:
            raise CommandError(f"--people is from 1 to {MOST_PEOPLE:,}.")
        if options["years"] not in YEARS:
            raise CommandError(f"--years is from {YEARS[0]} to {YEARS[-1]}.")
        if not options["force"].isalnum() or len(options["force"]) > 8:
            raise CommandError("--force is a code of at most eight letters and figures.")
        plan = Plan(**{name: options[name] for name in ("people", "years", "seed")},
                    force=options["force"], until=options["until"])  # fmt: skip
        try:
            with tqdm(total=plan.people, unit="suspect", disable=not sys.stderr.isatty()) as bar:
                made = write_export(
                    plan=plan, out=out, progress=lambda done: bar.update(done - bar.n)
                )
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        faults = sum(made.faults.values())
        self.stdout.write(
            f"{made.rows:,} rows about {plan.people:,} suspects, with {faults:,} faults, in {out}."
        )
