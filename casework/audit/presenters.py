"""Events as sentences: for the audit pages and for the timelines of other rooms."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.timezone import get_default_timezone, localdate

from casework.audit.models import Event
from casework.audit.names import names_of
from casework.audit.refs import SYSTEM
from casework.audit.status import ChainStatus
from casework.audit.words import readable, words_for
from casework.ui.markup import link
from casework.ui.times import local_time, moment

THE_SYSTEM = "the system"
UNREADABLE = "What this entry said cannot be read. Check the chain."


class EventLine:
    """One event in words. Take the events from `queries`, which bring the payload along."""

    def __init__(self, event: Event, names: dict[str, str] | None = None) -> None:
        self.event = event
        self.title = words_for(event.verb)
        self.at = event.at
        self.byline = str(event.actor) if event.actor else THE_SYSTEM
        self.body, self.unreadable = _said(event)
        self.reason = str(self.body.get("reason", ""))
        self._names = names or {}

    @property
    def on_what(self) -> str:
        """What it is about: "Case IC-0417/26"."""
        return self._names.get(self.event.object, self.event.object)

    @property
    def page(self) -> str:
        """The page of a look; "" for a change."""
        return str(self.body.get("page", ""))

    @property
    def shown(self) -> list[str]:
        """What a look showed, in words."""
        return [self._names.get(ref, ref) for ref in self.body.get("objects", [])]

    def changes(self) -> list[tuple[str, str, str]]:
        """(field, before, after) for every value named, in the order of the fields."""
        before, after = self.body.get("before", {}), self.body.get("after", {})
        return [
            (readable(field), _value(before.get(field)), _value(after.get(field)))
            for field in sorted(before | after)
        ]


def timeline_entries(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events for `{% timeline %}`: title, at, byline and the reason as text."""
    lines = [EventLine(event) for event in events]
    return [
        {"title": line.title, "at": line.at, "byline": line.byline, "text": line.reason}
        for line in lines
    ]


def lines_of(events: Iterable[Event]) -> list[EventLine]:
    """Events with the names of all they are about, found together."""
    events = list(events)
    refs = {event.object for event in events}
    for event in events:
        refs.update(_said(event)[0].get("objects", []))
    names = names_of(refs)
    return [EventLine(event, names) for event in events]


def table_rows(lines: Iterable[EventLine], href: Any) -> list[list[Any]]:
    """Cells of the audit list; `href` gives the address of an entry's page."""
    return [
        [
            link(href(line.event), f"{line.title}, {moment(line.at)}"),
            line.byline,
            line.on_what,
            UNREADABLE if line.unreadable else line.reason,
        ]
        for line in lines
    ]


def entry_rows(line: EventLine) -> list[dict[str, str]]:
    """The facts of one entry for `{% summary_list %}`."""
    event = line.event
    facts = [
        ("When", local_time(event.at)),
        ("Who", line.byline),
        ("Roles that day", _roles(event)),
        ("What", line.title),
        ("On what", line.on_what),
        ("Page", line.page),
        ("Why", line.reason),
        ("Request", event.request_id or "Not in a page"),
        ("Place in the log", f"Row {event.seq} of {_chain(event.stream_id)}"),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def status_alert(status: ChainStatus) -> dict[str, str]:
    """Words and variant of the alert that says whether the log is whole."""
    if status.at is None:
        return {"variant": "warning", "heading": "Not checked yet", "text": NOT_CHECKED}
    checked = f"Checked on {moment(status.at)}: {status.events:,} entries."
    if status.problems:
        text = f"{status.problems[0]}. {checked} Tell the data protection officer now."
        return {"variant": "error", "heading": "The log is not complete", "text": text}
    return {"variant": "success", "heading": "Complete", "text": checked}


NOT_CHECKED = "The chains of this log have not been checked yet. The check runs every night."


def _said(event: Event) -> tuple[dict[str, Any], bool]:
    """The payload, and whether it could not be read."""
    text = getattr(event, "body_text", None)
    try:
        body = json.loads(text) if text is not None else {}
    except ValueError:
        return {}, True
    return (body, text is None) if isinstance(body, dict) else ({}, True)


def _roles(event: Event) -> str:
    if event.actor is None:
        return ""
    day = localdate(event.at, get_default_timezone())
    # Of a leaver too: an account that is closed now was open on the day.
    held = {grant.get_role_display() for grant in event.actor.all_grants() if grant.covers(day)}
    return ", ".join(sorted(held))


def _chain(name: str) -> str:
    return "the system's chain" if name == SYSTEM else f"chain {name}"


def _value(value: object) -> str:
    if value is None or value == "":
        return "None"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
