"""What the clock does to a retention record: it warns of its review."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.retention import rules
from casework.retention.actions.shared import locked
from casework.retention.models import Retention, RetentionAlert, RetentionState

Kind = RetentionAlert.Kind


@transaction.atomic
def warn(*, retention: Retention, at: datetime | None = None) -> int:
    """Raise every warning of the review whose time has come; how many were new.

    `at` is aware, now unless told. May be called twice.
    """
    row = locked(retention)
    now = at or timezone.now()
    if row.state == RetentionState.CONFIRMED:
        return 0
    found = sum(_tell(row, Kind.SOON, days) for days in rules.alerts_due(row, now))
    return found + (_tell(row, Kind.OVERDUE) if row.is_overdue(now) else 0)


def _tell(row: Retention, kind: str, days_before: int = 0) -> bool:
    """Raise an alert once of this due time; whether it is new."""
    _, is_new = RetentionAlert.objects.get_or_create(
        retention=row, kind=kind, due_at=row.review_due_at, days_before=days_before
    )
    return bool(is_new)
