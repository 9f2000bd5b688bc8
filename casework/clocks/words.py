"""The proof of a due time in words that somebody can follow with a calendar in their hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from casework.clocks.deadlines import LONDON
from casework.clocks.rules import Kind, Rule, Source

Step = dict[str, Any]
_OFF = ("Saturday", "Sunday")


def proof_in_words(proof: dict[str, Any]) -> list[str]:
    """What was counted and what was skipped, one span a line, from the start to the due time.

    `proof` is one that `clocks.due` made. Days that belong together stand together: "counted
    Monday 2 to Thursday 5 November: working days 1 to 4", "skipped Saturday 7 and Sunday 8".
    """
    rule = Rule.from_json(proof["rule"])
    lines = [f"started {_at(proof['start'])}", f"rule: {rule.in_words}", _by_whom(rule)]
    lines.extend(_stood_still(each) for each in proof.get("pauses", ()))
    unit = "working day" if rule.kind == Kind.WORKING_DAYS else "day"
    lines.extend(_spans(proof["steps"], unit))
    if changed := _clocks_changed(proof):
        lines.append(changed)
    return [*lines, f"due {_at(proof['due_at'])}"]


def _by_whom(rule: Rule) -> str:
    """Who set the rule, and which text of it was counted by."""
    said = {
        Source.LAW: "set by law",
        Source.GUIDANCE: "set by guidance",
        Source.LOCAL: "set by the force",
    }
    cited = f": {rule.citation}" if rule.citation else ""
    return f"{said[rule.source]}{cited}, version {rule.version}"


def _stood_still(pause: dict[str, str]) -> str:
    return f"the clock stood still from {_at(pause['from'])} to {_at(pause['to'])}"


def _spans(steps: list[Step], unit: str) -> Iterator[str]:
    for _, together in groupby(steps, key=_alike):
        span = list(together)
        first = span[0]
        if "held_over" in first:
            yield f"held over {_days(span)}: {_why(first, 'held_over')}"
        elif "skipped" in first:
            yield f"skipped {_days(span)}" + _reason(first)
        elif "stood_still" in first:
            yield f"not counted {_days(span)}: {_how_it_stood(span)}"
        elif "seconds" in first:
            yield f"counted {_days(span)}: {_how_long(first['seconds'])}"
        elif isinstance(first["counted"], int):
            yield f"counted {_days(span)}: {_numbers(span, unit)}"
        elif "day" in first:
            yield f"counted {first['counted']}, the last of them {_day(first)}"
        else:
            yield f"counted {first['counted']}"


def _alike(step: Step) -> tuple[str, object]:
    """Working days stand together, and so do days skipped for one and the same reason."""
    if isinstance(step.get("counted"), int):
        return "counted", None
    if "stood_still" in step:
        return "stood_still", None
    for kind in ("skipped", "held_over"):
        if kind in step:
            return kind, "weekend" if step[kind] in _OFF else (step["day"], step[kind])
    return "span", step.get("day")


def _days(span: list[Step]) -> str:
    if len(span) == 1:
        return _day(span[0])
    between = " and " if len(span) == 2 else " to "
    return f"{_day(span[0])}{between}{_day(span[-1])}"


def _day(step: Step) -> str:
    day = date.fromisoformat(step["day"])
    return f"{day:%A} {day.day} {day:%B %Y}"


def _reason(step: Step) -> str:
    """Nobody needs to be told why a Sunday is one."""
    return "" if step["skipped"] in _OFF else f": {step['skipped']}"


def _why(step: Step, kind: str) -> str:
    return "not a working day" if step[kind] in _OFF else str(step[kind])


def _how_it_stood(span: list[Step]) -> str:
    """Of days by their ends, of hours by how many of them."""
    if not isinstance(span[0]["stood_still"], int):
        return f"the clock stood still at the end of {'the day' if len(span) == 1 else 'each'}"
    still = _how_long(sum(step["stood_still"] for step in span))
    return f"the clock stood still for {still or 'less than a second'}"


def _numbers(span: list[Step], unit: str) -> str:
    first, last = span[0]["counted"], span[-1]["counted"]
    return f"{unit} {first}" if first == last else f"{unit}s {first} to {last}"


def _how_long(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    counted = ((hours, "hour"), (minutes, "minute"), (left, "second"))
    parts = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in counted if number]
    return " ".join(parts)


def _at(instant: str) -> str:
    local = datetime.fromisoformat(instant).astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y} at {local:%H:%M:%S}"


def _clocks_changed(proof: dict[str, Any]) -> str:
    """A sentence where the clocks were put on or back in between, which moves the time of day."""
    ends = [datetime.fromisoformat(proof[each]).astimezone(LONDON) for each in ("start", "due_at")]
    moved = (ends[1].utcoffset() or timedelta(0)) - (ends[0].utcoffset() or timedelta(0))
    if not moved:
        return ""
    return f"the clocks went {'on' if moved > timedelta(0) else 'back'} one hour in between"
