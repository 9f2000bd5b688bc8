"""The numbers of an operation and the times that follow from its event (domain: section 2j).

All are local defaults. Every time is worked out from the start of the event when it is asked for,
in Europe/London: a day before 3pm is 3pm, over a change of the clocks too. Instants are aware.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from casework import clocks
from casework.clocks import Deadline, Nation, Source
from casework.core.errors import Refused
from casework.core.policy import number
from casework.deadlines import DeadlineRule, days_before, working_days
from casework.operations.models import ContactKind, Operation, TimedContact, Wave

DAY, HOUR = 24 * 60, 60
BEFORE_FROM = number("operation.before_from_days", 7, unit="days", source="local")
BEFORE_TO = number("operation.before_to_days", 1, unit="days", source="local")
DURING_FROM = number("operation.during_from_hours_before", 2, unit="hours", source="local")
DURING_TO = number("operation.during_to_hours_after", 6, unit="hours", source="local")
AFTER_FROM = number("operation.after_from_days", 1, unit="days", source="local")
AFTER_TO = number("operation.after_to_days", 3, unit="days", source="local")
HISTORY_FROM = number("operation.history_from_hours_before", 2, unit="hours", source="local")
HISTORY_TO = number("operation.history_to_hours_after", 24, unit="hours", source="local")
RESULTS_WITHIN = working_days("operation.results_within_working_days", 10, source="local")
# How long ahead of a contact its intervention starts: writing, authority, checks come before it.
AHEAD: dict[str, DeadlineRule] = {
    ContactKind.LETTER: days_before("operation.letter_ahead_days", 7, source="local"),
    ContactKind.VISIT: days_before("operation.visit_ahead_days", 3, source="local"),
    ContactKind.BAIL_CHECK: days_before("operation.bail_check_ahead_days", 1, source="local"),
}


def nation_of(operation: Operation) -> Nation:
    return Nation(operation.force.nation)


def waves() -> dict[str, tuple[int, int]]:
    """From when to when each wave goes, in minutes from the event."""
    return {
        Wave.BEFORE: (-BEFORE_FROM.value * DAY, -BEFORE_TO.value * DAY),
        Wave.DURING: (-DURING_FROM.value * HOUR, DURING_TO.value * HOUR),
        Wave.AFTER: (AFTER_FROM.value * DAY, AFTER_TO.value * DAY),
    }


def wave_of(minutes: int) -> str:
    """The wave in which a contact lies. Raises Refused where it lies in none."""
    for wave, (first, last) in waves().items():
        if first <= minutes <= last:
            return wave
    raise Refused(
        f"A contact is made {BEFORE_FROM.value} to {BEFORE_TO.value} days before the event, from "
        f"{DURING_FROM.value} hours before to {DURING_TO.value} hours after its start, or "
        f"{AFTER_FROM.value} to {AFTER_TO.value} days after it."
    )


def offsets() -> list[int]:
    """The offsets that a page offers: each day before and after, each hour of the event."""
    rows = waves()
    before = range(rows[Wave.BEFORE][0], rows[Wave.BEFORE][1] + 1, DAY)
    during = range(rows[Wave.DURING][0], rows[Wave.DURING][1] + 1, HOUR)
    after = range(rows[Wave.AFTER][0], rows[Wave.AFTER][1] + 1, DAY)
    return [*before, *during, *after]


def away(event_at: datetime, minutes: int, nation: Nation) -> Deadline:
    """So many minutes from an event, with the proof."""
    rule = clocks.offset_from_event(minutes, citation="operation", source=Source.LOCAL)
    return clocks.due(event_at, rule, nation)


def due(contact: TimedContact) -> Deadline:
    """When a contact is to be made: from the event, or from the start that it was started for."""
    operation = contact.operation
    event_at = contact.started_for or operation.event_at
    return away(event_at, contact.minutes, nation_of(operation))


def due_at(contact: TimedContact) -> datetime:
    return due(contact).due_at


def starts_at(contact: TimedContact) -> datetime:
    """When its intervention is to be started, so that the contact can be made in time."""
    return AHEAD[contact.kind].due(due_at(contact), nation_of(contact.operation)).due_at


def window(operation: Operation) -> tuple[datetime, datetime]:
    """From when to when a flag of the control room stands: the wave during the event."""
    first, last = waves()[Wave.DURING]
    nation, at = nation_of(operation), operation.event_at
    return away(at, first, nation).due_at, away(at, last, nation).due_at


def history_window(event_at: datetime) -> tuple[datetime, datetime]:
    """In which a report counts as one around an earlier event."""
    return (
        event_at - timedelta(hours=HISTORY_FROM.value),
        event_at + timedelta(hours=HISTORY_TO.value),
    )


def opens_at(operation: Operation) -> datetime:
    """Before this there is nothing to run: the first wave, and what is prepared ahead of it."""
    nation = nation_of(operation)
    first = away(operation.event_at, waves()[Wave.BEFORE][0], nation).due_at
    return min(each.due(first, nation).due_at for each in AHEAD.values())


def over_at(operation: Operation) -> datetime:
    """The end of the wave during the event."""
    return window(operation)[1]


def results_due(operation: Operation) -> Deadline:
    """By when the results are in, counted from the end of the event."""
    return RESULTS_WITHIN.due(over_at(operation), nation_of(operation))
