"""The numbers of a visit and the times that follow from them (domain: section 2b).

Everything here is a local default that a force may set. Instants are aware; days are counted in
Europe/London with the bank holidays of the force's nation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework import clocks
from casework.cases.models import Case
from casework.clocks import Band, Deadline
from casework.core.policy import number
from casework.deadlines import Told, calendar_days, expiry, hours, working_days
from casework.people.models import Marker, MarkerQuerySet
from casework.ui.times import local_time
from casework.visits.models import Outcome, Visit, VisitAttempt

CHECKS_VALID = hours("visit.checks_valid_hours", 24, source="local")
ATTEMPTS = number("visit.attempts_before_review", 3, unit="attempts", source="local")
MOST_ATTEMPTS = number("home_visit.most_attempts", 5, unit="attempts", source="local")
AGAIN_WITHIN = working_days("visit.again_within_working_days", 3, source="local")
RECORD_WITHIN = hours("visit.record_within_hours", 24, source="local")
SIGN_WITHIN = working_days("visit.sign_within_working_days", 2, source="local")
# Domain: section 2b, a worry about a child is referred the same day: 1 day, that of the visit.
SAFEGUARD_WITHIN = calendar_days(
    "visit.safeguard_within_days", 1, source="local", counting=clocks.Counting.BEGINNING_WITH
)
# Over the attempts of one round there must be one of each (domain: section 2b).
WANTED = (Band.EVENING, Band.WEEKEND)

expiry(
    name="visit.checks",
    title="Checks before a visit",
    record="visits.Visit",
    ends="checks_valid_until",
    told=Told.TASK,
    lasts=(CHECKS_VALID,),
    steps=("home_visit.plan",),
)


class NextAttempt(NamedTuple):
    """When the next attempt must have been made, and in which parts of the week it may be."""

    due: Deadline
    allowed: frozenset[Band]


def checks_run_out(visit: Visit, made_at: datetime) -> Deadline:
    """When checks made at the aware instant `made_at` are too old to visit on, with its proof."""
    return CHECKS_VALID.due(made_at, visit.case.force.nation)


def no_replies(visit: Visit) -> list[VisitAttempt]:
    """Attempts of this round that found nobody, oldest first."""
    attempts = visit.attempts.filter(outcome=Outcome.NO_REPLY, round=visit.round)
    return list(attempts.order_by("number"))


def attempts_used_up(visit: Visit) -> bool:
    """Whether the round's attempts are used up, so that a supervisor must decide.

    There are at least 3, one of them in the evening and one at a weekend. After 5 the supervisor
    decides whatever was tried: weekdays alone would otherwise go on for ever.
    """
    made = len(no_replies(visit))
    if made < ATTEMPTS.value:
        return False
    return made >= MOST_ATTEMPTS.value or not missing_bands(visit)


def danger_markers(case: Case) -> QuerySet[Marker]:
    """Live markers that ask for an inspector's approval, today."""
    return _dangerous(case).live()


def _dangerous(case: Case) -> MarkerQuerySet:
    return Marker.objects.filter(person=case.person_id, kind__in=Marker.NEEDS_INSPECTOR)


def needs_inspector(visit: Visit) -> bool:
    """Whether violence, weapons or firearms are marked today, so that a sergeant is not enough."""
    return danger_markers(visit.case).exists()


def needed_inspector(visit: Visit) -> bool:
    """Whether they were marked on any day since the visit was begun: an inspector who was asked
    while that held still answers after it ended."""
    since, today = timezone.localdate(visit.created_at), timezone.localdate()
    ever = _dangerous(visit.case).filter(starts_on__lte=today)
    return ever.filter(Q(ends_on=None) | Q(ends_on__gte=since)).exists()


def bands_at(at: datetime) -> frozenset[Band]:
    """Every part of the week the aware instant falls into: a Saturday evening is both."""
    evening = {Band.EVENING} if clocks.is_evening(at) else set()
    return frozenset({clocks.band(at)} | evening)


def bands_of(attempt: VisitAttempt) -> frozenset[Band]:
    """Every part of the week the attempt fell into."""
    return bands_at(attempt.at)


