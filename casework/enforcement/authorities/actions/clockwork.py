"""What the clock does to an authority: it warns, and it lets one lapse."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.audit.keeping import kept
from casework.enforcement.authorities import rules
from casework.enforcement.authorities.actions.shared import locked, tell
from casework.enforcement.authorities.models import Alert, Authority, Lapse


@transaction.atomic
def lapse(*, authority: Authority, at: datetime | None = None) -> bool:
    """Its expiry passed and nobody cancelled it: an incident. Whether it lapsed just now.

    `at` is aware, now unless told. May be called twice.
    """
    row = locked(authority)
    now = at or timezone.now()
    if not row.is_live or not rules.has_expired(row, now):
        return False
    source = str(row.state)
    row.lapse(at=now)
    kept(row, "authority.lapsed", by=None, before=source, expires_at=row.expires_at)
    Lapse.objects.create(authority=row, found_at=now)
    tell(row, Alert.Kind.LAPSED)
    return True


@transaction.atomic
def warn(*, authority: Authority, at: datetime | None = None) -> int:
    """Raise every warning before the expiry and about the review whose time has come; how many
    were new.

    `at` is aware, now unless told. May be called twice.
    """
    row = locked(authority)
    if not row.is_live:
        return 0
    now = at or timezone.now()
    new = [tell(row, Alert.Kind.EXPIRES, hours_before=each) for each in rules.alerts_due(row, now)]
    by = row.review_by
    new += [
        tell(row, Alert.Kind.REVIEW, hours_before=each, end=by)
        for each in rules.review_alerts_due(row, now)
    ]
    if by is not None and now > by:
        new.append(tell(row, Alert.Kind.OVERDUE, end=by))
    return sum(new)
