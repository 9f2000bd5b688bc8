"""When something is due, and why: for whoever has to answer for a due time."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.utils import timezone

from casework.clocks import (
    LONDON,
    Deadline,
    Nation,
    Rule,
    due,
    proof_in_words,
    rule_from,
    start_from,
)
from casework.clocks.literals import HELP
from casework.deadlines import book, expiring
from casework.deadlines.models import RuleVersion
from casework.deadlines.rules import declared


class Command(BaseCommand):
    help = "Work out when a rule ends for a start, and show how it was counted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "rule", metavar="RULE", nargs="?", help=f"the name of a rule, or a number and: {HELP}"
        )
        parser.add_argument(
            "start",
            metavar="START",
            nargs="?",
            help="such as 2026-08-29T22:00; without a zone it is the time in London",
        )
        parser.add_argument("--nation", choices=[str(each) for each in Nation], default="E")
        parser.add_argument("--json", action="store_true", help="for another program")
        parser.add_argument("--list", action="store_true", help="the names of all rules")
        parser.add_argument(
            "--expiring", action="store_true", help="the records that come to an end"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        self._find_what_was_entered()
        if given["list"]:
            self._list(given["nation"])
            return
        if given["expiring"]:
            self._expiring(given["nation"])
            return
        if not given["rule"] or not given["start"]:
            raise CommandError("Give a rule and a start, or --list for the names of the rules.")
        nation, start = Nation(given["nation"]), _start(given["start"])
        rule = _rule(given["rule"], nation, start)
        try:
            deadline = due(start, rule, nation, book.noted_in(nation))
        except (OverflowError, ValueError) as error:
            raise CommandError("This rule does not end in any year that can be counted.") from error
        if given["json"]:
            self.stdout.write(json.dumps(_as_json(given["rule"], rule, deadline)))
            return
        for line in proof_in_words(deadline.proof):
            self.stdout.write(line)

    def _find_what_was_entered(self) -> None:
        """Say so where the database is too new to hold any version; rules are as declared then."""
        try:
            tables = connection.introspection.table_names()
        except OperationalError as error:
            raise CommandError(
                "The database that holds the versions of the rules cannot be reached. Start it, or "
                "look at DATABASE_URL."
            ) from error
        if RuleVersion._meta.db_table not in tables:
            book.take_as_declared()
            self.stderr.write("Rules as they are declared: this database has no tables yet.")

    def _list(self, nation: str) -> None:
        for name, each in declared().items():
            held = each.holding(nation, timezone.now())
            self.stdout.write(f"{name}: {held.in_words} ({each.tag})")

    def _expiring(self, nation: str) -> None:
        """Each record that comes to an end: by which rules, and when who is told."""
        now = timezone.now()
        for each in expiring.declared().values():
            lasts = ", ".join(rule.holding(nation, now).in_words for rule in each.lasts)
            by = f"chosen{f', at most {lasts}' if lasts else ''}" if each.chosen else lasts
            self.stdout.write(f"{each.name}: {each.title}. {by}.")
            for rule in each.alerts:
                self.stdout.write(f"  told {rule.holding(nation, now).in_words} ({rule.name})")
            told = f"nobody is told: {each.why}" if each.why else f"told {each.told}"
            self.stdout.write(f"  {told}{_in_brackets(each.steps)}")


def _in_brackets(steps: tuple[str, ...]) -> str:
    return f" ({', '.join(steps)})" if steps else ""


def _rule(written: str, nation: Nation, start: datetime) -> Rule:
    """The version of a named rule that holds for a clock that starts then, or what was typed."""
    named = declared().get(written)
    if named is not None:
        return named.holding(nation, start)
    try:
        return rule_from(written)
    except ValueError as error:
        raise CommandError(f"{error} Or give the name of a rule; --list shows them.") from error


def _start(written: str) -> datetime:
    try:
        return start_from(written)
    except ValueError as error:
        raise CommandError(str(error)) from error


def _as_json(written: str, rule: Rule, deadline: Deadline) -> dict[str, Any]:
    return {
        "due": deadline.due_at.astimezone(LONDON).isoformat(),
        "rule": written,
        "version": rule.version,
        "proof": deadline.proof | {"in_words": proof_in_words(deadline.proof)},
    }
