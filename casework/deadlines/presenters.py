"""What the pages of rules and bank holidays show, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone

from casework.accounts.models import User
from casework.clocks import Nation, Source, bank_holidays
from casework.core.errors import reason_against
from casework.deadlines import book, permissions
from casework.deadlines.examples import Example
from casework.deadlines.models import Entered, NotedDay, RuleVersion
from casework.deadlines.rules import DeadlineRule
from casework.ui.markup import link
from casework.ui.times import local_time, short_date, weekday_date

BY = {Source.LAW: "Law", Source.GUIDANCE: "Guidance", Source.LOCAL: "This force"}
HEADS = {
    "rules": ("Rule", "Now", "Set by", "Version"),
    "versions": ("Version", "How much", "From", "Why", "Entered by", "Confirmed by"),
    "examples": ("If it starts", "Due as the rule is now", "Due as you entered it"),
    "days": ("Day", "What", "Where it was announced", "Entered by", "Confirmed by"),
    "holidays": ("Day", "Bank holiday"),
}


def title(rule: DeadlineRule) -> str:
    """Such as "Warning letter: check", from the name of the rule."""
    room, what = (part.replace("_", " ") for part in rule.name.split(".", 1))
    for tail in (f" {rule.unit}", " within"):
        what = what.removesuffix(tail)
    return f"{room.capitalize()}: {what}"


def rule_tables(rules: Iterable[DeadlineRule], nation: str) -> list[dict[str, Any]]:
    """Every rule as it holds now for a clock that starts now, a table for each kind of work."""
    rooms = groupby(rules, key=lambda rule: rule.name.split(".", 1)[0])
    return [
        {
            "caption": room.replace("_", " ").capitalize(),
            "rows": [_rule_row(rule, nation) for rule in found],
        }
        for room, found in rooms
    ]


def _rule_row(rule: DeadlineRule, nation: str) -> list[Any]:
    held = rule.holding(nation, timezone.now())
    return [
        link(reverse("deadlines:rule", args=[rule.name]), title(rule)),
        _sentence(held.in_words),
        _set_by(rule),
        {"text": str(held.version), "format": "numeric"},
    ]


def facts(rule: DeadlineRule, nation: str) -> list[dict[str, Any]]:
    """One rule as it holds now."""
    held = rule.holding(nation, timezone.now())
    return [
        {"key": "Now", "value": _sentence(held.in_words)},
        {"key": "Set by", "value": _set_by(rule)},
        {"key": "Nation", "value": Nation(nation).label},
        {"key": "Name", "value": rule.name},
        {"key": "Version", "value": str(held.version)},
    ]


def version_rows(rule: DeadlineRule, rows: Iterable[RuleVersion]) -> list[list[str]]:
    """Every version there was, the newest first, down to the one that is declared."""
    entered = [
        [
            str(row.version),
            rule.of(row.amount).in_words,
            short_date(row.in_force_from),
            row.reason,
            row.entered_by.display_name,
            _ended(row),
        ]
        for row in rows
    ]
    return [*entered, ["1", rule.rule.in_words, "The beginning", "As it came", "", ""]]


def waiting(rows: Iterable[Entered], user: User) -> list[dict[str, Any]]:
    """What nobody has confirmed yet, with whether this user may."""
    return [
        {
            "pk": row.pk,
            "words": f"{_what(row)} Entered by {row.entered_by.display_name}.",
            "cannot": reason_against(permissions.check_can_confirm, user, row),
        }
        for row in rows
        if row.is_waiting
    ]


def example_rows(examples: Iterable[Example]) -> list[list[str]]:
    """Each start with why it was chosen, and both due times."""
    return [
        [
            f"{local_time(each.start)} ({each.why[0].lower()}{each.why[1:]})",
            local_time(each.now.due_at),
            local_time(each.then.due_at),
        ]
        for each in examples
    ]


def day_rows(rows: Iterable[NotedDay]) -> list[list[str]]:
    """Every day that was noted, the latest first."""
    return [
        [
            short_date(row.day),
            row.holiday or "An ordinary day",
            row.reason,
            row.entered_by.display_name,
            _ended(row),
        ]
        for row in rows
    ]


def holidays_to_come(nation: str, today: date) -> list[list[str]]:
    """The bank holidays of this year and the next that are still to come."""
    noted = book.noted_in(nation)
    found = [
        (day, name)
        for year in (today.year, today.year + 1)
        for day, name in bank_holidays(Nation(nation), year, noted).items()
        if day >= today
    ]
    return [[f"{weekday_date(day)} {day.year}", name] for day, name in found]


def _sentence(words: str) -> str:
    """With a capital, and everything else as it is: "48 hours, not counting Sundays"."""
    return words[:1].upper() + words[1:]


def _what(row: Entered) -> str:
    if isinstance(row, NotedDay):
        return f"{short_date(row.day)}: {row.holiday or 'an ordinary day'}."
    assert isinstance(row, RuleVersion)
    return f"Version {row.version}: {row.amount} from {short_date(row.in_force_from)}."


def _ended(row: Entered) -> str:
    if row.withdrawn_by is not None:
        return f"Withdrawn by {row.withdrawn_by.display_name}"
    return row.confirmed_by.display_name if row.confirmed_by else "Not confirmed yet"


def _set_by(rule: DeadlineRule) -> str:
    cited = rule.rule.citation
    return f"{BY[rule.tag]}: {cited}" if cited else BY[rule.tag]
