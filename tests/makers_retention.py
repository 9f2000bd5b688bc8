"""Retention records for tests: made by ending cases, moved by the people whose roles allow it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.cases.models import Case, State
from casework.people.models import Person
from casework.retention import actions
from casework.retention.models import DisposalHold, Retention
from tests import makers
from tests.makers_cases import make_case, people_of

_seconds: dict[int, User] = {}
REASON = "The person still lives with a partner."


def retention_of(case: Case) -> Retention:
    """The record of a case, as it stands in the database now."""
    return Retention.objects.select_related("case__force", "case__person").get(case=case)


def make_retention(*, group: str = "2", person: Person | None = None, **given: Any) -> Retention:
    """The record of a case closed in this group, half a year from now."""
    case = make_case(state=State.STEP_DOWN, person=person, **given)
    with after_monitoring(case):
        close(case, group=group)
    return retention_of(case)


def close(case: Case, *, group: str = "2") -> None:
    from casework.cases.actions import close_case

    close_case(
        case=case,
        by=people_of(case).manager,
        reason_code="RISK_REDUCED",
        reason="Quiet through monitoring.",
        retention_group=group,
        partners_told=True,
        despite_recent_report=True,
    )


@contextmanager
def after_monitoring(case: Case) -> Iterator[None]:
    until = Case.objects.get(pk=case.pk).monitoring_until
    assert until is not None
    noon = timezone.make_aware(datetime.combine(until, datetime.min.time())) + timedelta(hours=36)
    with time_machine.travel(noon, tick=True):
        yield


@contextmanager
def overdue(row: Retention, **more: Any) -> Iterator[datetime]:
    """The clock stands a day, or `more`, after the review was due; the grants run on."""
    at = Retention.objects.get(pk=row.pk).review_due_at + timedelta(**more or {"days": 1})
    with time_machine.travel(at, tick=True):
        yield at


def manager_of(row: Retention) -> User:
    return people_of(row.case).manager


def second_of(row: Retention) -> User:
    """Another manager of the force, the same within a test."""
    held = _seconds.get(row.case.force_id)
    if held is None or not User.objects.filter(pk=held.pk, username=held.username).exists():
        held = makers.make_user(Role.MANAGER, force=row.case.force)
        _seconds[row.case.force_id] = held
    return held


def hold(row: Retention, **changes: Any) -> DisposalHold:
    given = {
        "kind": "CPIA",
        "reason": "The appeal is not decided.",
        "starts_on": timezone.localdate(),
        "by": manager_of(row),
    }
    return actions.place_hold(retention=row, **given | changes)


def keep(row: Retention, **changes: Any) -> Retention:
    given = {"by": manager_of(row), "group": row.group, "reason": REASON}
    return actions.keep_record(retention=row, **given | changes)


def propose(row: Retention, **changes: Any) -> Retention:
    given = {"by": manager_of(row), "reason": "Nothing since the case was closed."}
    return actions.propose_disposal(retention=row, **given | changes)


def confirm(row: Retention, **changes: Any) -> Retention:
    given = {"by": second_of(row), "reason": "I have read it and agree."}
    return actions.confirm_disposal(retention=row, **given | changes)


def give_back(row: Retention, **changes: Any) -> Retention:
    given = {"by": second_of(row), "reason": "The last letter is missing."}
    return actions.return_disposal(retention=row, **given | changes)
