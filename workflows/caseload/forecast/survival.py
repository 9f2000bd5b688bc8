"""How long steps take: the one door to the statistics library.

The share that is still open after so many hours is the Kaplan-Meier estimate, in which a step
that is not finished, or was dropped, counts for as long as it was looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from scipy import stats


class Curve:
    """How many of the steps of a kind are still open after so many hours of waiting."""

    def __init__(self, finished: Sequence[float], unfinished: Sequence[float]) -> None:
        """Hours that steps took until they were done, and hours that others lasted so far."""
        self.finished = len(finished)
        self._lasted = sorted([*finished, *unfinished])
        seen = stats.CensoredData(uncensored=list(finished), right=list(unfinished))
        self._open = stats.ecdf(seen).sf if self._lasted else None

    def lasted(self, hours: float) -> int:
        """How many lasted at least so long."""
        return len(self._lasted) - bisect_left(self._lasted, hours)

    def still_open(self, after: float, *, given: float = 0.0) -> float:
        """The chance that a step open for `given` hours is still open `after` hours in all.

        Raises ValueError where no step was ever open for so long.
        """
        if self._open is None:
            raise ValueError("no step was seen")
        there, then = (float(share) for share in self._open.evaluate([given, max(after, given)]))
        if not there:
            raise ValueError("no step was open for so long")
        return then / there
