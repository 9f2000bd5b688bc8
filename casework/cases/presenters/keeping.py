"""How long the record of an ended case is kept, as its page says it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.accounts.models import User
from casework.cases.models import Case
from casework.cases.permissions import SUPERVISOR_OR_MANAGER, is_one_of
from casework.cases.queries import retention
from casework.ui.times import short_date


def kept(case: Case, user: User, now: datetime) -> dict[str, Any] | None:
    """How long the record of an ended case is kept; with the way to its page for those who lead."""
    row = retention(case)
    if row is None:
        return None
    goes = row.state == "CONFIRMED"
    given = [
        ("Retention group", row.get_group_display()),
        ("Retention", "" if row.state == "KEPT" else row.get_state_display()),
        ("Next retention review", "" if goes else short_date(row.review_due_at)),
        ("Disposal", _disposal(held=row.is_held(now), goes=goes)),
    ]
    return {
        "facts": [(key, value) for key, value in given if value],
        "href": row.get_absolute_url() if is_one_of(user, case, SUPERVISOR_OR_MANAGER) else "",
    }


def _disposal(*, held: bool, goes: bool) -> str:
    """What a hold is for is for those who lead: everyone else reads that there is one."""
    if held:
        return "On hold"
    return "Nothing has been deleted" if goes else ""