def missing_bands(visit: Visit) -> list[Band]:
    """Which of evening and weekend no attempt of this round has tried yet."""
    return _not_among(no_replies(visit))


def untried_bands(visit: Visit) -> list[Band]:
    """Which of evening and weekend are to be tried first, now that a supervisor sent them again.

    Those that no attempt of any round has tried; none in the first round, which is free.
    """
    if visit.round == 1:
        return []
    return _not_among(visit.attempts.filter(outcome=Outcome.NO_REPLY))


def _not_among(attempts: Iterable[VisitAttempt]) -> list[Band]:
    tried = frozenset[Band]().union(*(bands_of(attempt) for attempt in attempts))
    return [band for band in WANTED if band not in tried]


def next_attempt_rule(visit: Visit) -> NextAttempt | None:
    """When to try again after no reply, and in which bands; None when nobody has tried yet.

    At most 3 working days after the last attempt, in another band than the last one.
    """
    last = visit.attempts.filter(outcome=Outcome.NO_REPLY).order_by("number").last()
    if last is None:
        return None
    deadline = AGAIN_WITHIN.due(last.at, visit.case.force.nation)
    return NextAttempt(deadline, frozenset(Band) - bands_of(last))


def fits(at: datetime, allowed: frozenset[Band]) -> bool:
    """Whether the aware instant lies in one of the allowed bands."""
    return clocks.band(at) in allowed


def why_not_planned_for(visit: Visit, at: datetime) -> str:
    """Why another attempt may not be planned for the aware instant `at`, or ""."""
    untried = untried_bands(visit)
    if untried and not bands_at(at) & set(untried):
        return f"{in_untried(untried)} Choose such a time first."
    following = next_attempt_rule(visit)
    if following is not None and not fits(at, following.allowed):
        allowed = " or ".join(band.value for band in Band if band in following.allowed)
        return f"Nobody answered last time. Try another time of the week: {allowed}."
    return ""


def in_untried(bands: list[Band]) -> str:
    """ "Nobody has tried in the evening or at a weekend.", or "" where there is nothing to say."""
    said = {Band.EVENING: "in the evening", Band.WEEKEND: "at a weekend"}
    return f"Nobody has tried {' or '.join(said[band] for band in bands)}." if bands else ""


def why_not_made_at(visit: Visit, at: datetime, now: datetime) -> str:
    """Why nobody can have been at the door at the aware instant `at`, or "".

    They go between the approval and the end of the checks it rests on; nobody writes at `now`
    what is still to happen.
    """
    if at > now:
        return "The time of the visit must be now or in the past."
    if visit.approved_at is None or visit.checks_valid_until is None:
        return "Nobody had approved the visit then. Check the time you went."
    # A time typed on a phone has no seconds.
    if at < visit.approved_at.replace(second=0, microsecond=0):
        return "The visit was approved after that time. Check the time you went."
    if at > visit.checks_valid_until:
        ran_out = local_time(visit.checks_valid_until)
        return (
            f"The checks ran out on {ran_out}, before that time. "
            "Make them again before anyone goes."
        )
    return ""


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
    return RECORD_WITHIN.due(start, visit.case.force.nation)


def sign_due(visit: Visit, submitted_at: datetime) -> Deadline:
    """When the sergeant should have signed a record submitted at `submitted_at`."""
    return SIGN_WITHIN.due(submitted_at, visit.case.force.nation)


def worried_at(visit: Visit) -> datetime | None:
    """When officers last were worried about anyone's safety at this visit, or None."""
    worried = visit.attempts.filter(worried=True).order_by("number").last()
    return worried.at if worried else None


def was_worried(visit: Visit) -> bool:
    return worried_at(visit) is not None


def safeguarding_due(visit: Visit) -> Deadline:
    """The end of the local day on which they were worried, which is day one."""
    start = worried_at(visit)
    if start is None:
        raise ValueError("Nobody was worried at this visit.")
    return SAFEGUARD_WITHIN.due(start, visit.case.force.nation)


def awaits_safeguarding(visit: Visit) -> bool:
    """Whether somebody was worried and it is not written down what was done."""
    last = worried_at(visit)
    return last is not None and not visit.safeguarding.filter(done_at__gte=last).exists()
