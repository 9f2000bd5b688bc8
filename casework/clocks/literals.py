"""Rules as they are written down in short: `10wd`, `48h`, `48h@dapn`, `3mb`; and their starts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from casework.clocks.deadlines import LONDON
from casework.clocks.rules import (
    Counting,
    Rule,
    Source,
    calendar_days,
    hours,
    months_beginning_with,
    office_hours,
    working_days,
)

# The statutory calendars: what a clock in hours disregards.
DAPN = "dapn"
OFFICE = {"opens": time(9), "closes": time(17)}

UNITS: dict[str, tuple[Callable[..., Rule], dict[str, Any]]] = {
    "h": (hours, {}),
    "oh": (office_hours, OFFICE),
    "wd": (working_days, {}),
    "wdb": (working_days, {"counting": Counting.BEGINNING_WITH}),
    "d": (calendar_days, {}),
    "db": (calendar_days, {"counting": Counting.BEGINNING_WITH}),
    "mb": (months_beginning_with, {}),
}
HELP = (
    "h (hours by the clock), h@dapn (hours on the calendar of a protection notice), "
    "oh (office hours, 9am to 5pm), wd (working days), d (calendar days), "
    "wdb and db (days of which the first counts), mb (months of which the first day counts)"
)
_WRITTEN = re.compile(rf"(?P<amount>[0-9]{{1,5}})(?P<unit>[a-z]+)(?P<calendar>@{DAPN})?")


def rule_from(written: str) -> Rule:
    """The rule that a literal such as `10wd` or `48h@dapn` stands for, by that name.

    Raises ValueError, with a sentence that says what can be written, for anything else.
    """
    found = _WRITTEN.fullmatch(written.strip().lower())
    make, more = UNITS.get(found["unit"], (None, {})) if found else (None, {})
    if found is None or make is None:
        raise ValueError(
            f"{written!r} is no deadline rule. Write a number and what it counts: {HELP}."
        )
    if found["calendar"]:
        if make is not hours:
            raise ValueError("The calendar of a protection notice is for hours, such as 48h@dapn.")
        more = {"disregards": True, "source": Source.LAW}
    return make(int(found["amount"]), name=found[0], **more)


def start_from(written: str) -> datetime:
    """The instant that `written` stands for: ISO 8601; without a zone it is Europe/London.

    A day alone is its first moment; of an hour that comes twice it is the first. Raises ValueError
    with a sentence for anything else.
    """
    try:
        start = datetime.fromisoformat(written.strip())
    except ValueError as error:
        raise ValueError(
            f"{written!r} is no date and time. Write it like 2026-08-29T22:00, or 2026-08-29."
        ) from error
    return start if start.tzinfo is not None else start.replace(tzinfo=LONDON)
