"""The numbers of warrants and bail and the times that follow from them (domain: section 2c).

What a statute fixes says so; the rest are local defaults that a force may set. Instants are
aware; days are counted in Europe/London.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from casework import clocks
from casework.clocks import Deadline, Ends, Nation, Source
from casework.core.policy import number
from casework.deadlines import (
    SAME_DAY,
    DeadlineRule,
    Told,
    calendar_days,
    expiry,
    hours,
    months_beginning_with,
    working_days,
)
from casework.enforcement.warrants.models import (
    Attempt,
    BailAuthority,
    BailKind,
    Grade,
    ReviewLevel,
    Warrant,
)

# The grade table: from receipt, 14, 21 and 28 days. A force sets its own.
TARGET_DAYS = {
    Grade.A: calendar_days("warrant.target_days_a", 14, source="local", ends=Ends.SAME_TIME),
    Grade.B: calendar_days("warrant.target_days_b", 21, source="local", ends=Ends.SAME_TIME),
    Grade.C: calendar_days("warrant.target_days_c", 28, source="local", ends=Ends.SAME_TIME),
    Grade.UNCLASSIFIED: calendar_days(
        "warrant.target_days_u", 28, source="local", ends=Ends.SAME_TIME
    ),
}
FIRST_ATTEMPT = {
    Grade.A: hours("warrant.first_attempt_hours_a", 24, source="local"),
    Grade.B: hours("warrant.first_attempt_hours_b", 72, source="local"),
    Grade.C: hours("warrant.first_attempt_hours_c", 168, source="local"),
    Grade.UNCLASSIFIED: hours("warrant.first_attempt_hours_u", 168, source="local"),
}
AGAIN_WITHIN = {
    Grade.A: calendar_days("warrant.again_within_days_a", 3, source="local", ends=Ends.SAME_TIME),
    Grade.B: calendar_days("warrant.again_within_days_b", 7, source="local", ends=Ends.SAME_TIME),
    Grade.C: calendar_days("warrant.again_within_days_c", 14, source="local", ends=Ends.SAME_TIME),
    Grade.UNCLASSIFIED: calendar_days(
        "warrant.again_within_days_u", 14, source="local", ends=Ends.SAME_TIME
    ),
}
# Every warrant here is about domestic abuse, and of those the domain says: grade A.
USUAL_GRADE = Grade.A
CIRCULATE_WITHIN = hours("warrant.circulate_within_hours", 24, source="local")
REVIEW_EVERY = calendar_days("warrant.review_every_days", 14, source="local", ends=Ends.SAME_TIME)
MANAGER_WITHIN = hours("warrant.manager_reviews_within_hours", 24, source="local")
SUPERINTENDENT_AT = number(
    "warrant.superintendent_at_times_target", 2, unit="times the target", source="local"
)
FORCE_ANSWERS_WITHIN = hours("warrant.other_force_answers_hours", 72, source="local")
# Interface guide, section 2.3: after so many attempts somebody decides what else to do.
MANY_ATTEMPTS = number("warrant.attempts_before_question", 4, unit="attempts", source="local")
TELL_VICTIMS_WITHIN = working_days(
    "warrant.victim_update_working_days",
    1,
    source="Code of Practice for Victims of Crime, enhanced rights",
    tag=Source.GUIDANCE,
)

ENTER_BAIL_WITHIN = working_days("bail.enter_within_working_days", 1, source="local")
CHECK_BAIL_EVERY = calendar_days("bail.check_every_days", 7, source="local")
DECIDE_BREACH_WITHIN = hours("bail.decide_breach_hours", 24, source="local")
_PACE = "Police and Criminal Evidence Act 1984, Part 4 (applicable bail period)"
# A court may set any date, so it has no row here.
BAIL_MONTHS = {
    BailAuthority.CUSTODY_OFFICER: months_beginning_with(
        "bail.months_custody_officer", 3, source=_PACE
    ),
    BailAuthority.INSPECTOR: months_beginning_with("bail.months_inspector", 6, source=_PACE),
    BailAuthority.SUPERINTENDENT: months_beginning_with(
        "bail.months_superintendent", 9, source=_PACE
    ),
}
DETENTION_PAUSE = hours(
    "bail.detention_clock_pause_hours",
    3,
    source="Police, Crime, Sentencing and Courts Act 2022, Schedule 4",
)

expiry(
    name="bail",
    title="Bail",
    record="warrants.Warrant",
    ends="bail_until",
    told=Told.TASK,
    lasts=tuple(BAIL_MONTHS.values()),
    chosen=True,
    steps=("bail_check.decide_end",),
)


def _due(
    start: datetime, rule: DeadlineRule, warrant: Warrant, *, amount: int | None = None
) -> Deadline:
    return rule.due(start, warrant.case.force.nation, amount=amount)


def _end_of(day: date, warrant: Warrant) -> Deadline:
    """The last second of a local day."""
    return _due(datetime.combine(day, time(12), clocks.LONDON), SAME_DAY, warrant)


def circulation_due(warrant: Warrant) -> Deadline:
    """Graded and checked in the national system within 24 hours of receipt."""
    return _due(warrant.received_at, CIRCULATE_WITHIN, warrant)


def target(warrant: Warrant) -> Deadline:
    """The target date of the grade, from receipt; of the shortest grade before it is graded."""
    return _due(warrant.received_at, _target_days(warrant), warrant)


def superintendent_due(warrant: Warrant) -> Deadline:
    """Twice the target: a superintendent looks."""
    rule, nation = _target_days(warrant), warrant.case.force.nation
    days = rule.amount_in(nation, warrant.received_at)
    return _due(warrant.received_at, rule, warrant, amount=days * SUPERINTENDENT_AT.value)


def _target_days(warrant: Warrant) -> DeadlineRule:
    if warrant.grade:
        return TARGET_DAYS[Grade(warrant.grade)]
    nation, at = warrant.case.force.nation, warrant.received_at
    return min(TARGET_DAYS.values(), key=lambda each: each.amount_in(nation, at))


def last_attempt(warrant: Warrant) -> Attempt | None:
    found: Attempt | None = warrant.attempts.order_by("number").last()
    return found


def attempt_due(warrant: Warrant) -> Deadline:
    """The first attempt from receipt; another from the last one; each as the grade says.

    A warrant that is not graded yet is taken for one of the usual grade.
    """
    grade = Grade(warrant.grade or USUAL_GRADE)
    last = last_attempt(warrant)
    if last is None:
        return _due(warrant.received_at, FIRST_ATTEMPT[grade], warrant)
    return _due(last.at, AGAIN_WITHIN[grade], warrant)


def many_attempts(warrant: Warrant) -> bool:
    """Whether it was tried so often that somebody has to think of something else."""
    return warrant.attempts.count() >= MANY_ATTEMPTS.value


def review_due(warrant: Warrant) -> Deadline:
    """When it is looked at again: on the day a manager has set, else every 14 days."""
    last = warrant.reviews.order_by("number").last()
    if last is None:
        return _due(warrant.received_at, REVIEW_EVERY, warrant)
    if last.next_on is not None:
        tomorrow = timezone.localdate(last.at) + timedelta(days=1)
        return _end_of(max(last.next_on, tomorrow), warrant)
    return _due(last.at, REVIEW_EVERY, warrant)


def is_overdue(warrant: Warrant, at: datetime) -> bool:
    """Whether the target date has come and nobody is found."""
    return warrant.is_open and at >= target(warrant).due_at


def level_due(warrant: Warrant, at: datetime) -> ReviewLevel:
    """Whose turn it is to look: by 14 days, at the target, at twice the target."""
    if not is_overdue(warrant, at):
        return ReviewLevel.SERGEANT
    seen = warrant.reviews.filter(level=ReviewLevel.SUPERINTENDENT).exists()
    if not seen and at >= superintendent_due(warrant).due_at:
        return ReviewLevel.SUPERINTENDENT
    return ReviewLevel.INSPECTOR


def manager_review_due(warrant: Warrant) -> Deadline:
    """A day after the target; after a manager's review, on the day that it set."""
    if warrant.reviews.exclude(level=ReviewLevel.SERGEANT).exists():
        return review_due(warrant)
    return _due(target(warrant).due_at, MANAGER_WITHIN, warrant)


