"""The numbers of this room that a force may set, and the one that law sets."""

from __future__ import annotations

from datetime import datetime

from casework.clocks import Deadline, Nation, due, working_days
from casework.core.policy import number

# Domain: section 2a. The authority lapses where the letter is not served by then.
SERVE_WITHIN = number("letter.serve_within_working_days", 5, unit="working days", source="local")
ATTEMPTS = number("letter.service_attempts", 3, unit="attempts", source="local")
# Older than this, the approver is told to have the address confirmed.
ADDRESS_GOOD_FOR = number("letter.address_good_for_days", 90, unit="days", source="local")
# A letter that says everything says nothing: reading age 9 to 11, at most two pages.
MOST_FACTS = number("letter.most_fact_lines", 6, unit="lines", source="local")
# Domain: section 2a, what the letter itself promises.
ANSWER_WITHIN = number("letter.answer_within_days", 28, unit="days", source="local")
HELD_FOR = number("letter.held_for_months", 12, unit="months", source="local")
# Under 18 goes the youth-justice way (domain: section 2.12). No force may set this.
ADULT_FROM_YEARS = 18


def authority_lapses(decided_at: datetime, nation: str) -> Deadline:
    """When an authority given at the aware instant `decided_at` is over, with its proof."""
    rule = working_days(SERVE_WITHIN.value, citation=SERVE_WITHIN.name, source=SERVE_WITHIN.source)
    return due(decided_at, rule, Nation(nation))
