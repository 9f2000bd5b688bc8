"""The forecast knows no more than was known, and is as good as it says."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from tests.makers_forecast import DAY, NOW, a_step, cut, truth, world
from workflows.caseload.forecast import calibration, chances, history, presenters, rules
from workflows.caseload.forecast.calibration import back_test, moments, went_red
from workflows.caseload.forecast.chances import Chance, Forecast, shaded
from workflows.caseload.forecast.history import Lived, Record, Wait, known_at
from workflows.caseload.forecast.survival import Curve

# By how much chance alone may move a mean of so many squares as are made here.
MARGIN = 0.03


def forecast(record: Record) -> Forecast:
    return Forecast(known_at(record, NOW))


def same_steps(*days: float, then: Lived) -> Record:
    """Steps of a kind that took so many days, long ago, and the one that is asked about."""
    begun = NOW - 200 * DAY
    done = [a_step(number, begun, each) for number, each in enumerate(days, start=100)]
    return Record([*done, then], holds=[], away=[])


def late(record: Record, pk: int = 1) -> float | None:
    return {each.task.pk: each.late for each in forecast(record).chances()}[pk]


# --- survival -------------------------------------------------------------------------------------


def test_steps_that_are_not_finished_count_for_as_long_as_they_lasted() -> None:
    """Worked by hand: 4 at risk at 10 hours, 2 at 30 (one was left off at 20)."""
    curve = Curve([10.0, 30.0], [20.0, 40.0])
    assert curve.still_open(10) == pytest.approx(0.75)
    assert curve.still_open(30) == pytest.approx(0.75 / 2)
    assert curve.still_open(30, given=10) == pytest.approx(0.5)
    assert curve.still_open(5, given=20) == 1.0


def test_of_a_wait_longer_than_any_nothing_is_said() -> None:
    with pytest.raises(ValueError, match="open for so long"):
        Curve([10.0], []).still_open(20, given=15)
    with pytest.raises(ValueError, match="no step was seen"):
        Curve([], []).still_open(1)


# --- the chance of one task -----------------------------------------------------------------------


def test_the_chance_is_of_those_that_had_waited_as_long() -> None:
    """Of 40 steps, half took 2 days and half 20: on the third day the quick ones are gone."""
    days = [2.0] * 20 + [20.0] * 20
    fresh = a_step(1, NOW - timedelta(hours=1), None)
    old = a_step(1, NOW - 3 * DAY, None)
    assert late(same_steps(*days, then=fresh)) == pytest.approx(0.5, abs=0.02)
    # 21 lasted as long, itself among them, and all are still open when it is due.
    assert late(same_steps(*days, then=old)) == pytest.approx(22 / 23)


def test_too_few_finished_steps_say_nothing() -> None:
    task = a_step(1, NOW, None)
    few = rules.FINISHED.value - 1
    assert late(same_steps(*[20.0] * few, then=task)) is None
    assert late(same_steps(*[20.0] * (few + 1), then=task)) is not None
    waited = a_step(1, NOW - 30 * DAY, None, due=NOW + DAY)
    assert late(same_steps(*[20.0] * 40, then=waited)) is None


def test_what_is_late_already_or_due_later_is_not_forecast() -> None:
    gone = a_step(1, NOW - 20 * DAY, None)
    far = a_step(2, NOW, None, due=NOW + 15 * DAY)
    record = same_steps(*[5.0] * 30, then=gone)
    assert forecast(Record([*record.tasks, far], [], [])).chances() == []


@pytest.mark.parametrize("kind", ["on hold", "away"])
def test_hours_in_which_nobody_works_on_it_are_not_waited_off(kind: str) -> None:
    """Steps take 5 to 10 days. With 12 days left it is done; with 11 of them gone it is not."""
    task = a_step(1, NOW, None, owner=7, since=NOW - DAY)
    days = [5 + number / 6 for number in range(30)]
    plain = same_steps(*days, then=task)
    wait = Wait(1 if kind == "on hold" else 7, NOW - timedelta(hours=1), NOW + 11 * DAY)
    held = Record(
        plain.tasks, [wait] if kind == "on hold" else [], [wait] if kind == "away" else []
    )
    assert late(plain) == pytest.approx(1 / 33)
    assert late(held) == pytest.approx(32 / 33)


def test_few_steps_never_make_it_certain() -> None:
    assert [shaded(1.0, of=number) for number in (0, 5, 48)] == pytest.approx([0.5, 6 / 7, 0.98])
    assert shaded(0.0, of=5) == pytest.approx(1 / 7)


def test_each_hour_of_two_waits_counts_once() -> None:
    waits = [Wait(1, NOW, NOW + 2 * DAY), Wait(1, NOW + DAY, NOW + 3 * DAY)]
    assert history.hours_waited(waits, NOW - DAY, NOW + 10 * DAY) == 72


def test_those_who_have_more_on_are_looked_at_apart_where_there_are_enough() -> None:
    """The busy one has ten more tasks and takes 20 days, the other takes 2."""
    begun, tasks = NOW - 100 * DAY, []
    for number in range(30):
        at = begun + number * timedelta(hours=1)
        tasks.append(a_step(number, at, 2, owner=1, since=at))
        # One after the other, so that this one never has two at a time.
        alone = begun + number * timedelta(days=2.1)
        tasks.append(a_step(100 + number, alone, 2, owner=2, since=alone))
    busy = {task.pk for task in tasks if task.owner == 1}
    tasks = [
        replace(task, finished=task.created + 20 * DAY) if task.pk in busy else task
        for task in tasks
    ]
    one = a_step(900, NOW, None, owner=2, since=NOW)
    found = forecast(Record([*tasks, one], [], []))
    assert found.usual < 20
    assert found.chance_with(one, 1, 20).late > found.chance_with(one, 2, 0).late  # type: ignore[operator]
    assert found.chance_with(one, None, 0).late == pytest.approx(0.5, abs=0.1)


def test_the_chances_are_near_the_truth_where_it_is_known() -> None:
    found = forecast(world(seed=1)).chances()
    apart = [abs(each.late - truth(each.task, NOW)) for each in found if each.late is not None]
    assert len(apart) > 15
    assert sum(apart) / len(apart) < 0.06


# --- work to come ---------------------------------------------------------------------------------


def test_work_to_come_is_what_is_still_open_when_its_week_begins() -> None:
    now_due = a_step(1, NOW - 20 * DAY, None, owner=7, since=NOW - 20 * DAY)
    next_week = a_step(2, NOW, None, due=NOW + 8 * DAY, owner=7, since=NOW)
    days = [2.0] * 20 + [20.0] * 20
    weeks = forecast(Record([*same_steps(*days, then=now_due).tasks, next_week], [], [])).by_week()
    assert weeks[7] == pytest.approx([1.0, 0.5, 0.0, 0.0], abs=0.02)


# --- what was known -------------------------------------------------------------------------------


def ends_later(record: Record, moment: datetime) -> Iterator[Lived]:
    """The same tasks, but whatever came after that moment came otherwise."""
    chance = random.Random(5)
    for task in record.tasks:
        if task.finished is None or task.finished > moment:
            when = NOW + chance.uniform(0, 9) * DAY
            task = replace(task, finished=when, done=True, owner=chance.choice([4, 5]), since=when)
        yield task


def said(record: Record, at: datetime) -> list[tuple[int, float | None]]:
    """What the forecast says at a past moment, of which task."""
    made = calibration.Forecast(calibration.known_at(record, at))
    return [(each.task.pk, each.late) for each in made.chances()]


def is_blind(record: Record) -> bool:
    """Whether each past forecast is the same from a record that ends at its moment."""
    return all(said(record, at) == said(cut(record, at), at) for at in moments(NOW))


def test_a_past_forecast_rests_on_nothing_that_came_later() -> None:
    record, at = world(seed=2, steps=500), moments(NOW)[0]
    assert is_blind(record)
    other = Record(list(ends_later(record, at)), [], [])
    asked = [task.pk for task in Forecast(known_at(record, at)).falling_due() if not task.owner]
    one, two = dict(said(record, at)), dict(said(other, at))
    assert asked
    assert {pk: one[pk] for pk in asked} == {pk: two[pk] for pk in asked}


def test_a_forecast_that_sees_how_long_steps_took_later_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin: what is asked about is cut off, but what it is compared with is not."""

    def peeking(record: Record, at: datetime) -> history.Known:
        known = known_at(record, at)
        later = [each for each in record.tasks if each.finished and each.finished > at]
        return replace(known, tasks=[*known.tasks, *later])

    monkeypatch.setattr(calibration, "known_at", peeking)
    assert not is_blind(world(seed=2, steps=500))


