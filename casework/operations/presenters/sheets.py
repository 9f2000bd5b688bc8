"""The run sheet that officers carry, and the debrief: who was reached, who was not and why."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from casework.operations import queries, rules
from casework.operations.models import (
    ContactState,
    Decision,
    Operation,
    TimedContact,
    Wave,
)
from casework.operations.presenters.words import Row, contact_status, why_not
from casework.people.queries import current_address
from casework.ui.times import local_time

C = ContactState
LEFT_HEAD = ("Who", "Why not")
CAUTION = (
    "These are small numbers: they go up and down by themselves, and they do not show what the "
    "contacts changed."
)


def run_sheet(contacts: Iterable[TimedContact]) -> list[Row]:
    """For each officer and wave the contacts in the order of their time. Times are local."""
    shown = [each for each in contacts if each.state != C.VOIDED]
    order = [str(wave) for wave in Wave]
    keyed = sorted(shown, key=lambda each: (_officer(each), order.index(each.wave), each.minutes))
    parts = groupby(keyed, key=lambda each: (_officer(each), each.wave))
    return [
        {
            "id": f"sheet-{number}",
            "title": f"{officer}: {Wave(wave).label.lower()}",
            "lines": [_sheet_line(each) for each in those],
        }
        for number, ((officer, wave), those) in enumerate(parts, start=1)
    ]


def _officer(contact: TimedContact) -> str:
    return str(contact.officer.display_name) if contact.officer else "Nobody yet"


def _sheet_line(contact: TimedContact) -> Row:
    case = contact.case
    address = current_address(case.person)
    where = address.one_line if address else "No address is known"
    return {
        "title": local_time(rules.due_at(contact)),
        "who": f"{case.person.full_name}, {case.ref}",
        "note": f"{contact.get_kind_display()}, {where}",
        "flag": contact.held_because,
        "tag": contact_status(contact),
    }


def left_out(operation: Operation, user: Any) -> list[list[str]]:
    """Who was not contacted, and why: each person approved without a contact that was started."""
    found = []
    for member in queries.members_of(operation, user).filter(decision=Decision.APPROVED):
        contacts = list(member.contacts.all())
        if any(each.state in (C.STARTED, *_WAITING) for each in contacts):
            continue
        reasons = [member.left_out_because, *(why_not(each) for each in contacts)]
        why = " ".join(dict.fromkeys(filter(None, reasons)))
        found.append([member.case.person.full_name, why or "No contact was planned."])
    return found


_WAITING = (C.PLANNED, C.APPROVED)


def counts(contacts: list[TimedContact]) -> list[Row]:
    """Planned, started, reached: each a number with its words."""
    started = [each for each in contacts if each.state == C.STARTED]
    reached = [each for each in started if each.was_made]
    missed = [each for each in contacts if each.state in (C.MISSED, C.VOIDED)]
    return [
        {"number": len(contacts), "text": "contacts planned"},
        {"number": len(started), "text": "started"},
        {"number": len(reached), "text": "reached the person"},
        {"number": len(missed), "text": "not started"},
    ]


def measures(operation: Operation, user: Any) -> list[Row]:
    """Reports of the people of the operation around this event and each earlier one."""
    members = queries.members_of(operation, user).filter(decision=Decision.APPROVED)
    cases = [each.case for each in members]
    events = [(f"This event, {local_time(operation.event_at)}", operation.event_at)]
    events += [(each.in_words, each.at) for each in operation.earlier_events.all()]
    table = []
    for named, at in events:
        first, last = rules.history_window(at)
        found = sum(queries.reports_between(case, first, last).count() for case in cases)
        table.append({"key": named, "value": f"{found} report{'' if found == 1 else 's'}"})
    return table


def debrief_lines(operation: Operation, user: Any) -> list[Row]:
    """What happened to people of the operation during its window."""
    return [
        {
            "title": line.change.get_kind_display(),
            "at": line.change.noted_at,
            "byline": member.case.person.full_name,
            "text": "The case asks for a new assessment in its own time.",
        }
        for member in queries.members_of(operation, user)
        for line in member.debrief_lines.select_related("change")
    ]
