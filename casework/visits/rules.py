"""The numbers of a visit and the times that follow from them (domain: section 2b).

Everything here is a local default that a force may set. Instants are aware; days are counted in
Europe/London with the bank holidays of the force's nation.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from casework import clocks
from casework.cases.models import Case
from casework.clocks import Band, Deadline, Nation
from casework.core.policy import number
from casework.people.models import Marker
from casework.visits.models import Outcome, Visit, VisitAttempt

CHECKS_VALID = number("visit.checks_valid_hours", 24, unit="hours", source="local")
ATTEMPTS = number("visit.attempts_before_review", 3, unit="attempts", source="local")
AGAIN_WITHIN = number("visit.again_within_working_days", 3, unit="working days", source="local")
RECORD_WITHIN = number("visit.record_within_hours", 24, unit="hours", source="local")
SIGN_WITHIN = number("visit.sign_within_working_days", 2, unit="working days", source="local")
# Over the attempts of one round there must be one of each (domain: section 2b).
WANTED = (Band.EVENING, Band.WEEKEND)


class NextAttempt(NamedTuple):
    """When the next attempt must have been made, and in which parts of the week it may be."""

    due: Deadline
    allowed: frozenset[Band]


def checks_valid_until(made_at: datetime) -> datetime:
    """The instant at which checks made at `made_at` are too old to visit on."""
    return made_at + timedelta(hours=CHECKS_VALID.value)


def no_replies(visit: Visit) -> list[VisitAttempt]:
    """Attempts of this round that found nobody, oldest first."""
    attempts = visit.attempts.filter(outcome=Outcome.NO_REPLY, round=visit.round)
    return list(attempts.order_by("number"))


def attempts_used_up(visit: Visit) -> bool:
    """Whether the round's attempts are used up, so that a supervisor must decide.

    There are at least 3, one of them in the evening and one at a weekend.
    """
    return len(no_replies(visit)) >= ATTEMPTS.value and not missing_bands(visit)


def danger_markers(case: Case) -> QuerySet[Marker]:
    """Live markers that ask for an inspector's approval, today."""
    dangerous = Marker.objects.filter(person=case.person_id, kind__in=Marker.NEEDS_INSPECTOR)
    return dangerous.live()


def needs_inspector(visit: Visit) -> bool:
    """Whether violence, weapons or firearms are marked today, so that a sergeant is not enough."""
    return danger_markers(visit.case).exists()


def bands_at(at: datetime) -> frozenset[Band]:
    """Every part of the week the aware instant falls into: a Saturday evening is both."""
    evening = {Band.EVENING} if clocks.is_evening(at) else set()
    return frozenset({clocks.band(at)} | evening)


def bands_of(attempt: VisitAttempt) -> frozenset[Band]:
    """Every part of the week the attempt fell into."""
    return bands_at(attempt.at)


def missing_bands(visit: Visit) -> list[Band]:
    """Which of evening and weekend no attempt of this round has tried yet."""
    tried = frozenset[Band]().union(*(bands_of(attempt) for attempt in no_replies(visit)))
    return [band for band in WANTED if band not in tried]


def next_attempt_rule(visit: Visit) -> NextAttempt | None:
    """When to try again after no reply, and in which bands; None when nobody has tried yet.

    At most 3 working days after the last attempt, in another band than the last one.
    """
    last = visit.attempts.filter(outcome=Outcome.NO_REPLY).order_by("number").last()
    if last is None:
        return None
    rule = clocks.working_days(AGAIN_WITHIN.value)
    deadline = clocks.due(last.at, rule, Nation(visit.case.force.nation))
    return NextAttempt(deadline, frozenset(Band) - bands_of(last))


def fits(at: datetime, allowed: frozenset[Band]) -> bool:
    """Whether the aware instant lies in one of the allowed bands."""
    return clocks.band(at) in allowed


def record_due(visit: Visit) -> Deadline:
    """When the record is due: 24 hours after the last attempt, or after the end was decided."""
    last = visit.attempts.order_by("number").last()
    if last is None:
        raise ValueError("A visit nobody has made has no record.")
    return _record_within(visit, max(filter(None, (last.at, visit.no_reply_ended_at))))


def rewriting_due(visit: Visit, returned_at: datetime) -> Deadline:
    """When a record returned at `returned_at` is to be there again: as long as it first had."""
    return _record_within(visit, returned_at)


def _record_within(visit: Visit, start: datetime) -> Deadline:
    rule = clocks.hours(RECORD_WITHIN.value)
    return clocks.due(start, rule, Nation(visit.case.force.nation))


def sign_due(visit: Visit, submitted_at: datetime) -> Deadline:
    """When the sergeant should have signed a record submitted at `submitted_at`."""
    rule = clocks.working_days(SIGN_WITHIN.value)
    return clocks.due(submitted_at, rule, Nation(visit.case.force.nation))
