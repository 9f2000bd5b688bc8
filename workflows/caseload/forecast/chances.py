"""The chance that an open task is not done by its due time, and the work that is to come.

How long a step takes is asked of the steps of the same kind: the share of those that had waited
as long as this one and were still open when this one is due. Hours on hold do not count. Nor do
the hours until it is due in which it is on hold, or whoever has it is away and nobody stands in.

How much somebody has on counts in the simplest way: steps of those who had more open tasks than
is usual when they got them are a kind of their own, where there are enough of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median_low

from workflows.caseload.forecast import rules
from workflows.caseload.forecast.history import HOUR, Known, Lived, Step, hours_waited
from workflows.caseload.forecast.survival import Curve

# A step, and whether whoever had it had more on than is usual; None for all of them.
Key = tuple[Step, bool | None]


@dataclass(frozen=True)
class Chance:
    """How likely a task is to be late, as a share of one; None where there is too little to say.

    `has` is how many other open tasks its holder has, `waits` the hours until it is due in which
    nobody works on it, `alike` how many finished steps it was compared with.
    """

    task: Lived
    late: float | None
    has: int = 0
    busy: bool = False
    waits: float = 0.0
    alike: int = 0

    @property
    def is_likely(self) -> bool:
        return self.late is not None and self.late * 100 >= rules.LIKELY.value


def shaded(share: float, *, of: int) -> float:
    """A share of so many, as if one more had been late and one more had not, so that few steps
    never make anything certain (the rule of succession)."""
    return (share * of + 1) / (of + 2)


class Loads:
    """How many open tasks somebody had at any instant that lies behind."""

    def __init__(self, tasks: Iterable[Lived]) -> None:
        self._got: dict[int, list[datetime]] = {}
        self._ended: dict[int, list[datetime]] = {}
        for task in tasks:
            if task.owner is not None and task.since is not None:
                self._got.setdefault(task.owner, []).append(task.since)
                if task.finished is not None:
                    self._ended.setdefault(task.owner, []).append(task.finished)
        for times in (*self._got.values(), *self._ended.values()):
            times.sort()

    def at(self, owner: int, moment: datetime) -> int:
        got = bisect_right(self._got.get(owner, []), moment)
        return got - bisect_right(self._ended.get(owner, []), moment)


class Forecast:
    """What can be said at one moment by what was known then."""

    def __init__(self, known: Known) -> None:
        self.known, self.moment = known, known.moment
        self.loads = Loads(known.tasks)
        self._curves: dict[Key, Curve] = {}

    @cached_property
    def usual(self) -> int:
        """How many other tasks people usually had when they got one."""
        had = [self.had(task) for task in self.known.tasks if task.owner is not None]
        return median_low(had) if had else 0

    def had(self, task: Lived) -> int:
        """How many other open tasks its holder had when they got it, or finished it at once."""
        assert task.owner is not None
        assert task.since is not None
        had = self.loads.at(task.owner, task.since)
        # One that was taken by doing it is among those that have ended by then.
        return had if task.finished == task.since else had - 1

    @cached_property
    def _lasted(self) -> dict[Key, tuple[list[float], list[float]]]:
        """Hours of the done and of the others: of each kind, and of it by how much people had."""
        found: dict[Key, tuple[list[float], list[float]]] = {}
        for task in self.known.tasks:
            kinds: list[Key] = [(task.step, None)]
            if task.owner is not None:
                kinds.append((task.step, self.had(task) > self.usual))
            hours = self.age(task)
            for kind in kinds:
                found.setdefault(kind, ([], []))[0 if task.done else 1].append(hours)
        return found

    def age(self, task: Lived) -> float:
        """Hours since it became available, without those on hold, until it ended or now."""
        end = task.finished or self.moment
        held = hours_waited(self.known.holds.get(task.pk, ()), task.created, end)
        return (end - task.created) / HOUR - held

    def _curve(self, kind: Key) -> Curve | None:
        """None where too few of that kind are finished."""
        if kind not in self._curves:
            self._curves[kind] = Curve(*self._lasted.get(kind, ([], [])))
        curve = self._curves[kind]
        return curve if curve.finished >= rules.FINISHED.value else None

    def waits(self, task: Lived, owner: int | None, until: datetime) -> float:
        """Hours from now until then in which it is on hold, or that owner is away."""
        spans = list(self.known.holds.get(task.pk, ()))
        if owner is not None:
            spans += self.known.away.get(owner, ())
        return hours_waited(spans, self.moment, until)

    def chance(self, task: Lived) -> Chance:
        """The chance of an open task that it is late, with whoever has it."""
        others = self.loads.at(task.owner, self.moment) - 1 if task.owner is not None else 0
        return self.chance_with(task, task.owner, others)

    def chance_with(self, task: Lived, owner: int | None, others: int) -> Chance:
        """The same if it were with `owner`, who has so many other tasks."""
        busy = owner is not None and others > self.usual
        curve = self._curve((task.step, busy)) if owner is not None else None
        curve = curve or self._curve((task.step, None))
        waits, age = self.waits(task, owner, task.due), self.age(task)
        if curve is None or curve.lasted(age) < rules.LASTED.value:
            return Chance(task, None, others, busy, waits)
        left = (task.due - self.moment) / HOUR - waits
        late = shaded(curve.still_open(age + left, given=age), of=curve.lasted(age))
        return Chance(task, late, others, busy, waits, curve.finished)

    def falling_due(self) -> list[Lived]:
        """Open tasks that are not late yet and fall due as far ahead as it looks."""
        until = self.moment + timedelta(days=rules.DAYS.value)
        return [
            task
            for task in self.known.tasks
            if task.finished is None and self.moment < task.due <= until
        ]

    def chances(self) -> list[Chance]:
        """Of each that falls due, the most likely to be late first; those unsaid last."""
        found = [self.chance(task) for task in self.falling_due()]
        return sorted(found, key=lambda each: (-(each.late or -1.0), each.task.due, each.task.pk))

    def still_open(self, task: Lived, at: datetime) -> float:
        """The share of an open task that is still to be done at a later instant; all of it where
        there is too little to say."""
        curve, age = self._curve((task.step, None)), self.age(task)
        if curve is None or curve.lasted(age) < rules.LASTED.value:
            return 1.0
        left = (at - self.moment) / HOUR - self.waits(task, task.owner, at)
        return curve.still_open(age + left, given=age)

    def by_week(self) -> dict[int | None, list[float]]:
        """Of each holder (None: nobody yet), how much of what falls due in each of the next weeks
        is still to be done when that week begins. What is late already is work of the first."""
        weeks = rules.WEEKS.value
        found: dict[int | None, list[float]] = {}
        for task in self.known.tasks:
            week = max(0, (task.due - self.moment) // timedelta(days=7))
            if task.finished is None and week < weeks:
                share = self.still_open(task, self.moment + week * timedelta(days=7))
                found.setdefault(task.owner, [0.0] * weeks)[week] += share
        return found
