"""How good the forecast is: made again at past moments, with no more than was known at each, and
held against what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.caseload.forecast import rules
from workflows.caseload.forecast.chances import Chance, Forecast
from workflows.caseload.forecast.history import Lived, Record, known_at

# Parts of ten in which what was said is laid beside what came.
BANDS = ((0, 25), (25, 50), (50, 75), (75, 101))


@dataclass(frozen=True)
class Judged:
    """What was said of a task at a past moment, as a share of one, and whether it went red.

    `usual` is the share of what had fallen due by then that had gone red: the plainest forecast.
    """

    task: int
    said: float
    usual: float
    red: bool


@dataclass(frozen=True)
class Calibration:
    """The forecasts that could be held against what came, and those of which nothing was said."""

    judged: list[Judged]
    unsaid: int = 0
    # How many days lie between the moments it was tried on.
    every: int = 1

    @property
    def enough(self) -> bool:
        return len(self.judged) >= rules.JUDGED.value

    def called(self, *, likely: bool) -> tuple[int, int, int]:
        """How often one was called likely, or was not; of how many tasks; how often such a one
        went red."""
        found = [each for each in self.judged if (each.said * 100 >= rules.LIKELY.value) == likely]
        return len(found), len({each.task for each in found}), sum(each.red for each in found)

    @property
    def brier(self) -> float:
        """The mean of the squares by which it was wrong: 0 is perfect, 0.25 a coin."""
        return _mean((each.said - each.red) ** 2 for each in self.judged)

    @property
    def brier_of_the_usual(self) -> float:
        """The same of saying nothing but the usual share of each task."""
        return _mean((each.usual - each.red) ** 2 for each in self.judged)

    def bands(self) -> Iterator[tuple[int, int, int, int]]:
        """For each part of a hundred: from, to, how many were said to be there, how many of these
        went red."""
        for low, high in BANDS:
            found = [each for each in self.judged if low <= each.said * 100 < high]
            yield low, min(high, 100), len(found), sum(each.red for each in found)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def moments(now: datetime, every: int = 1) -> list[datetime]:
    """The past moments it is tried on, so many days apart: of each it is known by now what came."""
    last = now - timedelta(days=rules.DAYS.value)
    return [last - timedelta(days=days) for days in range(0, rules.TRIED.value, every)]


def back_test(record: Record, now: datetime) -> Calibration:
    """The forecast as it would have been at each of these moments, held against the record."""
    came = {task.pk: task for task in record.tasks}
    judged: list[Judged] = []
    unsaid = 0
    every = 1 if len(record.tasks) <= rules.DAILY.value else 7
    for moment in moments(now, every):
        forecast = Forecast(known_at(record, moment))
        usual = _usual(forecast)
        for each in forecast.chances():
            if each.late is None:
                unsaid += 1
            else:
                judged.append(_judge(each, usual, came[each.task.pk]))
    return Calibration(judged, unsaid, every)


def _judge(chance: Chance, usual: float, came: Lived) -> Judged:
    assert chance.late is not None
    return Judged(came.pk, chance.late, usual, went_red(came))


def went_red(task: Lived) -> bool:
    """Whether its due time came while it was open."""
    return task.finished is None or task.finished > task.due


def _usual(forecast: Forecast) -> float:
    """The share of what had fallen due by that moment that had gone red."""
    due = [task for task in forecast.known.tasks if task.due <= forecast.moment]
    return _mean(float(went_red(task)) for task in due)
