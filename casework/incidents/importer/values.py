"""One cell at a time: dates, flags, choices and text as exports write them.

Pure functions. Each returns the meaning of a non-empty cell or raises `Unreadable`; nothing is
guessed, because a guessed date moves a person over a threshold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from casework.clocks import LONDON, years_before

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
OLDEST_AGE = 120  # POLE standards: age is at most 120 (domain: section 8.5)

ISO_DAY = r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
UK_DAY = r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"
CLOCK = (
    r"(?:(?:T| +)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,6})?)?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
PATTERNS = [re.compile(day + CLOCK) for day in (ISO_DAY, UK_DAY)]
SPREADSHEET_NUMBER = re.compile(r"[0-9]{4,6}(\.[0-9]+)?")
WRITE_IT_AS = "Write the date as 2026-11-22 or 22/11/2026, with or without a time such as 14:05."

YES = frozenset({"Y", "YES", "TRUE", "T", "1"})
NO = frozenset({"N", "NO", "FALSE", "F", "0"})


class Unreadable(ValueError):
    """A cell that means nothing here: what is wrong with it, and what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (`at`, in UTC) and the day it fell on in the United Kingdom (`on`).

    `twice` is true when the local time given happened twice, as the clocks went back; the
    first of the two is taken.
    """

    at: datetime
    on: date
    twice: bool = False


def read_moment(text: str) -> Moment:
    """The instant `text` names: local (Europe/London) time unless it carries a zone of its own.

    A date alone is taken as midnight. Raises `Unreadable` for a date or time that never was,
    such as 30 February or the hour the clocks leave out in March.
    """
    found = next((match for p in PATTERNS if (match := p.fullmatch(text))), None)
    if found is None:
        raise _unreadable(text)
    try:
        year, month, day = (int(found[part]) for part in "ymd")
        hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
        naive = datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise Unreadable("There is no such date or time.", WRITE_IT_AS) from None
    if not EARLIEST_YEAR <= naive.year <= LATEST_YEAR:
        raise Unreadable(f"The year is not in {EARLIEST_YEAR} to {LATEST_YEAR}.", WRITE_IT_AS)
    return _with_offset(naive, found["zone"]) if found["zone"] else _local(naive)


def _unreadable(text: str) -> Unreadable:
    if SPREADSHEET_NUMBER.fullmatch(text):
        return Unreadable(
            "A spreadsheet's day number, not a date.",
            "Format the column as a date and save the file again.",
        )
    return Unreadable("Not a date.", WRITE_IT_AS)


def _with_offset(naive: datetime, zone: str) -> Moment:
    if zone == "Z":
        at = naive.replace(tzinfo=UTC)
    else:
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        if hours > 14 or minutes > 59:
            raise Unreadable("There is no such time zone.", WRITE_IT_AS)
        away = timedelta(hours=hours, minutes=minutes)
        at = (naive - away if zone[0] == "+" else naive + away).replace(tzinfo=UTC)
    return Moment(at=at, on=at.astimezone(LONDON).date())


def _local(naive: datetime) -> Moment:
    first, second = naive.replace(tzinfo=LONDON), naive.replace(tzinfo=LONDON, fold=1)
    at = first.astimezone(UTC)
    if at.astimezone(LONDON).replace(tzinfo=None) != naive:
        raise Unreadable(
            "The clocks went forward over this time, so it never was.",
            "Correct the time in the source system.",
        )
    return Moment(at=at, on=naive.date(), twice=first.utcoffset() != second.utcoffset())


def read_birth(text: str, *, today: date) -> date:
    """A date of birth; raises `Unreadable` for one in the future or over 120 years ago."""
    born = read_moment(text).on
    if born > today:
        raise Unreadable("The date of birth is in the future.", "Correct the date of birth.")
    if years_before(today, OLDEST_AGE) > born:
        raise Unreadable(
            f"The date of birth is over {OLDEST_AGE} years ago.", "Correct the date of birth."
        )
    return born


def read_flag(text: str) -> bool:
    """Yes or no, in any of the ways exports write it."""
    word = text.upper()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable("Neither yes nor no.", "Write Y or N, or leave it empty for no.")


def read_choice(text: str, choices: Collection[str]) -> str:
    """One of `choices`, whatever its case."""
    word = text.upper()
    if word in choices:
        return word
    raise Unreadable("Not one of the values known here.", f"Use {' or '.join(choices)}.")


def read_outcome(text: str) -> str:
    """A Home Office outcome number such as 14 or 1A, or CANCELLED (domain: section 8.2)."""
    word = text.upper()
    number = re.fullmatch(r"([0-9]{1,2})[A-Z]?", word)
    if word == "CANCELLED" or (number and 1 <= int(number[1]) <= 99):
        return word
    raise Unreadable("Not a Home Office outcome.", "Use the outcome's number, or CANCELLED.")


def clean_line(text: str) -> str:
    """One line of text: composed characters, single spaces, nothing that does not print.

    Raises `Unreadable` for control characters, which no system writes on purpose.
    """
    if not (text.isascii() and text.isprintable()):
        text = _printing_only(text, allowed="\t\n\r")
    return " ".join(text.split())


def clean_lines(text: str) -> str:
    """The same for text of several lines, whose line breaks are kept."""
    if not (text.isascii() and text.isprintable()):
        text = _printing_only(text.replace("\r\n", "\n").replace("\r", "\n"), allowed="\t\n")
    return text.strip()


def _printing_only(text: str, *, allowed: str) -> str:
    """`text` without characters of no width, which hide one name inside another."""
    kept = []
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if category == "Cc" and character not in allowed:
            raise Unreadable(
                "Holds a control character.", "Remove it in the source system, or retype the value."
            )
        if category not in ("Cf", "Cs"):
            kept.append(character)
    return "".join(kept)
