"""Parts of the week, so that a visit that found nobody is tried again at another time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.clocks.deadlines import LONDON

# Source: local (domain: section 2b asks for a different time of day, an evening and a weekend).
AFTERNOON_FROM = 12
EVENING_FROM = 18
_SATURDAY = 5


class Band(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    WEEKEND = "weekend"


def band(instant: datetime) -> Band:
    """The band of the aware `instant` in local time. All of Saturday and Sunday is the weekend."""
    return Band.WEEKEND if is_weekend(instant) else time_of_day(instant)


def time_of_day(instant: datetime) -> Band:
    """Morning, afternoon or evening of the aware `instant` in local time, on any day."""
    hour = instant.astimezone(LONDON).hour
    if hour >= EVENING_FROM:
        return Band.EVENING
    return Band.AFTERNOON if hour >= AFTERNOON_FROM else Band.MORNING


def is_evening(instant: datetime) -> bool:
    """From 6pm to midnight in local time, on any day: a Saturday evening is both."""
    return time_of_day(instant) == Band.EVENING


def is_weekend(instant: datetime) -> bool:
    """Saturday or Sunday in local time."""
    return instant.astimezone(LONDON).weekday() >= _SATURDAY
