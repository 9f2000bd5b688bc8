import json
from datetime import UTC, date, datetime, time, timedelta

import pytest

from casework.clocks import (
    LONDON,
    Counting,
    Ends,
    Nation,
    ProofBroken,
    Rule,
    calendar_days,
    calendars,
    deadlines,
    due,
    due_with_todays_calendar,
    hours,
    hours_skipping_excluded,
    months_beginning_with,
    office_hours,
    proof_in_words,
    replay,
    working_days,
)

E, S, N = Nation.E, Nation.S, Nation.N
CUT_OFF = time(16, 30)
OFFICE = {"opens": time(9), "closes": time(17)}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def due_local(start: str, rule: Rule, nation: Nation = E) -> str:
    deadline = due(local(start), rule, nation)
    assert replay(json.loads(json.dumps(deadline.proof))) == deadline.due_at
    assert deadline.due_at.tzinfo is UTC
    return deadline.due_at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("start", "amount", "nation", "last"),
    [
        ("2026-11-16 10:00", 3, E, "2026-11-19"),  # Monday to Thursday
        ("2026-11-20 16:00", 1, E, "2026-11-23"),  # over a weekend
        ("2026-11-21 10:00", 1, E, "2026-11-23"),  # from a Saturday
        ("2026-11-27 10:00", 1, S, "2026-12-01"),  # St Andrew's Day
        ("2026-11-27 10:00", 1, E, "2026-11-30"),
        ("2026-06-12 10:00", 1, S, "2026-06-16"),  # the World Cup day
        ("2026-06-12 10:00", 1, N, "2026-06-15"),
        ("2026-07-10 10:00", 1, N, "2026-07-14"),  # Battle of the Boyne, substitute
        ("2026-04-02 10:00", 1, E, "2026-04-07"),  # Easter
        ("2026-04-02 10:00", 1, S, "2026-04-06"),
        ("2026-12-24 10:00", 1, E, "2026-12-29"),  # Christmas, Boxing Day on a Saturday
        ("2027-12-24 10:00", 1, E, "2027-12-29"),  # Christmas on a Saturday
        ("2027-12-31 10:00", 1, E, "2028-01-04"),  # New Year's Day on a Saturday
        ("2027-12-31 10:00", 1, S, "2028-01-05"),
        ("2022-09-16 10:00", 1, E, "2022-09-20"),  # the State Funeral
        ("2028-02-28 10:00", 1, E, "2028-02-29"),  # a leap day
        ("2026-11-20 23:59", 20, E, "2026-12-18"),
    ],
)
def test_working_days_end_at_the_end_of_the_last_one(start, amount, nation, last):
    assert due_local(start, working_days(amount), nation) == f"{last} 23:59:59"


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        # What comes at the cut-off still counts of the day; later, of the next one.
        ("2026-11-16 16:30", working_days(1, cut_off=CUT_OFF), "2026-11-17 23:59:59"),
        ("2026-11-16 16:31", working_days(1, cut_off=CUT_OFF), "2026-11-18 23:59:59"),
        # After it on a Friday, or at a weekend, it has come on Monday.
        ("2026-11-20 17:00", working_days(1, cut_off=CUT_OFF), "2026-11-24 23:59:59"),
        ("2026-11-21 10:00", working_days(1, cut_off=CUT_OFF), "2026-11-24 23:59:59"),
        # Days of any kind know no weekend.
        ("2026-11-20 17:00", calendar_days(1, cut_off=CUT_OFF), "2026-11-22 23:59:59"),
        ("2026-11-21 10:00", calendar_days(1, cut_off=CUT_OFF), "2026-11-22 23:59:59"),
        ("2026-11-16 10:00", office_hours(2, **OFFICE), "2026-11-16 12:00:00"),
        # Before it opens it waits; the last minute before it closes is the last that counts.
        ("2026-11-16 06:00", office_hours(8, **OFFICE), "2026-11-16 17:00:00"),
        ("2026-11-16 17:00", office_hours(1, **OFFICE), "2026-11-17 10:00:00"),
        # Over Christmas, and over a night in which the clocks change.
        ("2026-12-24 16:00", office_hours(2, **OFFICE), "2026-12-29 10:00:00"),
        ("2026-03-27 16:00", office_hours(2, **OFFICE), "2026-03-30 10:00:00"),
        # Three days beginning with service: served on Monday, due at the end of Wednesday.
        (
            "2026-11-16 10:00",
            calendar_days(3, counting=Counting.BEGINNING_WITH),
            "2026-11-18 23:59:59",
        ),
        ("2026-11-16 10:00", calendar_days(3), "2026-11-19 23:59:59"),
        ("2026-11-16 10:00", calendar_days(1, counting="beginning_with"), "2026-11-16 23:59:59"),
        ("2026-11-16 10:00", working_days(3, counting="beginning_with"), "2026-11-18 23:59:59"),
        ("2026-11-21 10:00", working_days(1, counting="beginning_with"), "2026-11-23 23:59:59"),
        ("2026-11-16 10:30", working_days(2, ends=Ends.SAME_TIME), "2026-11-18 10:30:00"),
        ("2026-11-16 10:30", calendar_days(28, ends="same_time"), "2026-12-14 10:30:00"),
        ("2026-11-21 10:00", calendar_days(28), "2026-12-19 23:59:59"),
    ],
)
def test_counting_can_begin_with_the_day_or_the_day_after(start, rule, expected):
    assert due_local(start, rule) == expected


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-01-01", 3, "2026-03-31"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-11-29", 3, "2027-02-28"),
        ("2026-12-01", 3, "2027-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-28", 1, "2026-02-27"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-03-03", 12, "2027-03-02"),
        ("2026-12-15", 1, "2027-01-14"),
    ],
)
def test_months_begin_with_the_first_day_and_end_the_day_before(start, months, last):
    assert due_local(f"{start} 09:00", months_beginning_with(months)) == f"{last} 23:59:59"


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        # Summer time begins on 28 March 2027 at 01:00 and ends on 25 October 2026 at 02:00.
        ("2027-03-27 18:00", hours(24), "2027-03-28 19:00:00"),
        ("2026-10-24 18:00", hours(24), "2026-10-25 17:00:00"),
        ("2027-03-27 18:00", calendar_days(1, ends="same_time"), "2027-03-28 18:00:00"),
        ("2026-10-24 18:00", calendar_days(1, ends="same_time"), "2026-10-25 18:00:00"),
        ("2027-03-26 18:00", working_days(1), "2027-03-30 23:59:59"),
        ("2026-10-23 18:00", working_days(1), "2026-10-26 23:59:59"),
        # An hour that does not exist moves on; of one that comes twice the first is taken.
        ("2027-03-27 01:30", calendar_days(1, ends="same_time"), "2027-03-28 02:30:00"),
        ("2026-10-24 01:30", calendar_days(1, ends="same_time"), "2026-10-25 01:30:00"),
        ("2026-12-31 10:00", hours(24), "2027-01-01 10:00:00"),
    ],
)
def test_both_clock_changes_are_right(start, rule, expected):
    assert due_local(start, rule) == expected


