"""Pure arithmetic of deadlines: calendars per nation, rules, proofs, words.

No Django, no database, and never the present moment: whoever asks says what time it is.
"""

from __future__ import annotations

from casework.clocks.bands import Band, band, is_evening, is_weekend, time_of_day
from casework.clocks.calendars import (
    NOTHING,
    Nation,
    Noted,
    bank_holidays,
    calendar_version,
    horizon_warning,
    is_working_day,
    why_not_working,
    years_before,
)
from casework.clocks.deadlines import (
    LONDON,
    Deadline,
    ProofBroken,
    due,
    due_with_todays_calendar,
    hours_skipping_excluded,
    replay,
)
from casework.clocks.literals import rule_from, start_from
from casework.clocks.pauses import Pause, Pauses, pauses_in, why_never_paused
from casework.clocks.rules import (
    FROM_AN_EVENT,
    Counting,
    Ends,
    Kind,
    Rule,
    Source,
    calendar_days,
    hours,
    hours_from_event,
    months_beginning_with,
    office_hours,
    offset_from_event,
    offset_in_words,
    working_days,
)
from casework.clocks.standings import Standing, clock_words, in_words, standing
from casework.clocks.words import proof_in_words

__all__ = [
    "FROM_AN_EVENT",
    "LONDON",
    "NOTHING",
    "Band",
    "Counting",
    "Deadline",
    "Ends",
    "Kind",
    "Nation",
    "Noted",
    "Pause",
    "Pauses",
    "ProofBroken",
    "Rule",
    "Source",
    "Standing",
    "band",
    "bank_holidays",
    "calendar_days",
    "calendar_version",
    "clock_words",
    "due",
    "due_with_todays_calendar",
    "horizon_warning",
    "hours",
    "hours_from_event",
    "hours_skipping_excluded",
    "in_words",
    "is_evening",
    "is_weekend",
    "is_working_day",
    "months_beginning_with",
    "office_hours",
    "offset_from_event",
    "offset_in_words",
    "pauses_in",
    "proof_in_words",
    "replay",
    "rule_from",
    "standing",
    "start_from",
    "time_of_day",
    "why_never_paused",
    "why_not_working",
    "working_days",
    "years_before",
]
