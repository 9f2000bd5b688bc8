"""The demonstration's stories are played in the order of time, each act at its own instant."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from workflows.demonstration.stage import Story, moment, play

TODAY = date(2026, 11, 22)
NOW = moment(0, "12:00", today=TODAY)


def told(days: list[int], name: str, said: list[tuple[str, datetime]]) -> Story:
    for ago in days:
        yield moment(ago, "10:00", today=TODAY)
        said.append((name, timezone.now()))


def test_acts_of_several_stories_follow_each_other_by_time() -> None:
    said: list[tuple[str, datetime]] = []
    play(
        [told([9, 3], "a", said), told([7, 5, 1], "b", said)],
        until=NOW,
        each_morning=lambda: None,
    )
    assert [name for name, _ in said] == ["a", "b", "b", "a", "b"]


def test_the_clock_stands_at_each_act() -> None:
    said: list[tuple[str, datetime]] = []
    play([told([40], "a", said)], until=NOW, each_morning=lambda: None)
    # 13 October 2026 is summer time: ten o'clock is nine in UTC.
    assert said[0][1] - datetime.fromisoformat("2026-10-13T09:00+00:00") < timedelta(seconds=5)


def test_every_morning_in_between_is_played() -> None:
    mornings: list[datetime] = []
    play([told([3, 0], "a", [])], until=NOW, each_morning=lambda: mornings.append(timezone.now()))
    assert [timezone.localtime(each).strftime("%d %H") for each in mornings] == [
        "20 06",
        "21 06",
        "22 06",
    ]


def test_what_has_not_happened_yet_is_not_played() -> None:
    said: list[tuple[str, datetime]] = []
    play([told([2, -2], "a", said)], until=NOW, each_morning=lambda: None)
    assert len(said) == 1


def test_the_clock_is_given_back() -> None:
    before = timezone.now()
    play([told([300], "a", [])], until=NOW, each_morning=lambda: None)
    assert timezone.now() - before < timedelta(minutes=5)
