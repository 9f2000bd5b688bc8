"""The deadline rules of the product, each declared once by the room that keeps to it."""

from casework.deadlines.expiring import Told, expiry
from casework.deadlines.rules import (
    SAME_DAY,
    DeadlineRule,
    calendar_days,
    calendar_now,
    days_before,
    declared,
    hours,
    hours_after,
    hours_before,
    months_beginning_with,
    recounted,
    working_days,
)

__all__ = [
    "SAME_DAY",
    "DeadlineRule",
    "Told",
    "calendar_days",
    "calendar_now",
    "days_before",
    "declared",
    "expiry",
    "hours",
    "hours_after",
    "hours_before",
    "months_beginning_with",
    "recounted",
    "working_days",
]