def test_an_hour_that_comes_twice_is_the_first_one():
    deadline = due(local("2026-10-24 01:30"), calendar_days(1, ends="same_time"), E)
    assert deadline.due_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_from_the_second_of_a_repeated_hour_the_next_day_is_still_counted_once():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert due(second, hours(24), E).due_at == second + timedelta(hours=24)
    assert due(second, calendar_days(1), E).due_at == datetime(2026, 10, 26, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("served", "nation", "ends"),
    [
        # Acceptance scenario 10: before the August bank holiday.
        ("2026-08-29 22:00", E, "2026-09-02 22:00"),
        ("2026-08-29 22:00", S, "2026-09-01 22:00"),  # not a bank holiday in Scotland
        ("2026-11-16 10:00", E, "2026-11-18 10:00"),  # Saturdays run, nothing to skip
        ("2026-11-20 10:00", E, "2026-11-23 10:00"),  # Friday: Saturday counts, Sunday does not
        ("2026-11-22 10:00", E, "2026-11-25 00:00"),  # on a Sunday: from midnight
        ("2026-04-02 18:00", E, "2026-04-07 18:00"),  # Good Friday, Easter Sunday and Monday
        ("2026-12-24 12:00", E, "2026-12-30 12:00"),  # 25, 26, 27 and 28 December
        ("2027-12-31 12:00", E, "2028-01-04 12:00"),  # Saturday 1 January counts, Sunday and 3rd no
        ("2027-03-27 12:00", E, "2027-03-31 12:00"),  # the clock change falls on a Sunday
        ("2026-10-24 12:00", E, "2026-10-27 12:00"),
    ],
)
def test_the_48_hours_stand_still_on_disregarded_days(served, nation, ends):
    assert hours_skipping_excluded(local(served), 48, nation) == local(ends).astimezone(UTC)


