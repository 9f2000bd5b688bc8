"""When something is due, with a proof that an auditor can replay.

Instants go in and come out in UTC; days are counted in Europe/London. Nothing here reads the
clock or the database.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from casework.clocks.calendars import (
    NOTHING,
    Nation,
    Noted,
    calendar_version,
    why_disregarded,
    why_not_working,
)
from casework.clocks.rules import MINUTES_A_DAY, Counting, Ends, Kind, Rule, clock_time

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59, 59)
PROOF_FORMAT = 1
_DAY = timedelta(days=1)

WhyNot = Callable[[date], str | None]


class ProofBroken(ValueError):
    """A stored proof does not lead to the due time that it states."""


@dataclass(frozen=True)
class Deadline:
    """`due_at` is an aware instant in UTC; `proof` holds only JSON values and no personal data."""

    due_at: datetime
    proof: dict[str, Any] = field(hash=False)


def due(start: datetime, rule: Rule, nation: Nation, noted: Noted = NOTHING) -> Deadline:
    """The deadline of `rule` from the aware instant `start`, in the force's `nation`.

    `noted` are the days that the force noted for that nation. Raises ValueError when `start` has
    no time zone.
    """
    start = _utc(start)
    nation = Nation(nation)
    reasons: dict[str, str] = {}

    def why_not(day: date) -> str | None:
        why = (why_disregarded if rule.disregards else why_not_working)(day, nation, noted)
        if why is not None:
            reasons[day.isoformat()] = why
        return why

    due_at, steps = _work_out(start, rule, why_not)
    proof = {
        "format": PROOF_FORMAT,
        "start": start.isoformat(),
        "start_local": local_text(start),
        "nation": str(nation),
        "rule": rule.as_json(),
        "rule_in_words": rule.in_words,
        "calendar": calendar_version(noted.version),
        "not_counted": reasons,
        "steps": steps,
        "due_at": due_at.isoformat(),
        "due_local": local_text(due_at),
    }
    return Deadline(due_at, proof)


def replay(proof: dict[str, Any]) -> datetime:
    """Work a stored proof out again and return its due time (aware, UTC).

    Uses the days the proof says were not counted, so that a bank holiday proclaimed later does
    not make an honest old proof look wrong; `due_with_todays_calendar` answers that question.
    Raises ProofBroken when the steps or the due time come out differently.
    """
    try:
        if proof["format"] != PROOF_FORMAT:
            raise ProofBroken(f"This proof has the unknown format {proof['format']!r}.")
        rule = Rule.from_json(proof["rule"])
        not_counted: dict[str, str] = proof["not_counted"]
        start = _utc(datetime.fromisoformat(proof["start"]))
        due_at, steps = _work_out(start, rule, lambda day: not_counted.get(day.isoformat()))
        stated = datetime.fromisoformat(proof["due_at"])
        agrees = stated == due_at and proof["steps"] == steps
    except (KeyError, TypeError, AttributeError) as error:
        raise ProofBroken("This proof is incomplete.") from error
    if not agrees:
        raise ProofBroken(
            f"This proof states {proof['due_at']}, but it works out to {due_at.isoformat()}."
        )
    return due_at


def due_with_todays_calendar(proof: dict[str, Any], noted: Noted = NOTHING) -> Deadline:
    """The deadline the same start and rule give with the calendar of now.

    Differs from the proof when a bank holiday was proclaimed in between.
    """
    start = datetime.fromisoformat(proof["start"])
    return due(start, Rule.from_json(proof["rule"]), Nation(proof["nation"]), noted)


def hours_skipping_excluded(start: datetime, hours: int, nation: Nation) -> datetime:
    """`hours` clock hours after `start`, standing still on days that the law disregards.

    Returns an aware instant in UTC. Source: law (Domestic Abuse Act 2021: the 48 hours after a
    protection notice disregard Sundays, Christmas Day, Good Friday and bank holidays).
    """
    return due(start, Rule(kind=Kind.HOURS, amount=hours, disregards=True), nation).due_at


def local_text(instant: datetime) -> str:
    """Such as "Saturday 29 August 2026 22:00:00 BST"."""
    there = instant.astimezone(LONDON)
    return f"{there:%A} {there.day} {there:%B %Y %H:%M:%S %Z}"


Steps = list[dict[str, Any]]


def _work_out(start: datetime, rule: Rule, why_not: WhyNot) -> tuple[datetime, Steps]:
    if rule.kind == Kind.HOURS:
        if rule.disregards:
            return _hours_standing_still(start, rule.amount, why_not)
        end = start + timedelta(hours=rule.amount)
        return end, [{"counted": f"{rule.amount} hours by the clock"}]
    if rule.kind == Kind.OFFSET_FROM_EVENT:
        return _away_from(start, rule.amount), [{"counted": rule.in_words}]
    if rule.kind == Kind.HOURS_FROM_EVENT:
        return start + timedelta(hours=rule.amount), [{"counted": rule.in_words}]
    if rule.kind == Kind.OFFICE_HOURS:
        return _office_hours(start, rule, why_not)
    if rule.kind == Kind.MONTHS_BEGINNING_WITH:
        first = start.astimezone(LONDON).date()
        last = _same_day_months_on(first, rule.amount) - _DAY
        counted = f"{rule.amount} months with the first day"
        return _end_of(last), [{"day": last.isoformat(), "counted": counted}]
    return _days(start, rule, why_not)


def _days(start: datetime, rule: Rule, why_not: WhyNot) -> tuple[datetime, Steps]:
    first, held_over = _taken_to_start(start, rule, why_not)
    if rule.kind == Kind.WORKING_DAYS:
        last, steps = _count_working_days(first, rule, why_not)
    else:
        offset = rule.amount - (1 if rule.counting == Counting.BEGINNING_WITH else 0)
        last = first + timedelta(days=offset)
        steps = [{"day": last.isoformat(), "counted": f"{rule.amount} days of any kind"}]
    if rule.ends == Ends.SAME_TIME:
        return _same_time_on(last, start), held_over + steps
    return _end_of(last), held_over + steps


def _taken_to_start(start: datetime, rule: Rule, why_not: WhyNot) -> tuple[date, Steps]:
    """The day that `start` is taken to lie on, and the days that it was held over."""
    local = start.astimezone(LONDON)
    day = local.date()
    if rule.cut_off is None:
        return day, []
    in_working_days = rule.kind == Kind.WORKING_DAYS
    why = why_not(day) if in_working_days else None
    if why is None and local.time() > rule.cut_off:
        why = f"came after {clock_time(rule.cut_off)}"
    held_over: Steps = []
    while why is not None:
        held_over.append({"day": day.isoformat(), "held_over": why})
        day += _DAY
        why = why_not(day) if in_working_days else None
    return day, held_over


def _office_hours(start: datetime, rule: Rule, why_not: WhyNot) -> tuple[datetime, Steps]:
    """Walk from day to day; of each working day what lies between opening and closing counts."""
    assert rule.opens is not None
    assert rule.closes is not None
    steps: Steps = []
    left = timedelta(hours=rule.amount)
    day = start.astimezone(LONDON).date()
    while True:
        opens, closes = (_local(day, each) for each in (rule.opens, rule.closes))
        begins = max(start, opens)
        if (why := why_not(day)) is not None:
            steps.append({"day": day.isoformat(), "skipped": why})
        elif begins < closes:
            used = min(left, closes - begins)
            left -= used
            steps.append({"day": day.isoformat(), "seconds": int(used.total_seconds())})
            if not left:
                return begins + used, steps
        else:
            steps.append({"day": day.isoformat(), "skipped": "closed by then"})
        day += _DAY


def _count_working_days(first: date, rule: Rule, why_not: WhyNot) -> tuple[date, Steps]:
    steps: Steps = []
    counted = 0
    day = first - _DAY if rule.counting == Counting.BEGINNING_WITH else first
    while counted < rule.amount:
        day += _DAY
        why = why_not(day)
        if why is None:
            counted += 1
            steps.append({"day": day.isoformat(), "counted": counted})
        else:
            steps.append({"day": day.isoformat(), "skipped": why})
    return day, steps


def _hours_standing_still(start: datetime, hours: int, why_not: WhyNot) -> tuple[datetime, Steps]:
    """Walk from midnight to midnight. Both clock changes fall on Sundays, which never count."""
    steps: Steps = []
    left = timedelta(hours=hours)
    at = start
    while True:
        day = at.astimezone(LONDON).date()
        midnight = _start_of(day + _DAY)
        why = why_not(day)
        if why is not None:
            steps.append({"day": day.isoformat(), "skipped": why})
        else:
            used = min(left, midnight - at)
            left -= used
            steps.append({"day": day.isoformat(), "seconds": int(used.total_seconds())})
            if not left:
                return at + used, steps
        at = midnight


def _away_from(event: datetime, minutes: int) -> datetime:
    """So many minutes from an event: whole days at its own local time, the rest by the clock.

    A day before 3pm is 3pm, over a change of the clocks as well; two hours before it are two hours.
    """
    sign = -1 if minutes < 0 else 1
    days, rest = divmod(abs(minutes), MINUTES_A_DAY)
    day = event.astimezone(LONDON).date() + timedelta(days=sign * days)
    at = _same_time_on(day, event) if days else event
    return at + timedelta(minutes=sign * rest)


def _same_day_months_on(first: date, months: int) -> date:
    """The same date `months` on; a date that month lacks becomes the first of the next.

    So that "ends the day before" gives the last day of a short month: 3 months beginning with
    30 November end on 28 or 29 February.
    """
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    month += 1
    length = monthrange(years, month)[1]
    if first.day <= length:
        return date(years, month, first.day)
    return date(years, month, length) + _DAY


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("A deadline starts at an instant with a time zone.")
    return instant.astimezone(UTC)


def _local(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def _start_of(day: date) -> datetime:
    return _local(day, time.min)


def _end_of(day: date) -> datetime:
    return _local(day, END_OF_DAY)


def _same_time_on(day: date, start: datetime) -> datetime:
    """The local time of `start` on `day`.

    Of an hour that comes twice, the first; an hour that is left out moves on by one hour.
    """
    return _local(day, start.astimezone(LONDON).time().replace(fold=0))
