"""Ways of doing one thing, timed next to each other round by round.

In every round each side runs once, in an order that turns; its figure is divided by the base's
figure of the same round, and the median of those ratios is what counts. Garbage is collected
before and not during a timing, and one round that is not counted warms everything up.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

ROUNDS = 9


@dataclass(frozen=True, slots=True)
class Side:
    """One way. `act` is timed; what it returns tells what was done. `prepare` is not timed."""

    name: str
    act: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A side's figures over the base's of the same rounds."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f} to {self.most:.2f})"


@dataclass(slots=True)
class Comparison:
    """What a comparison measured: seconds by side and round. The first side is the base."""

    title: str
    seconds: dict[str, list[float]]
    did: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return next(iter(self.seconds))

    def ratio(self, name: str) -> Ratio:
        """The side's ratio to the base."""
        pairs = zip(self.seconds[name], self.seconds[self.base], strict=True)
        ratios = [own / base for own, base in pairs]
        return Ratio(median(ratios), min(ratios), max(ratios))

    def __str__(self) -> str:
        rounds = len(self.seconds[self.base])
        lines = [f"{self.title} (median of {rounds} rounds)"]
        width = max(map(len, self.seconds))
        for name, figures in self.seconds.items():
            lines.append(
                f"  {name:<{width}}  {median(figures) * 1000:>10.2f} ms"
                f"  {self.ratio(name)!s:>24}  {self.did.get(name) or ''}"
            )
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])


def compare(
    title: str,
    sides: Sequence[Side],
    *,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
    notes: Sequence[str] = (),
) -> Comparison:
    """Time `sides` in turn, the first being the base. `clock` may be `time.process_time`."""
    measured = Comparison(title, {side.name: [] for side in sides}, notes=list(notes))
    for number in range(rounds + 1):
        turn = number % len(sides)
        for side in [*sides[turn:], *sides[:turn]]:
            seconds, did = _timed(side, clock)
            measured.did[side.name] = did
            if number > 0:
                measured.seconds[side.name].append(seconds)
    return measured


def _timed(side: Side, clock: Callable[[], float]) -> tuple[float, object]:
    side.prepare()
    gc.collect()
    gc.disable()
    try:
        begun = clock()
        did = side.act()
        return clock() - begun, did
    finally:
        gc.enable()