def superintendent_review_due(warrant: Warrant) -> Deadline:
    return _due(superintendent_due(warrant).due_at, MANAGER_WITHIN, warrant)


def force_answer_due(warrant: Warrant) -> Deadline:
    """72 hours after the other force was last asked."""
    request = warrant.force_requests.order_by("number").last()
    start = request.asked_at if request else timezone.now()
    return _due(start, FORCE_ANSWERS_WITHIN, warrant)


def cancel_due(warrant: Warrant) -> Deadline:
    """The same day: a stale wanted marker means an unlawful arrest."""
    return _due(warrant.outcome_at or timezone.now(), SAME_DAY, warrant)


def victims_due(warrant: Warrant) -> Deadline:
    """Those who were harmed hear within a working day."""
    return _due(warrant.outcome_at or timezone.now(), TELL_VICTIMS_WITHIN, warrant)


# --- bail -----------------------------------------------------------------------------------------


def check_bail_every(warrant: Warrant) -> int:
    """Days from one check to the next unless somebody said how many."""
    return CHECK_BAIL_EVERY.amount_in(warrant.case.force.nation)


def review_every(warrant: Warrant) -> int:
    """Days within which it is looked at again."""
    return REVIEW_EVERY.amount_in(warrant.case.force.nation)


def latest_review(warrant: Warrant) -> date:
    """The last day on which somebody who looks at it today may have it looked at again."""
    return REVIEW_EVERY.last_day(timezone.now(), warrant.case.force.nation)


