"""Writes the event log, one intervention at a time: as XES (IEEE 1849) or as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from xml.sax.saxutils import quoteattr

from workflows.history.event_log import Happening, Story

XES_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <classifier name="Step" keys="concept:name"/>
  <classifier name="What became of a step" keys="concept:name lifecycle:transition"/>
"""
XES_END = "</log>\n"
COLUMNS = ("intervention", "kind", "step", "lifecycle", "at", "role", "node", "task")


def xes(stories: Iterable[Story]) -> Iterator[str]:
    """The log as pieces of an XES file, a trace at a time."""
    yield XES_HEAD
    for story in stories:
        lines = ["  <trace>"]
        lines += [f"    {text}" for text in about_trace(story)]
        for each in story.happenings:
            lines.append("    <event>")
            lines += [f"      {text}" for text in about_event(each)]
            lines.append("    </event>")
        lines.append("  </trace>")
        yield "\n".join(lines) + "\n"
    yield XES_END


def about_trace(story: Story) -> Iterator[str]:
    yield told("string", "concept:name", str(story.number))
    yield told("string", "kind", story.kind)
    if story.outcome:
        yield told("string", "outcome", story.outcome)
    yield told("boolean", "finished", str(story.finished).lower())


def about_event(happening: Happening) -> Iterator[str]:
    yield told("string", "concept:name", happening.step)
    yield told("string", "lifecycle:transition", happening.lifecycle)
    yield told("date", "time:timestamp", happening.at.isoformat(timespec="microseconds"))
    if happening.role:
        yield told("string", "org:role", happening.role)
    yield told("string", "node", happening.node)
    yield told("int", "task", str(happening.task))


def told(kind: str, key: str, value: str) -> str:
    return f"<{kind} key={quoteattr(key)} value={quoteattr(value)}/>"


def as_csv(stories: Iterable[Story]) -> Iterator[str]:
    """The log as pieces of a CSV file, with a heading; times are ISO 8601 in UTC."""
    yield row(COLUMNS)
    for story in stories:
        yield "".join(
            row(
                (
                    *(str(story.number), story.kind, each.step, each.lifecycle),
                    *(each.at.isoformat(timespec="microseconds"), each.role, each.node),
                    str(each.task),
                )
            )
            for each in story.happenings
        )


def row(cells: Iterable[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


FORMATS = {"xes": xes, "csv": as_csv}
