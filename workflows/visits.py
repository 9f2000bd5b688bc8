"""What the steps of a home visit read of their visit: its state, its people, its checks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.accounts.models import Role, User
from casework.visits.models import Visit, VisitState
from casework.visits.rules import attempts_used_up, needs_inspector
from workflows.models import Intervention
from workflows.steps import now


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
