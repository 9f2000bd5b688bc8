"""A clock that stood still: by hand, what never does, and what the proof says of it."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from casework.clocks import (
    LONDON,
    Nation,
    Noted,
    Pause,
    ProofBroken,
    Rule,
    Source,
    calendar_days,
    due,
    due_with_todays_calendar,
    hours,
    months_beginning_with,
    office_hours,
    offset_from_event,
    pauses,
    pauses_in,
    proof_in_words,
    replay,
    rule_from,
    why_never_paused,
    working_days,
)

E = Nation.E
OFFICE = {"opens": time(9), "closes": time(17)}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def stopped(*spans: str) -> list[Pause]:
    """Each such as "2026-11-17 10:00 to 2026-11-19 00:00", local."""
    return [Pause(*(local(each) for each in span.split(" to "))) for span in spans]


# Monday 16 November 2026, 10am, is where these begin.
@pytest.mark.parametrize(
    ("rule", "spans", "expected"),
    [
        # Tuesday and Wednesday end while the clock stands still: two days more.
        (working_days(3), ["2026-11-17 10:00 to 2026-11-19 00:00"], "2026-11-23 23:59:59"),
        # It went on a minute before the end of Wednesday, so Wednesday counts.
        (working_days(3), ["2026-11-17 10:00 to 2026-11-18 23:59"], "2026-11-20 23:59:59"),
        # Between two ends of days nothing is lost.
        (working_days(3), ["2026-11-17 00:00 to 2026-11-17 23:00"], "2026-11-19 23:59:59"),
        # A weekend is not counted twice.
        (working_days(5), ["2026-11-20 12:00 to 2026-11-24 00:00"], "2026-11-25 23:59:59"),
        # The start day is not counted anyway.
        (working_days(3), ["2026-11-16 11:00 to 2026-11-17 00:00"], "2026-11-19 23:59:59"),
        (
            working_days(3, counting="beginning_with"),
            ["2026-11-16 11:00 to 2026-11-17 00:00"],
            "2026-11-19 23:59:59",
        ),
        (calendar_days(3), ["2026-11-17 10:00 to 2026-11-19 00:00"], "2026-11-21 23:59:59"),
        # A day that goes by at 10am is lost if the clock stood still just before 10am.
        (
            calendar_days(2, ends="same_time"),
            ["2026-11-17 09:00 to 2026-11-17 10:00"],
            "2026-11-19 10:00:00",
        ),
        (
            calendar_days(2, ends="same_time"),
            ["2026-11-17 10:00 to 2026-11-18 09:59"],
            "2026-11-18 10:00:00",
        ),
        (hours(48), ["2026-11-17 10:00 to 2026-11-17 22:30"], "2026-11-18 22:30:00"),
        # What lies before the start, or after the end, is nothing to it.
        (hours(48), ["2026-11-10 10:00 to 2026-11-16 10:00"], "2026-11-18 10:00:00"),
        (hours(48), ["2026-11-18 10:00 to 2026-11-20 10:00"], "2026-11-18 10:00:00"),
        (hours(48), ["2026-11-10 10:00 to 2026-11-16 11:00"], "2026-11-18 11:00:00"),
        (
            hours(48),
            ["2026-11-16 12:00 to 2026-11-16 13:00", "2026-11-16 13:00 to 2026-11-16 15:00"],
            "2026-11-18 13:00:00",
        ),
        # An office that is closed loses nothing at night.
        (
            office_hours(8, **OFFICE),
            ["2026-11-16 16:00 to 2026-11-17 10:00"],
            "2026-11-17 12:00:00",
        ),
    ],
)
def test_what_lies_in_a_pause_is_not_counted(rule: Rule, spans: list[str], expected: str) -> None:
    deadline = due(local("2026-11-16 10:00"), rule, E, pauses=stopped(*spans))
    assert f"{deadline.due_at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}" == expected
    assert replay(json.loads(json.dumps(deadline.proof))) == deadline.due_at


@pytest.mark.parametrize(
    ("rule", "start", "span", "expected"),
    [
        # The night on which the clocks go back has an hour more, and is paused all the same.
        (hours(24), "2026-10-24 12:00", "2026-10-25 00:00 to 2026-10-26 00:00", "10-26 12:00"),
        # The day on which they go on has 23, and those are what is made up for.
        (hours(24), "2027-03-27 12:00", "2027-03-28 00:00 to 2027-03-29 00:00", "03-29 12:00"),
    ],
)
def test_a_pause_over_a_change_of_the_clocks_is_as_long_as_it_is(
    rule: Rule, start: str, span: str, expected: str
) -> None:
    found = due(local(start), rule, E, pauses=stopped(span)).due_at.astimezone(LONDON)
    assert f"{found:%m-%d %H:%M}" == expected


# --- what never pauses ----------------------------------------------------------------------------

A_PAUSE = stopped("2026-11-17 10:00 to 2026-11-19 00:00")
NEVER = [
    hours(48, source=Source.LAW),
    rule_from("48h@dapn"),
    working_days(3, source=Source.GUIDANCE),
    months_beginning_with(3),
    offset_from_event(-1440),
]


@pytest.mark.parametrize("rule", NEVER)
def test_what_others_set_and_what_is_not_counted_never_pauses(rule: Rule) -> None:
    assert why_never_paused(rule)
    with pytest.raises(ValueError, match=r"cannot be paused|can be paused"):
        due(local("2026-11-16 10:00"), rule, E, pauses=A_PAUSE)
    assert due(local("2026-11-16 10:00"), rule, E).proof["pauses"] == []


@pytest.mark.parametrize("rule", NEVER)
def test_a_proof_of_such_a_time_that_stood_still_is_broken(rule: Rule) -> None:
    proof = due(local("2026-11-16 10:00"), rule, E).proof
    with pytest.raises(ProofBroken, match="pauses that cannot be"):
        replay(proof | {"pauses": [each.as_json() for each in A_PAUSE]})


def test_without_the_rule_a_clock_of_the_law_would_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pauses, "why_never_paused", lambda _rule: None)
    law = hours(48, source=Source.LAW)
    paused = due(local("2026-11-16 10:00"), law, E, pauses=A_PAUSE)
    assert paused.due_at > due(local("2026-11-16 10:00"), law, E).due_at
    monkeypatch.undo()
    with pytest.raises(ProofBroken):
        replay(paused.proof)


@pytest.mark.parametrize(
    ("spans", "sentence"),
    [
        (["2026-11-19 10:00 to 2026-11-20 10:00", "2026-11-17 10:00 to 2026-11-18 10:00"], "after"),
        (["2026-11-17 10:00 to 2026-11-19 10:00", "2026-11-18 10:00 to 2026-11-20 10:00"], "after"),
    ],
)
def test_pauses_that_overlap_or_stand_in_the_wrong_order_are_refused(
    spans: list[str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        due(local("2026-11-16 10:00"), hours(48), E, pauses=stopped(*spans))


def test_a_pause_has_a_length_and_a_time_zone() -> None:
    at = local("2026-11-17 10:00")
    with pytest.raises(ValueError, match="ends after"):
        Pause(at, at)
    with pytest.raises(ValueError, match="time zone"):
        Pause(at.replace(tzinfo=None), at)


# --- the proof ------------------------------------------------------------------------------------


def test_a_proof_says_each_pause_and_each_day_it_took() -> None:
    spans = stopped("2026-11-19 10:00 to 2026-11-21 00:00")
    proof = due(local("2026-11-16 10:00"), working_days(5), E, pauses=spans).proof
    assert proof["pauses"] == [
        {"from": "2026-11-19T10:00:00+00:00", "to": "2026-11-21T00:00:00+00:00"}
    ]
    assert proof_in_words(proof) == [
        "started Monday 16 November 2026 at 10:00:00",
        "rule: 5 working days",
        "set by the force, version 1",
        "the clock stood still from Thursday 19 November 2026 at 10:00:00 "
        "to Saturday 21 November 2026 at 00:00:00",
        "counted Tuesday 17 November 2026 and Wednesday 18 November 2026: working days 1 to 2",
        "not counted Thursday 19 November 2026 and Friday 20 November 2026: "
        "the clock stood still at the end of each",
        "skipped Saturday 21 November 2026 and Sunday 22 November 2026",
        "counted Monday 23 November 2026 to Wednesday 25 November 2026: working days 3 to 5",
        "due Wednesday 25 November 2026 at 23:59:59",
    ]


def test_a_proof_says_each_span_of_hours_that_was_counted_or_not() -> None:
    spans = stopped("2026-11-17 10:00 to 2026-11-18 12:00")
    proof = due(local("2026-11-16 10:00"), hours(36), E, pauses=spans).proof
    assert proof_in_words(proof)[3:] == [
        "the clock stood still from Tuesday 17 November 2026 at 10:00:00 "
        "to Wednesday 18 November 2026 at 12:00:00",
        "counted Monday 16 November 2026: 14 hours",
        "counted Tuesday 17 November 2026: 10 hours",
        "not counted Tuesday 17 November 2026 and Wednesday 18 November 2026: "
        "the clock stood still for 26 hours",
        "counted Wednesday 18 November 2026: 12 hours",
        "due Thursday 19 November 2026 at 00:00:00",
    ]


def test_days_of_any_kind_are_not_called_working_days() -> None:
    spans = stopped("2026-11-19 10:00 to 2026-11-20 00:00")
    proof = due(local("2026-11-16 10:00"), calendar_days(4), E, pauses=spans).proof
    said = " ".join(proof_in_words(proof)[3:])
    assert "days 1 to 2" in said
    assert "working" not in said


def test_counting_again_keeps_the_pauses_of_the_proof() -> None:
    start = local("2026-11-16 10:00")
    proof = due(start, working_days(3), E, pauses=A_PAUSE).proof
    assert due_with_todays_calendar(proof).proof == proof
    assert [each.as_json() for each in pauses_in(proof)] == proof["pauses"]
    wedding = Noted({local("2026-11-20 00:00").date(): "A royal wedding"}, "1")
    again = due_with_todays_calendar(proof, wedding)
    assert again.proof["pauses"] == proof["pauses"]
    assert again.due_at - due(start, working_days(3), E, pauses=A_PAUSE).due_at == timedelta(1)
    assert (
        due_with_todays_calendar(proof, pauses=()).due_at == due(start, working_days(3), E).due_at
    )


def test_a_proof_from_before_there_were_pauses_still_works_out() -> None:
    deadline = due(local("2026-11-16 10:00"), working_days(3), E)
    before = {name: value for name, value in deadline.proof.items() if name != "pauses"}
    assert replay(before) == deadline.due_at
    assert due_with_todays_calendar(before).due_at == deadline.due_at


@pytest.mark.parametrize("change", [{"pauses": []}, {"pauses": [{"from": "x"}]}])
def test_a_proof_whose_pauses_were_changed_is_broken(change: dict[str, Any]) -> None:
    proof = due(local("2026-11-16 10:00"), working_days(3), E, pauses=A_PAUSE).proof
    with pytest.raises(ProofBroken):
        replay(proof | change)
