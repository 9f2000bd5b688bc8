"""Due times with pauses against a second opinion, and what holds for every pause."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.clocks import (
    LONDON,
    Kind,
    Nation,
    Pause,
    Rule,
    Source,
    deadlines,
    due,
    hours,
    pauses,
    replay,
    rule_from,
)
from tests.clocks import every_minute
from tests.clocks.reference_table import LONGEST, drawn

OFFICE = {"opens": time(9), "closes": time(17)}
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
UNITS = [unit for unit in LONGEST if unit != "mb"]


def drawn_with_stops(chance: random.Random) -> tuple[str, datetime, str, every_minute.Stops]:
    """A rule that can pause, a start, a nation, and up to three pauses, some beginning at once and
    some at midnight."""
    while (case := drawn(chance))[0].endswith("mb"):
        pass
    rule, start, nation = case
    at = start - chance.randrange(0, 3000) * MINUTE
    stops = []
    for _ in range(chance.randint(1, 3)):
        begin = at + chance.choice([0, chance.randrange(0, 9 * 1440)]) * MINUTE
        end = begin + chance.randrange(1, 12 * 1440) * MINUTE
        if chance.random() < 0.5:
            midnight = (end + timedelta(days=1)).astimezone(LONDON)
            end = datetime.combine(midnight.date(), time.min, LONDON).astimezone(UTC)
        stops.append((begin, end))
        at = end
    return rule, start, nation, stops


def of_product(rule: str, start: datetime, nation: str, stops: every_minute.Stops) -> datetime:
    local_rule = replace(rule_from(rule), source=Source.LOCAL)
    return due(start, local_rule, Nation(nation), pauses=[Pause(*each) for each in stops]).due_at


def differing(seed: int, how_many: int) -> set[str]:
    """The units of rules of which the two opinions say otherwise."""
    chance = random.Random(seed)
    found = set()
    for _ in range(how_many):
        case = drawn_with_stops(chance)
        if of_product(*case) != every_minute.by_with_stops(*case):
            found.add(case[0].lstrip("0123456789"))
    return found


def test_due_times_with_pauses_agree_with_the_second_opinion() -> None:
    assert differing(20261123, 600) == set()


def test_without_pauses_the_second_opinion_says_what_it_said() -> None:
    chance = random.Random(7)
    for _ in range(50):
        rule, start, nation, _ = drawn_with_stops(chance)
        expected = every_minute.by(rule, start, nation)
        assert every_minute.by_with_stops(rule, start, nation, []) == expected


@pytest.mark.full
def test_many_due_times_with_pauses_agree_with_the_second_opinion() -> None:
    assert differing(random.Random().randrange(10**9), 20_000) == set()


def test_a_clock_that_ignores_pauses_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "checked", lambda *_: ())
    assert differing(20261123, 200) == set(UNITS)


def test_a_day_that_is_lost_by_its_middle_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    known = deadlines.stood_still_until
    monkeypatch.setattr(
        deadlines, "stood_still_until", lambda end, given: known(end - 12 * HOUR, given)
    )
    assert differing(20261123, 200) == {"wd", "wdb", "d", "db"}


# --- what holds for every pause -------------------------------------------------------------------

starts = st.datetimes(datetime(2023, 12, 1), datetime(2032, 12, 31), timezones=st.just(UTC))


@st.composite
def rules(draw: Any) -> Rule:
    kind = draw(st.sampled_from(pauses.PAUSABLE))
    in_days = kind in (Kind.WORKING_DAYS, Kind.CALENDAR_DAYS)
    more: dict[str, Any] = dict(OFFICE) if kind == Kind.OFFICE_HOURS else {}
    return Rule(
        kind=kind,
        amount=draw(st.integers(1, 30)),
        counting=draw(st.sampled_from(["day_after", "beginning_with"])),
        ends=draw(st.sampled_from(["end_of_day", "same_time"])),
        disregards=kind == Kind.HOURS and draw(st.booleans()),
        cut_off=draw(st.sampled_from([None, time(16, 30)])) if in_days else None,
        **more,
    )


@st.composite
def spans(draw: Any, start: datetime) -> list[Pause]:
    at, found = start - timedelta(days=2), []
    for _ in range(draw(st.integers(1, 3))):
        begins = at + draw(st.integers(0, 5 * 1440)) * MINUTE
        at = begins + draw(st.integers(1, 8 * 1440)) * MINUTE
        found.append(Pause(begins, at))
    return found


@given(starts, rules(), st.sampled_from(Nation), st.data())
@settings(max_examples=200, deadline=None)
def test_no_pause_makes_anything_due_sooner_or_due_while_it_lasts(
    start: datetime, rule: Rule, nation: Nation, data: st.DataObject
) -> None:
    start = start.replace(second=0, microsecond=0)
    with_first = data.draw(spans(start))
    deadline = due(start, rule, nation, pauses=with_first)
    assert replay(json.loads(json.dumps(deadline.proof))) == deadline.due_at
    assert deadline.due_at >= due(start, rule, nation).due_at
    assert deadline.due_at >= due(start, rule, nation, pauses=with_first[:-1]).due_at
    assert not any(each.begins < deadline.due_at < each.ends for each in with_first)


@given(starts, st.integers(1, 100), st.data())
@settings(max_examples=200, deadline=None)
def test_hours_with_pauses_are_as_many_as_without(
    start: datetime, amount: int, data: st.DataObject
) -> None:
    given_pauses = data.draw(spans(start))
    end = due(start, hours(amount), Nation.E, pauses=given_pauses).due_at
    still = sum(
        (max(timedelta(0), min(end, each.ends) - max(start, each.begins)) for each in given_pauses),
        timedelta(0),
    )
    assert end - start - still == timedelta(hours=amount)
