"""What holds for every start, rule and nation; a plain day count is the second opinion."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.clocks import (
    LONDON,
    Counting,
    Ends,
    Kind,
    Nation,
    Rule,
    deadlines,
    due,
    hours_skipping_excluded,
    is_working_day,
    months_beginning_with,
    replay,
    working_days,
)
from casework.clocks.calendars import why_disregarded

starts = st.datetimes(datetime(2023, 12, 1), datetime(2032, 12, 31), timezones=st.just(UTC))
nations = st.sampled_from(Nation)
countings = st.sampled_from(Counting)


@st.composite
def rules(draw):
    kind = draw(st.sampled_from(Kind))
    in_days = kind in (Kind.WORKING_DAYS, Kind.CALENDAR_DAYS)
    office = {"opens": time(9), "closes": time(17)} if kind == Kind.OFFICE_HOURS else {}
    return Rule(
        kind=kind,
        amount=draw(st.integers(1, 400 if kind == Kind.HOURS else 60)),
        counting=draw(countings),
        ends=draw(st.sampled_from(Ends)),
        disregards=kind == Kind.HOURS and draw(st.booleans()),
        cut_off=draw(st.sampled_from([None, time(16, 30)])) if in_days else None,
        **office,
    )


@given(starts, rules(), nations)
@settings(max_examples=300, deadline=None)
def test_a_proof_replays_to_the_same_instant_after_a_trip_through_json(start, rule, nation):
    deadline = due(start, rule, nation)
    assert replay(json.loads(json.dumps(deadline.proof))) == deadline.due_at
    assert deadline.due_at.utcoffset() == timedelta(0)


@given(starts, rules(), nations, st.timedeltas(timedelta(0), timedelta(days=40)))
@settings(max_examples=300, deadline=None)
def test_starting_later_is_never_due_earlier(start, rule, nation, later):
    # Of the hour that comes twice only the first is ever a due time, so an hour may be lost there.
    slack = timedelta(hours=1) if rule.ends == Ends.SAME_TIME else timedelta(0)
    if rule.ends == Ends.SAME_TIME and rule.kind == Kind.WORKING_DAYS:
        # What begins on a day off is due at its own time of day, such as the very beginning.
        slack = timedelta(days=1, hours=1)
    assert due(start, rule, nation).due_at <= due(start + later, rule, nation).due_at + slack


@given(starts, rules(), nations)
@settings(max_examples=200, deadline=None)
def test_one_more_is_never_due_earlier(start, rule, nation):
    more = Rule(**{**rule.as_json(), "amount": rule.amount + 1})
    assert due(start, rule, nation).due_at < due(start, more, nation).due_at


@given(starts, st.integers(1, 60), countings, nations)
@settings(max_examples=300, deadline=None)
def test_working_days_never_end_on_a_day_off_and_count_exactly(start, amount, counting, nation):
    rule = working_days(amount, counting=counting)
    end = due(start, rule, nation).due_at.astimezone(LONDON)
    first = start.astimezone(LONDON).date()
    assert is_working_day(end.date(), nation)
    assert end.time() == time(23, 59, 59)
    days = [first + timedelta(days=offset) for offset in range((end.date() - first).days + 1)]
    if counting == Counting.DAY_AFTER:
        days = days[1:]
    assert sum(is_working_day(day, nation) for day in days) == amount


@given(starts, st.integers(1, 60), nations)
@settings(max_examples=200, deadline=None)
def test_beginning_with_is_never_later_than_beginning_the_day_after(start, amount, nation):
    after = due(start, working_days(amount), nation).due_at
    with_first = due(start, working_days(amount, counting="beginning_with"), nation).due_at
    assert with_first <= after


@given(starts, st.integers(1, 400), nations)
@settings(max_examples=300, deadline=None)
def test_hours_are_counted_one_by_one(start, amount, nation):
    """The second opinion: walk the minutes that count, in whole quarters of an hour."""
    start = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    at, left = start, amount * 4
    while left:
        if why_disregarded(at.astimezone(LONDON).date(), nation) is None:
            left -= 1
        at += timedelta(minutes=15)
    assert hours_skipping_excluded(start, amount, nation) == at


@given(starts, st.integers(1, 36))
@settings(max_examples=300, deadline=None)
def test_months_end_on_the_day_before_or_on_the_last_of_a_short_month(start, amount):
    first = start.astimezone(LONDON).date()
    end = due(start, months_beginning_with(amount), Nation.E).due_at.astimezone(LONDON).date()
    next_day = end + timedelta(days=1)
    assert next_day.day in (first.day, 1)
    gone = (end.year - first.year) * 12 + end.month - first.month
    assert gone in (amount, amount - 1)


@pytest.mark.parametrize("nation", Nation)
def test_if_days_off_were_counted_the_deadlines_would_land_on_them(nation, monkeypatch):
    monkeypatch.setattr(deadlines, "why_not_working", lambda *_: None)
    start = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert not is_working_day(due(start, working_days(1), nation).due_at.date(), nation)