def test_if_the_disregarded_days_ran_the_hearing_would_be_a_day_too_early(monkeypatch):
    monkeypatch.setattr(deadlines, "why_disregarded", lambda *_: None)
    ends = hours_skipping_excluded(local("2026-08-29 22:00"), 48, E)
    assert ends == local("2026-08-31 22:00").astimezone(UTC)


def test_a_proof_tells_which_days_were_skipped_and_why():
    proof = due(
        local("2026-08-29 22:00"),
        hours(48, disregards=True, source="law", citation="Domestic Abuse Act 2021", version=2),
        E,
    ).proof
    assert proof["start_local"] == "Saturday 29 August 2026 22:00:00 BST"
    assert proof["due_local"] == "Wednesday 2 September 2026 22:00:00 BST"
    assert proof["not_counted"] == {
        "2026-08-30": "Sunday",
        "2026-08-31": "Late Summer Bank Holiday",
    }
    assert [step["day"][-2:] for step in proof["steps"]] == ["29", "30", "31", "01", "02"]
    assert proof["rule"]["source"] == "law"
    assert proof["rule"]["version"] == 2
    assert proof["rule_in_words"].startswith("48 hours, not counting Sundays")
    assert json.loads(json.dumps(proof)) == proof


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("due_at", "2026-11-24T23:59:59+00:00"),
        ("start", "2026-11-17T10:00:00+00:00"),
        ("not_counted", {"2026-11-18": "A made-up holiday"}),
        ("steps", []),
        ("format", 2),
        ("rule", None),
    ],
)
def test_a_proof_that_was_altered_is_found(key, value):
    proof = {**due(local("2026-11-16 10:00"), working_days(3), E).proof, key: value}
    with pytest.raises(ProofBroken):
        replay(proof)


def test_a_proof_with_a_piece_missing_is_found():
    proof = due(local("2026-11-16 10:00"), working_days(3), E).proof
    for key in ("format", "start", "rule", "not_counted", "steps", "due_at"):
        with pytest.raises(ProofBroken):
            replay({name: value for name, value in proof.items() if name != key})


def test_an_old_proof_stays_true_after_a_new_holiday_and_the_new_date_is_told(monkeypatch):
    before = due(local("2027-06-30 10:00"), working_days(1), E)
    monkeypatch.setattr(
        calendars, "PROCLAIMED", {(E, date(2027, 7, 1)): "A day nobody knew of in June"}
    )
    assert replay(before.proof) == before.due_at
    moved = due_with_todays_calendar(before.proof)
    assert moved.due_at == before.due_at + timedelta(days=1)
    assert moved.proof["not_counted"] == {"2027-07-01": "A day nobody knew of in June"}


def test_a_start_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 11, 22, 10), hours(24), E)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "hours", "amount": 0},
        {"kind": "working_days", "amount": -1},
        {"kind": "fortnights", "amount": 1},
        {"kind": "hours", "amount": 1, "source": "hearsay"},
        {"kind": "working_days", "amount": 1, "disregards": True},
    ],
)
def test_a_rule_that_cannot_be_worked_out_is_refused(values):
    with pytest.raises(ValueError, match=r"."):
        Rule(**values)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (working_days(1), "1 working day"),
        (hours(24), "24 hours"),
        (
            calendar_days(3, counting="beginning_with"),
            "3 calendar days, beginning with the first day",
        ),
        (months_beginning_with(12), "12 months, beginning with the first day"),
    ],
)
def test_a_rule_says_itself_in_words(rule, words):
    assert rule.in_words == words
    assert Rule.from_json(json.loads(json.dumps(rule.as_json()))) == rule


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kind": "hours", "cut_off": CUT_OFF}, "Only a rule in days"),
        ({"kind": "hours", **OFFICE}, "nothing else has any"),
        ({"kind": "office_hours"}, "need opening times"),
        ({"kind": "office_hours", "opens": time(17), "closes": time(9)}, "opens before it closes"),
        ({"kind": "office_hours", "opens": time(9)}, "opens before it closes"),
    ],
)
def test_opening_times_and_cut_offs_stand_where_they_mean_something(values, says):
    with pytest.raises(ValueError, match=says):
        Rule(amount=2, **values)


def test_a_proof_says_what_was_held_over():
    proof = due(local("2026-11-20 17:00"), working_days(1, cut_off=CUT_OFF), E).proof
    assert proof_in_words(proof)[3:] == [
        "held over Friday 20 November 2026: came after 4:30pm",
        "held over Saturday 21 November 2026 and Sunday 22 November 2026: not a working day",
        "counted Tuesday 24 November 2026: working day 1",
        "due Tuesday 24 November 2026 at 23:59:59",
    ]
