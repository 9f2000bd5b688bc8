"""What a move of the event would do, shown before it is saved."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from casework.accounts.requests import SignedInRequest
from casework.operations import queries, rules
from casework.operations.models import UNSTARTED, Operation
from casework.operations.presenters.words import Row
from casework.ui.times import local_time

PASSED = "its time has passed: it will not start"


def moved_rows(
    request: SignedInRequest, name: str, operation: Operation, answers: dict[str, Any]
) -> Row | None:
    """Each contact with its time as it is and as it would be, until this very time is confirmed;
    None where nothing is left to confirm."""
    if name != "move":
        return None
    to = answers["event_at"]
    if request.POST.get("confirmed") == to.isoformat():
        return None
    nation, lines = rules.nation_of(operation), []
    seen = queries.members_of(operation, request.user)
    waiting = queries.contacts_of(operation).filter(state__in=UNSTARTED, member__in=seen)
    for each in waiting:
        then = rules.away(to, each.minutes, nation).due_at
        what = f"{each.get_kind_display()}: {each.case.person.full_name}"
        words = local_time(then) if then > timezone.now() else PASSED
        was = f"Now {local_time(rules.due_at(each))}"
        lines.append({"title": what, "note": was, "flag": f"Then {words}"})
    return {"lines": lines, "confirmed": to.isoformat()}
