"""What the steps of a home visit read of their visit: state, people, checks, due times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.accounts.models import Role, User
from casework.cases.models import Band
from casework.clocks import Deadline
from casework.deadlines import working_days
from casework.visits import actions as visits
from casework.visits.models import MarkerProposal, Visit, VisitState
from casework.visits.rules import (
    attempts_used_up,
    needs_inspector,
    next_attempt_rule,
    record_due,
    rewriting_due,
    safeguarding_due,
    sign_due,
)
from workflows.flow import deadline_from
from workflows.models import Intervention, Task
from workflows.steps import now

FIRST_VISIT_WITHIN = {
    Band.VERY_HIGH: working_days(
        "home_visit.first_within_working_days_very_high", 2, source="local"
    ),
    Band.HIGH: working_days("home_visit.first_within_working_days_high", 5, source="local"),
}
FIRST_VISIT_OTHERWISE = working_days("home_visit.first_within_working_days", 10, source="local")


def visit_of(intervention: Intervention) -> Visit:
    """The visit, which the flow looks at again whenever something moved it."""
    return intervention.visit  # type: ignore[return-value]  # this kind keeps one


def visit_state(intervention: Intervention) -> str:
    return str(visit_of(intervention).state)


def approver(activation: Any) -> Role:
    """A sergeant; the DI while a violence, weapons or firearms marker is live (domain: 2b, 6)."""
    return Role.MANAGER if needs_inspector(visit_of(activation.process)) else Role.SUPERVISOR


def lead_officer(activation: Any) -> User | None:
    officer: User | None = visit_of(activation.process).lead_officer
    return officer


def second_officer(activation: Any) -> User | None:
    officer: User | None = visit_of(activation.process).second_officer
    return officer


def until_checks_expire(activation: Any) -> datetime:
    return visit_of(activation.process).checks_valid_until or now()


def what_follows_the_door(intervention: Intervention) -> str:
    """The outcome, with no reply split by whether another attempt is to be made."""
    visit = visit_of(intervention)
    if visit.state == VisitState.NO_REPLY:
        return "attempts used up" if attempts_used_up(visit) else "try again"
    return str(visit.state)


def anyone_worried(intervention: Intervention) -> str:
    """Whether the officers were worried about anyone at their last time at the door."""
    last = visit_of(intervention).attempts.order_by("number").last()
    return "yes" if last is not None and last.worried else "no"


def review_visit(
    *, visit: Visit, by: User, markers: Sequence[tuple[MarkerProposal, str, str]], **answers: Any
) -> Visit:
    """A supervisor decides on the warnings that were proposed, then on the record."""
    for proposal, decision, reason in markers:
        visits.decide_marker(proposal=proposal, by=by, decision=decision, reason=reason)
    intervention: Intervention = visit.intervention
    step = intervention.flow_class.safeguard
    asked = Task.objects.filter(process=intervention, flow_task=step).exists()
    return visits.review_record(visit=visit, by=by, safeguarding_asked=asked, **answers)


def visit_due(activation: Any) -> Deadline:
    """The first visit by the band of risk from adoption; another within days of no reply."""
    intervention: Intervention = activation.process
    again = next_attempt_rule(visit_of(intervention))
    if again is not None:
        return again.due
    latest = intervention.case.assessments.first()
    band = Band(latest.band) if latest else Band.STANDARD
    period = FIRST_VISIT_WITHIN.get(band, FIRST_VISIT_OTHERWISE)
    since = max(intervention.case.state_since, intervention.created)
    return deadline_from(since, period, intervention)


def record_is_due(activation: Any) -> Deadline:
    visit = visit_of(activation.process)
    if visit.state == VisitState.RETURNED:
        return rewriting_due(visit, visit.reviewed_at or now())
    return record_due(visit)


def review_is_due(activation: Any) -> Deadline:
    return sign_due(visit_of(activation.process), now())


def safeguarding_is_due(activation: Any) -> Deadline:
    return safeguarding_due(visit_of(activation.process))