def test_holds_are_as_long_as_they_were_said_to_be_then() -> None:
    longer = Wait(1, NOW, NOW + 9 * DAY, ended=NOW + 5 * DAY, longer=((NOW + DAY, NOW + 2 * DAY),))
    assert longer.as_known(NOW - DAY) is None
    ends = [longer.as_known(NOW + days * DAY).end for days in (0, 1, 6)]  # type: ignore[union-attr]
    assert ends == [NOW + 2 * DAY, NOW + 9 * DAY, NOW + 5 * DAY]


def test_who_has_a_task_is_known_from_when_they_got_it() -> None:
    task = a_step(1, NOW - 5 * DAY, None, owner=7, since=NOW - DAY)
    record = Record([task], [], [])
    assert [known_at(record, NOW - days * DAY).tasks[0].owner for days in (2, 0)] == [None, 7]


# --- its error ------------------------------------------------------------------------------------


def best_possible(record: Record) -> float:
    """The Brier score of whoever knows the truth, over the same forecasts."""
    came = {task.pk: task for task in record.tasks}
    squares = []
    for at in moments(NOW):
        for each in Forecast(known_at(record, at)).chances():
            if each.late is not None:
                squares.append((truth(each.task, at) - went_red(came[each.task.pk])) ** 2)
    return sum(squares) / len(squares)


