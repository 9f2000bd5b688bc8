"""A deadline rule by name: how much of what, by whose authority, and its value in this force.

A room declares its rules where its other numbers stand; that is version 1. People of the force
change the amount of one by a new version that holds from a day on, for clocks that start then or
later (`models.RuleVersion`); what it counts, and from which day, is no setting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from casework.clocks import (
    LONDON,
    Counting,
    Deadline,
    Ends,
    Kind,
    Nation,
    Pauses,
    Rule,
    Source,
    calendar_version,
    due,
    due_with_todays_calendar,
)
from casework.clocks.rules import MINUTES_A_DAY
from casework.core.policy import DECLARED, Number, keep

if TYPE_CHECKING:
    from casework.deadlines.models import RuleVersion

# What stands for itself as a source; anything else is the statute that is cited.
_TAGS = {"local": Source.LOCAL, "guidance": Source.GUIDANCE}


@dataclass(frozen=True)
class DeadlineRule(Number):
    """A number that is a deadline: what it counts, and by whose authority (`tag`)."""

    kind: Kind = Kind.HOURS
    tag: Source = Source.LOCAL
    counting: Counting = Counting.DAY_AFTER
    ends: Ends = Ends.END_OF_DAY
    disregards: bool = False
    # Counted back from what it is about, such as the end of a record; else on from it.
    before: bool = False

    @property
    def rule(self) -> Rule:
        """The rule as it is declared: its first version."""
        return self.of(self.value)

    def of(self, amount: int, version: int = 1) -> Rule:
        """The rule with another amount."""
        minutes = MINUTES_A_DAY if self.kind == Kind.OFFSET_FROM_EVENT else 1
        return Rule(
            kind=self.kind,
            amount=amount * minutes * (-1 if self.before else 1),
            source=self.tag,
            citation="" if self.source in _TAGS else self.source,
            version=version,
            counting=self.counting,
            ends=self.ends,
            disregards=self.disregards,
            name=self.name,
        )

    def holding(self, nation: str, start: datetime) -> Rule:
        """The rule for a clock that starts at the aware instant `start`; for one that is still to
        start, such as an event, as it holds now."""
        found = self._version(nation, start)
        return self.of(found.amount, found.version) if found else self.rule

    def amount_in(self, nation: str, start: datetime | None = None) -> int:
        """How much it asks for in a nation, for a clock that starts at `start`, now unless told."""
        found = self._version(nation, start or timezone.now())
        return found.amount if found else self.value

    def asks_for(self, nation: str, start: datetime | None = None) -> str:
        """What it asks for in a nation, such as "28 days", for a clock that starts at the aware
        instant `start`, now unless told."""
        return f"{self.amount_in(nation, start)} {self.unit}"

    def amounts(self) -> set[int]:
        """Every amount it asks for somewhere, now or for clocks that started before."""
        from casework.deadlines import book

        return {self.value} | book.amounts(self.name)

    def due(
        self,
        start: datetime,
        nation: str,
        *,
        amount: int | None = None,
        promised_at: datetime | None = None,
    ) -> Deadline:
        """When it ends for the aware instant `start`, on the calendar of the force's nation.

        `amount` stands for the value where somebody said how many, or where it is counted several
        times. `promised_at` is the aware instant at which somebody was told how long they have:
        the version of then counts, whatever held when the clock began. Raises ValueError when
        `start` has no time zone.
        """
        from casework.deadlines import book

        rule = self.holding(nation, promised_at or start)
        if amount is not None:
            rule = self.of(amount, rule.version)
        return due(start, rule, Nation(nation), book.noted_in(nation))

    def last_day(self, start: datetime, nation: str) -> date:
        """The local day on which it ends for the aware instant `start`."""
        return self.due(start, nation).due_at.astimezone(LONDON).date()

    def _version(self, nation: str, start: datetime) -> RuleVersion | None:
        # The rows are a model's, and rules are declared before there are models.
        from casework.deadlines import book

        return book.version_at(self.name, nation, min(start, timezone.now()))


def recounted(proof: dict[str, Any], pauses: Pauses | None = None) -> Deadline:
    """What the start and the rule of a proof give with the bank holidays that are known now, and
    with these pauses, or with its own. Raises ValueError where the rule can have none."""
    from casework.deadlines import book

    return due_with_todays_calendar(proof, book.noted_in(proof["nation"]), pauses)


def calendar_now(nation: str) -> str:
    """The version of the calendar that a due time worked out now would name."""
    from casework.deadlines import book

    return calendar_version(book.noted_in(nation).version)


def declared() -> dict[str, DeadlineRule]:
    """Every deadline rule of the product by its name."""
    # Rooms declare their rules as they are loaded, and the addresses load them all.
    import_module(settings.ROOT_URLCONF)
    return {name: rule for name, rule in sorted(DECLARED.items()) if isinstance(rule, DeadlineRule)}


def hours(
    name: str, default: int, *, source: str, tag: Source | None = None, disregards: bool = False
) -> DeadlineRule:
    """Declare a rule in clock hours; with `disregards` the clock of a protection notice."""
    found = DeadlineRule(
        name, default, "hours", source, Kind.HOURS, _tag(source, tag), disregards=disregards
    )
    return keep(found)


def working_days(
    name: str,
    default: int,
    *,
    source: str,
    tag: Source | None = None,
    counting: Counting = Counting.DAY_AFTER,
) -> DeadlineRule:
    """Declare a rule in working days; the start day is not counted unless told."""
    kind, tagged = Kind.WORKING_DAYS, _tag(source, tag)
    return keep(DeadlineRule(name, default, "working days", source, kind, tagged, counting))


def calendar_days(
    name: str,
    default: int,
    *,
    source: str,
    tag: Source | None = None,
    counting: Counting = Counting.DAY_AFTER,
    ends: Ends = Ends.END_OF_DAY,
) -> DeadlineRule:
    """Declare a rule in days of any kind, ending with the last of them unless told otherwise."""
    kind = Kind.CALENDAR_DAYS
    tagged = _tag(source, tag)
    return keep(DeadlineRule(name, default, "days", source, kind, tagged, counting, ends))


def months_beginning_with(
    name: str, default: int, *, source: str, tag: Source | None = None
) -> DeadlineRule:
    """Declare a rule in months of which the start day is the first."""
    kind = Kind.MONTHS_BEGINNING_WITH
    return keep(DeadlineRule(name, default, "months", source, kind, _tag(source, tag)))


def days_before(name: str, default: int, *, source: str, tag: Source | None = None) -> DeadlineRule:
    """Declare a rule in days before an event, at the event's own time of day."""
    kind, tagged = Kind.OFFSET_FROM_EVENT, _tag(source, tag)
    return keep(DeadlineRule(name, default, "days before", source, kind, tagged, before=True))


def hours_before(
    name: str, default: int, *, source: str, tag: Source | None = None
) -> DeadlineRule:
    """Declare a rule in hours of the clock before an event."""
    kind, tagged = Kind.HOURS_FROM_EVENT, _tag(source, tag)
    return keep(DeadlineRule(name, default, "hours before", source, kind, tagged, before=True))


def hours_after(name: str, default: int, *, source: str, tag: Source | None = None) -> DeadlineRule:
    """Declare a rule in hours of the clock after an event; none stand for the event itself."""
    kind = Kind.HOURS_FROM_EVENT
    return keep(DeadlineRule(name, default, "hours after", source, kind, _tag(source, tag)))


def _tag(source: str, tag: Source | None) -> Source:
    return tag or _TAGS.get(source, Source.LAW)


# The day on which something was asked or known is the only one there is.
SAME_DAY = calendar_days("clock.same_day_days", 1, source="local", counting=Counting.BEGINNING_WITH)
