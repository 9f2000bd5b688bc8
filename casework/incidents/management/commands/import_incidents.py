"""Import a force's export. All of the file is taken or, if it is broken, none of it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from casework.accounts.management.asking import force_coded, user_or_nobody
from casework.accounts.models import Force
from casework.core.errors import CaseworkError
from casework.incidents.actions import import_file
from casework.incidents.importer import NO_MAPPING, load_mapping
from casework.incidents.models import ImportBatch


class Command(BaseCommand):
    help = (
        "Reads FILE (CSV, UTF-8) into the records of a force. Every row is new, the same, changed "
        "or rejected; rejects go to FILE.rejects.csv with what to do about each. The same file "
        "twice changes nothing. A broken file changes nothing and names the line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--force", metavar="CODE", help="needed where there are several forces")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="JSON or TOML of columns")
        parser.add_argument("--rejects", type=Path, metavar="PATH", help="where rejects go")
        parser.add_argument("--by", metavar="USERNAME", help="the analyst who imports")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            force = _force(options["force"])
            by = user_or_nobody(options["by"])
            mapping = load_mapping(options["mapping"]) if options["mapping"] else NO_MAPPING
            rejects = options["rejects"] or path.with_name(f"{path.name}.rejects.csv")
            with _bar(path) as bar:
                batch = import_file(
                    path=path,
                    force=force,
                    by=by,
                    mapping=mapping,
                    rejects=rejects,
                    progress=lambda done: bar.update(done - bar.n),
                )
        except (CaseworkError, OSError) as error:
            raise CommandError(str(error)) from error
        self._tell(batch, rejects, as_json=options["json"])

    def _tell(self, batch: ImportBatch, rejects: Path, *, as_json: bool) -> None:
        names = ("read", "new", "same", "changed", "rejected")
        counts = {name: getattr(batch, name) for name in names}
        if as_json:
            self.stdout.write(json.dumps({**counts, "batch": batch.pk}))
            return
        rest = ", ".join(f"{counts[name]:,} {name}" for name in names[1:])
        self.stdout.write(f"{batch.read:,} rows read: {rest}. Batch {batch.pk}.")
        if batch.rejected:
            self.stdout.write(f"What to do about the rejected rows is in {rejects}.")
        if doubts := batch.victim_doubts.count():
            self.stdout.write(
                f"{doubts:,} records may name their victim twice. The page of import {batch.pk} "
                "lists them."
            )


def _force(code: str | None) -> Force:
    """The force with this code, or the only one there is."""
    if code is not None:
        return force_coded(code)
    forces = list(Force.objects.order_by("code")[:2])
    if len(forces) != 1:
        raise CommandError("Say which force these records belong to, with --force CODE.")
    return forces[0]


def _bar(path: Path) -> Any:
    """A progress bar in bytes, on a terminal only."""
    size = path.stat().st_size
    return tqdm(total=size, unit="B", unit_scale=True, disable=not sys.stderr.isatty())