def is_credible(record: Record) -> bool:
    """Whether its score lies where that of the truth lies: neither worse nor better."""
    return abs(back_test(record, NOW).brier - best_possible(record)) < MARGIN


def test_its_error_is_that_of_whoever_knows_the_truth() -> None:
    record = world(seed=3)
    found = back_test(record, NOW)
    assert len(found.judged) > 300
    assert is_credible(record)
    assert found.brier < found.brier_of_the_usual
    for low, high, number, red in found.bands():
        if number >= 40:
            assert low / 100 - 0.15 <= red / number <= high / 100 + 0.15


def test_a_forecast_that_peeks_at_what_came_is_too_good_to_be_true(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin."""
    record = world(seed=3)
    came = {task.pk: task for task in record.tasks}

    def peeking(self: Forecast, task: Lived) -> Chance:
        return Chance(task, 0.9 if went_red(came[task.pk]) else 0.1)

    monkeypatch.setattr(calibration, "Forecast", type("Peeking", (Forecast,), {"chance": peeking}))
    assert not is_credible(record)


def test_a_forecast_that_forgets_the_unfinished_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The red twin of the survival arithmetic: only what is finished counts."""
    record = world(seed=3)
    monkeypatch.setattr(chances, "Curve", lambda done, _: Curve(list(done), []))
    short = [each.late for each in forecast(record).chances() if each.task.step[1] == "slow"]
    monkeypatch.undo()
    full = [each.late for each in forecast(record).chances() if each.task.step[1] == "slow"]
    assert sum(filter(None, short)) < sum(filter(None, full))


def test_the_error_is_said_in_words() -> None:
    judged = [calibration.Judged(number // 2, 0.8, 0.3, red=number < 7) for number in range(10)]
    judged += [calibration.Judged(number, 0.1, 0.3, red=number < 2) for number in range(40)]
    told = " ".join(presenters.how_good(calibration.Calibration(judged)))
    assert "10 times it called a task likely (5 tasks): 7 went red." in told
    assert "40 times it called one not likely (40 tasks): 2 went red." in told
    # (7 x 0.2^2 + 3 x 0.8^2 + 2 x 0.9^2 + 38 x 0.1^2) / 50
    assert "Its Brier score is 0.08" in told
    assert "better than giving every task the usual share, which scores 0.16" in told


def test_a_large_record_is_tried_every_week_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "POLICY", {"forecast.tried_daily_up_to": 400})
    daily, weekly = (back_test(world(seed=4, steps=steps), NOW) for steps in (400, 401))
    assert (daily.every, weekly.every) == (1, 7)
    assert len(weekly.judged) < len(daily.judged) / 4
    assert "for each week of 84 days in the past" in presenters.how_good(weekly)[0]


def test_too_few_past_forecasts_give_no_error() -> None:
    few = calibration.Calibration([calibration.Judged(1, 0.8, 0.3, red=True)] * 5)
    told = " ".join(presenters.how_good(few))
    assert "too few to say how good it is: 5 past forecasts could be checked" in told
    assert presenters.bands(few) is None


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "almost certain"),
        (0.71, "about 7 in 10"),
        (0.05, "about 1 in 10"),
        (0.01, "less than 1 in 20"),
    ],
)
def test_a_chance_is_said_in_parts_of_ten(share: float, words: str) -> None:
    assert presenters.in_ten(share) == words


def test_no_process_loads_the_statistics_library_before_the_page_is_asked_for() -> None:
    code = (
        "import django, sys; django.setup(); import casework.urls, workflows.urls; "
        "assert not {'scipy', 'numpy'} & set(sys.modules), 'loaded'"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
