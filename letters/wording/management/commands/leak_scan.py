"""manage.py leak_scan CASE FILE: does this file give anybody away to the person of the case?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.cases.models import Case
from letters.wording.leak_guard import forbidden_for
from letters.wording.leak_guard.files import FoundIn, scan_words, words_of


class Command(BaseCommand):
    """Exits 1 where the file holds a particular of somebody else in the person's records.

    The guard is the one every letter passes. What it cannot read (pictures, attachments that are
    neither text nor PDF) is said, and is to be looked at by somebody.
    """

    help = "Scan a text or PDF for everyone who must not be given away to the person of a case."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("case", help="the reference of the case, such as IC-0417/26")
        parser.add_argument("file", type=Path, help="a PDF, or a text in UTF-8")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        case = _case(options["case"])
        try:
            said = words_of(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        found = scan_words(said, forbidden_for(case.person, phrases=_office(case)))
        if options["json"]:
            self.stdout.write(json.dumps(_facts(case, found, said.unread)))
        else:
            self._tell(found, said.unread)
        if found:
            raise SystemExit(1)

    def _tell(self, found: list[FoundIn], unread: tuple[str, ...]) -> None:
        for each in found:
            self.stdout.write(f"{each.where}: {each.finding.sentence}")
        for what in unread:
            self.stdout.write(f"Not read, look at it yourself: {what}.")
        self.stdout.write(f"{len(found)} found." if found else "Nothing found.")


def _case(ref: str) -> Case:
    cases = Case.objects.by_ref(ref.replace("/", "-")).select_related("person", "force", "team")
    case: Case | None = cases.first()
    if case is None:
        raise CommandError(f"There is no case {ref}.")
    return case


def _office(case: Case) -> list[str]:
    """What any letter of the team says of itself."""
    team = case.team
    said = [case.force.name, team.name, team.reply_address, team.reply_phone, team.reply_email]
    return [case.person.full_name, *filter(None, said)]


def _facts(case: Case, found: list[FoundIn], unread: tuple[str, ...]) -> dict[str, Any]:
    return {
        "case": case.ref,
        "found": [
            {"where": each.where, "kind": each.finding.kind, "words": each.finding.words}
            for each in found
        ],
        "unread": list(unread),
    }
