"""The threshold rule in plain words and plain Python: no database, no clock.

Hampshire reviewed five years of records for people implicated in three or more offences against
three distinct partners (domain: section 1.6). How we read that, where the source is silent:

- An offence is a crime record, counted once for each occurrence and crime reference, whatever
  became of the suspect. Incidents that were not crimed and cancelled crimes do not count.
- A partner is a victim, present or former partner, whom the source can tell from others by an
  id. A row without one counts as an offence, never as a partner. Family does not count.
- It is counted by the local date the offence began, inside years that end on the run date, both
  ends included: the anniversary day counts, the day before it does not.

`queries` says the same once more, in SQL, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casework.clocks import years_before

PARTNERS = frozenset({"PARTNER", "EX"})
CRIME = "CRIME"
CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A programme's numbers. A change of any of them is a new version."""

    slug: str
    version: int
    name: str
    description: str
    minimum_offences: int
    minimum_partners: int
    window_years: int


HAMPSHIRE = Rule(
    slug="hampshire",
    version=1,
    name="Serial partner abuse (Hampshire)",
    description=(
        "At least 3 offences against at least 3 different partners or former partners in the "
        "5 years up to the day of the run, both days included."
    ),
    minimum_offences=3,
    minimum_partners=3,
    window_years=5,
)
RULES = {rule.slug: rule for rule in (HAMPSHIRE,)}


@dataclass(frozen=True, slots=True)
class Window:
    """Local dates, both counted."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the rule reads of one row: one suspect and one victim in one record."""

    suspect: str
    victim: str | None
    occurrence_no: str
    crime_ref: str
    record_type: str
    relationship: str
    outcome_code: str
    offence_on: date


def window_to(on: date, years: int) -> Window:
    """The years that end on `on`, from the same day of the first year (28 for 29 February)."""
    return Window(years_before(on, years), on)


def why_left_out(row: Row, window: Window) -> str | None:
    """Why a row is no offence under the rule, as a page says it; None where it counts."""
    if row.record_type != CRIME:
        return "not recorded as a crime"
    if row.outcome_code == CANCELLED:
        return "the crime was cancelled"
    if row.relationship not in PARTNERS:
        return "not against a partner or former partner"
    if row.offence_on < window.first:
        return "before the years that were counted"
    if row.offence_on > window.last:
        return "after the day of the run"
    return None


@dataclass(frozen=True, slots=True)
class Tally:
    """Distinct offences and distinct partners among the rows that count."""

    offences: int
    partners: int

    def meets(self, rule: Rule) -> bool:
        return self.offences >= rule.minimum_offences and self.partners >= rule.minimum_partners


def tally(rows: Iterable[Row], window: Window) -> Tally:
    """Count one suspect's rows."""
    counted = [row for row in rows if why_left_out(row, window) is None]
    return Tally(
        offences=len({(row.occurrence_no, row.crime_ref) for row in counted}),
        partners=len({row.victim for row in counted if row.victim is not None}),
    )
