"""States, times and offsets in words. Times are local, with the weekday."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from casework.clocks import offset_in_words
from casework.operations import rules
from casework.operations.models import (
    ContactState,
    Operation,
    OperationState,
    TimedContact,
    WindowFlag,
)
from casework.operations.queries import Found
from casework.ui.times import local_time

Row = dict[str, Any]
S, C = OperationState, ContactState
COLOURS = {
    S.PLANNED: "grey",
    S.COHORT_PROPOSED: "purple",
    S.COHORT_APPROVED: "blue",
    S.BRIEFED: "blue",
    S.RUNNING: "turquoise",
    S.DEBRIEF: "purple",
    S.CLOSED: "green",
    S.RESCHEDULED: "red",
    S.CANCELLED: "grey",
}
CONTACT_COLOURS = {
    C.PLANNED: "purple",
    C.APPROVED: "grey",
    C.STARTED: "blue",
    C.MISSED: "red",
    C.VOIDED: "grey",
}


def rows(*given: tuple[str, Any]) -> list[Row]:
    """Facts for a summary list; what is empty is left out."""
    return [{"key": key, "value": value} for key, value in given if value]


def status(operation: Operation) -> tuple[str, str]:
    """The state in words, and the colour of its tag."""
    state = S(operation.state)
    return state.label, COLOURS[state]


def contact_status(contact: TimedContact) -> Row:
    """The state of a contact as a tag; its outcome once there is one."""
    if contact.was_made is not None:
        reached = contact.was_made
        return {"text": "Reached" if reached else "Not reached", "colour": _seen(reached)}
    state = C(contact.state)
    return {"text": state.label, "colour": CONTACT_COLOURS[state]}


def _seen(reached: bool) -> str:
    return "green" if reached else "orange"


def when_words(operation: Operation, minutes: int) -> str:
    """Such as "2 days before the event, Thursday 13 May 2027 at 3pm"."""
    at = rules.away(operation.event_at, minutes, rules.nation_of(operation)).due_at
    far = offset_in_words(minutes)
    return f"{far[:1].upper()}{far[1:]}, {local_time(at)}"


def why_not(contact: TimedContact) -> str:
    """Why a contact was not made, or has not started yet; "" where nothing stands against it."""
    return contact.voided_because or contact.held_because


def grounds_in_short(found: Iterable[Found]) -> str:
    """Grounds in one line: reports around the same event are counted, not listed."""
    grounds = list(found)
    counted = Counter(each.earlier_event for each in grounds if each.earlier_event)
    parts = [
        f"{count} report{'' if count == 1 else 's'} around {event.in_words}"
        for event, count in counted.items()
    ]
    return "; ".join([*parts, *(each.words for each in grounds if not each.earlier_event)])


def flag_standing(flag: WindowFlag, now: datetime | None = None) -> tuple[str, str]:
    """What the control room has to do about a flag, and the colour of its tag."""
    at = now or timezone.now()
    first, last = rules.window(flag.member.operation)
    if flag.taken_out_at is not None:
        return "Taken out", "green"
    over = flag.removed_at is not None or at > last
    if flag.put_in_at is not None:
        return ("To be taken out", "red") if over else ("In", "blue")
    if over:
        return "Not put in", "grey"
    return ("To be put in", "orange") if at >= first else ("Not yet", "grey")


def window_words(operation: Operation) -> str:
    first, last = rules.window(operation)
    return f"{local_time(first)} to {local_time(last)}"
