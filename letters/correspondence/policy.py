"""The numbers of this room that a force may set, and the one that law sets."""

from __future__ import annotations

from datetime import date, datetime, time

from casework.clocks import LONDON, Deadline
from casework.core.policy import number
from casework.deadlines import (
    Told,
    calendar_days,
    expiry,
    hours,
    months_beginning_with,
    working_days,
)

# Domain: section 2a. The authority lapses where the letter is not served by then.
SERVE_WITHIN = working_days("letter.serve_within_working_days", 5, source="local")
ATTEMPTS = number("letter.service_attempts", 3, unit="attempts", source="local")
# Older than this, the approver is told to have the address confirmed.
ADDRESS_GOOD_FOR = calendar_days("letter.address_good_for_days", 90, source="local")
# A letter that says everything says nothing: reading age 9 to 11, at most two pages.
MOST_FACTS = number("letter.most_fact_lines", 6, unit="lines", source="local")
# Domain: section 2a, what the letter itself promises.
ANSWER_WITHIN = calendar_days("letter.answer_within_days", 28, source="local")
HELD_FOR = months_beginning_with("letter.held_for_months", 12, source="local")
# Domain: section 2a, how soon the person has our answer to what they said.
DECIDE_WITHIN = working_days("letter.representations_within_working_days", 20, source="local")
# A breach is reported within 72 hours of knowing of it, unless nobody is at risk by it.
BREACH_WITHIN = hours(
    "letter.assess_breach_within_hours", 72, source="Data Protection Act 2018, s.67"
)
# Under 18 goes the youth-justice way (domain: section 2.12). No force may set this.
ADULT_FROM_YEARS = 18

expiry(
    name="letter.authority",
    title="Authority for a letter",
    record="correspondence.Letter",
    ends="authority_lapses_at",
    told=Told.TASK,
    lasts=(SERVE_WITHIN,),
    proof="authority_proof",
    stands={"state__in": ["AUTHORISED", "ISSUED_FOR_SERVICE", "SERVICE_FAILED"]},
    steps=("warning_letter.serve",),
)
expiry(
    name="letter",
    title="Served letter",
    record="correspondence.Letter",
    ends="served_at",
    told=Told.PROPOSAL,
    lasts=(HELD_FOR,),
    stored=False,
)
expiry(
    name="letter.answer",
    title="Time to say something against a letter",
    record="correspondence.Letter",
    ends="served_at",
    told=Told.NOBODY,
    lasts=(ANSWER_WITHIN,),
    stored=False,
    why="The person has the day in the letter; nobody here has to do anything by then.",
)


def address_good_until(seen_on: date, nation: str) -> date:
    """The last day on which an address last seen on a local date needs no word of its own."""
    return ADDRESS_GOOD_FOR.last_day(datetime.combine(seen_on, time(12), LONDON), nation)


def authority_lapses(decided_at: datetime, nation: str) -> Deadline:
    """When an authority given at the aware instant `decided_at` is over, with its proof."""
    return SERVE_WITHIN.due(decided_at, nation)


def answer_due(received_at: datetime, nation: str) -> Deadline:
    """When what was said against a letter is to be answered, with its proof."""
    return DECIDE_WITHIN.due(received_at, nation)


def breach_due(known_at: datetime, nation: str) -> Deadline:
    """When a letter known to be in the wrong hands is to be assessed, by law, with its proof."""
    return BREACH_WITHIN.due(known_at, nation)