def bail_check_due(warrant: Warrant) -> Deadline:
    """So many days after the last check, or after bail was entered here."""
    last = warrant.bail_checks.order_by("number").last()
    start = last.at if last else warrant.received_at
    days = warrant.check_every_days or check_bail_every(warrant)
    return _due(start, CHECK_BAIL_EVERY, warrant, amount=days)


def breach_due(warrant: Warrant) -> Deadline:
    """A day after the breach was found, somebody has been arrested or somebody said why not."""
    last = warrant.bail_checks.order_by("number").last()
    return _due(last.at if last else timezone.now(), DECIDE_BREACH_WITHIN, warrant)


def latest_bail_day(authority: str, start: date) -> date | None:
    """The last day bail granted by this authority may run to; None where a court has set it.

    Source: Police and Criminal Evidence Act 1984, Part 4: 3, 6 and 9 months from the start.
    """
    period = BAIL_MONTHS.get(BailAuthority(authority))
    if period is None:
        return None
    midday = datetime.combine(start, time(12), clocks.LONDON)
    return timezone.localdate(period.due(midday, Nation.E).due_at)


def bail_ends_at(warrant: Warrant) -> datetime:
    """The last second of the last day of bail."""
    last = warrant.bail_until or timezone.localdate()
    return datetime.combine(last + timedelta(days=1), time.min, clocks.LONDON) - timedelta(
        seconds=1
    )


def bail_end_due(warrant: Warrant) -> Deadline:
    """What follows the bail is decided before it ends."""
    return _end_of(warrant.bail_until or timezone.localdate(), warrant)


def detention_clock_starts(warrant: Warrant) -> datetime | None:
    """Until when the detention clock stands still after an arrest for breach of pre-charge bail."""
    arrested: datetime | None = warrant.arrested_at
    if arrested is None or warrant.bail_kind != BailKind.PRE_CHARGE:
        return None
    return _due(arrested, DETENTION_PAUSE, warrant).due_at
