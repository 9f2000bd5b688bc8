"""Every due time comes from a rule that is declared; every rule is one the law or we can answer
for, and a second opinion agrees with it."""

from __future__ import annotations

import ast
import random
import re
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework import clocks
from casework.clocks import LONDON, Ends, Kind, Nation, Rule, Source
from casework.core import doctor, policy
from casework.deadlines import DeadlineRule, checkup, declared, rules
from tests.clocks import every_minute
from tests.clocks.reference_table import drawn

ROOT = Path(__file__).resolve().parents[2]
# Everything of the arithmetic that gives a rule.
MAKERS = {
    name
    for module in (clocks.rules, clocks.literals)
    for name, made in vars(module).items()
    if made is Rule or getattr(made, "__annotations__", {}).get("return") == "Rule"
}
# How far a contact lies from its event is planned by a person, for each contact anew.
PLANNED = {"casework/operations/rules.py": ["clocks.offset_from_event"]}
# Looked at by themselves, here and beside the lengths of records.
FROM_AN_EVENT = (Kind.OFFSET_FROM_EVENT, Kind.HOURS_FROM_EVENT)
UNITS = {
    Kind.HOURS: "h",
    Kind.WORKING_DAYS: "wd",
    Kind.CALENDAR_DAYS: "d",
    Kind.MONTHS_BEGINNING_WITH: "mb",
}


def in_short(rule: Any) -> str:
    """The literal of a declared rule that ends with a day or by the clock."""
    begins = "b" if rule.counting == "beginning_with" else ""
    return f"{rule.value}{UNITS[rule.kind]}{begins}{'@dapn' if rule.disregards else ''}"


def test_a_second_opinion_agrees_with_every_rule() -> None:
    chance = random.Random(7)
    for rule in declared().values():
        if rule.kind in FROM_AN_EVENT:
            continue
        for _ in range(12):
            _, start, nation = drawn(chance)
            found = rule.due(start, nation).due_at
            expected = every_minute.by(in_short(rule), start, nation)
            if rule.ends == Ends.SAME_TIME:
                expected = on_that_day(expected, start)
            assert found == expected, (rule.name, start, nation)


def on_that_day(ends: datetime, start: datetime) -> datetime:
    """The time of day of `start` on the local day that `ends` lies on."""
    day = ends.astimezone(LONDON).date()
    return datetime.combine(day, start.astimezone(LONDON).time().replace(fold=0), LONDON)


def test_days_before_an_event_keep_its_time_of_day() -> None:
    before = [each for each in declared().values() if each.kind == Kind.OFFSET_FROM_EVENT]
    assert before
    event = datetime(2026, 3, 30, 14, tzinfo=UTC)  # the day after the clocks went on
    for rule in before:
        found = rule.due(event, Nation.E).due_at.astimezone(LONDON)
        assert found.date() == event.date() - timedelta(days=rule.value)
        assert found.time() == time(15)


def test_every_rule_says_who_set_it_and_what_is_law_cites_it() -> None:
    for rule in declared().values():
        assert rule.rule.name == rule.name
        assert rule.rule.version == 1
        assert bool(rule.rule.citation) or rule.tag != Source.LAW, rule.name


def rules_made_in(text: str) -> list[str]:
    """Calls that make a rule of the arithmetic, which only declarations may."""
    tree = ast.parse(text)
    named = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("casework.clocks")
        for alias in node.names
        if alias.name in MAKERS
    }
    return [
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            ast.unparse(node.func) in named
            or ast.unparse(node.func) in {f"clocks.{each}" for each in MAKERS}
        )
    ]


def test_no_due_time_is_written_in_a_flow_or_a_room() -> None:
    """The arithmetic of rules is called where they are declared and nowhere else."""
    files = [
        path
        for room in ("casework", "letters", "workflows")
        for path in (ROOT / room).rglob("*.py")
        if not {"clocks", "deadlines"} & set(path.parts)
    ]
    assert len(files) > 300
    found = {str(path.relative_to(ROOT)): rules_made_in(path.read_text()) for path in files}
    assert {path: makers for path, makers in found.items() if makers} == PLANNED


def asked_without_a_nation(text: str, names: set[str]) -> list[str]:
    """Places that read the declared amount of a rule, where a version may hold in a nation."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and node.attr in ("value", "rule")
        and re.split(r"[.\[]", ast.unparse(node.value).removeprefix("rules."))[0] in names
    ]


def test_how_much_a_rule_asks_for_is_asked_with_the_nation() -> None:
    names = {
        name
        for room, module in list(sys.modules.items())
        if room.startswith(("casework.", "letters.", "workflows."))
        for name, value in list(vars(module).items())
        if isinstance(value, DeadlineRule)
        or (isinstance(value, dict) and DeadlineRule in map(type, value.values()))
    } - {"DECLARED"}
    assert len(names) > 100
    files = [
        p for room in ("casework", "letters", "workflows") for p in (ROOT / room).rglob("*.py")
    ]
    found = {str(p.relative_to(ROOT)): asked_without_a_nation(p.read_text(), names) for p in files}
    assert {path: places for path, places in found.items() if places} == {}


def test_a_place_that_forgets_the_nation_is_found() -> None:
    text = "a = timedelta(days=rules.SERVE.value)\nb = TARGET[grade].value\nc = other.value"
    found = asked_without_a_nation(text, {"SERVE", "TARGET"})
    assert set(found) == {"rules.SERVE.value", "TARGET[grade].value"}


def test_every_way_to_make_a_rule_is_looked_for() -> None:
    assert {each.value for each in Kind} <= MAKERS
    assert {"Rule", "rule_from"} <= MAKERS


@pytest.mark.parametrize(
    "line",
    [
        "from casework import clocks\nclocks.working_days(5)",
        "from casework.clocks import hours\nhours(24)",
        "from casework.clocks.rules import Rule as R\nR(kind='hours', amount=2)",
        "from casework.clocks import rule_from\nrule_from('48h')",
    ],
)
def test_a_due_time_written_elsewhere_is_found(line: str) -> None:
    assert rules_made_in(line)


def test_a_name_stands_for_one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "DECLARED", dict(policy.DECLARED))
    with pytest.raises(ValueError, match="declared twice"):
        rules.hours("order.hearing_within_hours", 24, source="local")


def test_the_doctor_says_when_the_calendar_ends_too_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(checkup.calendar_reaches_far_enough()) == []
    monkeypatch.setattr("casework.clocks.calendars.CHECKED_UNTIL", date(2027, 1, 31))
    assert "holidays package" in next(iter(checkup.calendar_reaches_far_enough()))
    assert checkup.calendar_reaches_far_enough in [each.check for each in doctor.registered()]
