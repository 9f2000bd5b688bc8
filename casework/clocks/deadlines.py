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
from casework.clocks.pauses import Pauses, checked, pauses_in, pieces, stood_still_until
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


def due(
    start: datetime, rule: Rule, nation: Nation, noted: Noted = NOTHING, pauses: Pauses = ()
) -> Deadline:
    """The deadline of `rule` from the aware instant `start`, in the force's `nation`.

    `noted` are the days that the force noted for that nation. While a pause lasts nothing is
    counted: no hour of it, and no day that would end in it. Raises ValueError when `start` has no
    time zone, when the rule can have no pauses, or when they overlap.
    """
    start = _utc(start)
    nation = Nation(nation)
    pauses = checked(pauses, rule)
    reasons: dict[str, str] = {}

    def why_not(day: date) -> str | None:
        why = (why_disregarded if rule.disregards else why_not_working)(day, nation, noted)
        if why is not None:
            reasons[day.isoformat()] = why
        return why

    due_at, steps = _work_out(start, rule, why_not, pauses)
    proof = {
        "format": PROOF_FORMAT,
        "start": start.isoformat(),
        "start_local": local_text(start),
        "nation": str(nation),
        "rule": rule.as_json(),
        "rule_in_words": rule.in_words,
        "calendar": calendar_version(noted.version),
        "pauses": [pause.as_json() for pause in pauses],
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
    Raises ProofBroken when the steps or the due time come out differently, and for a rule that
    stood still and never may.
    """
    try:
        if proof["format"] != PROOF_FORMAT:
            raise ProofBroken(f"This proof has the unknown format {proof['format']!r}.")
        rule = Rule.from_json(proof["rule"])
        not_counted: dict[str, str] = proof["not_counted"]
        start = _utc(datetime.fromisoformat(proof["start"]))
        pauses = _proved_pauses(proof, rule)
        due_at, steps = _work_out(start, rule, lambda day: not_counted.get(day.isoformat()), pauses)
        stated = datetime.fromisoformat(proof["due_at"])
        agrees = stated == due_at and proof["steps"] == steps
    except (KeyError, TypeError, AttributeError) as error:
        raise ProofBroken("This proof is incomplete.") from error
    if not agrees:
        raise ProofBroken(
            f"This proof states {proof['due_at']}, but it works out to {due_at.isoformat()}."
        )
    return due_at


def _proved_pauses(proof: dict[str, Any], rule: Rule) -> Pauses:
    try:
        return checked(pauses_in(proof), rule)
    except ValueError as error:
        raise ProofBroken(f"This proof has pauses that cannot be: {error}") from error


def due_with_todays_calendar(
    proof: dict[str, Any], noted: Noted = NOTHING, pauses: Pauses | None = None
) -> Deadline:
    """The deadline the same start and rule give with the calendar of now.

    Counted with the pauses of the proof, or with others. Differs from the proof when a bank holiday
    was proclaimed in between. Raises ValueError where the rule can have no pauses.
    """
    start = datetime.fromisoformat(proof["start"])
    rule, nation = Rule.from_json(proof["rule"]), Nation(proof["nation"])
    return due(start, rule, nation, noted, pauses_in(proof) if pauses is None else pauses)


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


def _work_out(
    start: datetime, rule: Rule, why_not: WhyNot, pauses: Pauses
) -> tuple[datetime, Steps]:
    if rule.kind == Kind.HOURS:
        if rule.disregards or pauses:
            stands = why_not if rule.disregards else _every_day_counts
            return _hours_standing_still(start, rule.amount, stands, pauses)
        end = start + timedelta(hours=rule.amount)
        return end, [{"counted": f"{rule.amount} hours by the clock"}]
    if rule.kind == Kind.OFFSET_FROM_EVENT:
        return _away_from(start, rule.amount), [{"counted": rule.in_words}]
    if rule.kind == Kind.HOURS_FROM_EVENT:
        return start + timedelta(hours=rule.amount), [{"counted": rule.in_words}]
    if rule.kind == Kind.OFFICE_HOURS:
        return _office_hours(start, rule, why_not, pauses)
    if rule.kind == Kind.MONTHS_BEGINNING_WITH:
        first = start.astimezone(LONDON).date()
        last = _same_day_months_on(first, rule.amount) - _DAY
        counted = f"{rule.amount} months with the first day"
        return _end_of(last), [{"day": last.isoformat(), "counted": counted}]
    return _days(start, rule, why_not, pauses)


def _every_day_counts(day: date) -> None:
    """No day stands still by itself."""


def _days(start: datetime, rule: Rule, why_not: WhyNot, pauses: Pauses) -> tuple[datetime, Steps]:
    first, held_over = _taken_to_start(start, rule, why_not)
    if rule.kind == Kind.WORKING_DAYS or pauses:
        counts = why_not if rule.kind == Kind.WORKING_DAYS else _every_day_counts

        def why_not_counted(day: date) -> Steps:
            """What the proof says of a day that does not count; nothing of one that does."""
            if (why := counts(day)) is not None:
                return [{"day": day.isoformat(), "skipped": why}]
            if stood_still_until(_over(day, rule, start), pauses):
                return [{"day": day.isoformat(), "stood_still": "at its end"}]
            return []

        last, steps = _count_days(first, rule, why_not_counted)
    else:
        offset = rule.amount - (1 if rule.counting == Counting.BEGINNING_WITH else 0)
        last = first + timedelta(days=offset)
        steps = [{"day": last.isoformat(), "counted": f"{rule.amount} days of any kind"}]
    if rule.ends == Ends.SAME_TIME:
        return _same_time_on(last, start), held_over + steps
    return _end_of(last), held_over + steps


def _over(day: date, rule: Rule, start: datetime) -> datetime:
    """When a day that is counted has gone by: midnight, or the time of day at which it began."""
    return _same_time_on(day, start) if rule.ends == Ends.SAME_TIME else _start_of(day + _DAY)


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


def _office_hours(
    start: datetime, rule: Rule, why_not: WhyNot, pauses: Pauses
) -> tuple[datetime, Steps]:
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
            left, at = _use_up(left, day, (begins, closes), pauses, steps)
            if not left:
                return at, steps
        else:
            steps.append({"day": day.isoformat(), "skipped": "closed by then"})
        day += _DAY


def _use_up(
    left: timedelta, day: date, span: tuple[datetime, datetime], pauses: Pauses, steps: Steps
) -> tuple[timedelta, datetime]:
    """Count what runs in a span of a day, and write it down: what is left then, and up to when."""
    at = span[0]
    for begins, ends, still in pieces(*span, pauses):
        at, used = ends, ends - begins
        if not still:
            used = min(left, used)
            left, at = left - used, begins + used
        name = "stood_still" if still else "seconds"
        steps.append({"day": day.isoformat(), name: int(used.total_seconds())})
        if not left:
            break
    return left, at


def _count_days(
    first: date, rule: Rule, why_not_counted: Callable[[date], Steps]
) -> tuple[date, Steps]:
    steps: Steps = []
    counted = 0
    day = first - _DAY if rule.counting == Counting.BEGINNING_WITH else first
    while counted < rule.amount:
        day += _DAY
        why_not = why_not_counted(day)
        if not why_not:
            counted += 1
        steps.extend(why_not or [{"day": day.isoformat(), "counted": counted}])
    return day, steps


def _hours_standing_still(
    start: datetime, hours: int, why_not: WhyNot, pauses: Pauses
) -> tuple[datetime, Steps]:
    """Walk from midnight to midnight, in hours of the clock: the day of a change has 23 or 25."""
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
            left, end = _use_up(left, day, (at, midnight), pauses, steps)
            if not left:
                return end, steps
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
