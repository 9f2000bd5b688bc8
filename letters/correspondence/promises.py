"""What the paper in somebody's hands promises them, counted from the day on which they had it.

The letter says in print how long there is to answer and how long it is kept. Those words hold,
also where a rule changed between the writing and the service.
"""

from __future__ import annotations

from datetime import datetime

from casework.clocks import Deadline
from casework.deadlines import DeadlineRule
from letters.correspondence.models import Letter
from letters.correspondence.policy import ANSWER_WITHIN, HELD_FOR


def may_answer_until(letter: Letter) -> Deadline:
    """When the time to say something against a served letter is over, with its proof."""
    return _as_printed(ANSWER_WITHIN, letter)


def expires(letter: Letter) -> Deadline:
    """When a served letter expires, with its proof."""
    return _as_printed(HELD_FOR, letter)


def _as_printed(rule: DeadlineRule, letter: Letter) -> Deadline:
    assert letter.served_at is not None
    versions = letter.versions.values_list("submitted_at", flat=True)
    printed_at: datetime = versions.get(number=letter.version)
    return rule.due(letter.served_at, letter.case.force.nation, promised_at=printed_at)
