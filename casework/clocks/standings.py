"""How a due time stands at a given moment, and how to say it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from casework.clocks.deadlines import END_OF_DAY, LONDON
from casework.clocks.rules import clock_time

# Domain: section 2.13. The last quarter of a period is "due soon".
SOON_PART = 4


class Standing(StrEnum):
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    SOON = "soon"
    LATER = "later"


def standing(due_at: datetime, now: datetime, started_at: datetime) -> Standing:
    """How `due_at` stands at `now` for a period that began at `started_at` (aware instants).

    The very second it is due is not yet overdue. Today is today in Europe/London.
    """
    if now > due_at:
        return Standing.OVERDUE
    if _local_day_count(now, due_at) == 0:
        return Standing.DUE_TODAY
    if due_at - now <= (due_at - started_at) / SOON_PART:
        return Standing.SOON
    return Standing.LATER


def in_words(due_at: datetime, now: datetime) -> str:
    """The due time in words: "due today at 5pm", "overdue by 2 days", "due in 3 days".

    Days are dates in Europe/London, so they match the date that is shown beside the words.
    """
    days = _local_day_count(now, due_at)
    if now > due_at:
        return f"overdue by {_count(-days, 'day') if days else _short(now - due_at)}"
    if days > 1:
        return f"due in {_count(days, 'day')}"
    day = "today" if days == 0 else "tomorrow"
    local = due_at.astimezone(LONDON)
    # A whole day that ends at 23:59:59 is said as a day, not as a time of day.
    if local.time().replace(microsecond=0) == END_OF_DAY:
        return f"due {day}"
    return f"due {day} at {clock_words(due_at)}"


def clock_words(instant: datetime) -> str:
    """The local time of day: "5pm", "7:40pm", "midday", "midnight"."""
    return clock_time(instant.astimezone(LONDON).time())


def _local_day_count(earlier: datetime, later: datetime) -> int:
    return (later.astimezone(LONDON).date() - earlier.astimezone(LONDON).date()).days


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _short(late: timedelta) -> str:
    minutes = int(late.total_seconds()) // 60
    if minutes >= 60:
        return _count(minutes // 60, "hour")
    return _count(minutes, "minute") if minutes else "less than a minute"
