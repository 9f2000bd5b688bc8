"""What goes wrong with a person's number in the nominal index, and so with several rows."""

from __future__ import annotations

from collections import Counter
from random import Random

from casework.incidents.generator.persons import Human, Population
from casework.incidents.generator.rows import Row

SECOND_NOMINAL = "second nominal of one person"
SHARED_NOMINAL = "one nominal of two persons"
SECOND_NOMINAL_RATE = 0.03
SHARED_NOMINAL_RATE = 0.004


class Mixups:
    """Gives some suspects a second number, and some rows the number of somebody else."""

    def __init__(self, rng: Random, population: Population, tally: Counter[str]) -> None:
        self._rng = rng
        self._population = population
        self._tally = tally
        self._last_seen: Human | None = None

    def muddle(self, suspect: Human, rows: list[Row]) -> None:
        """Muddle the rows of one suspect in place, or not."""
        if len(rows) > 2 and self._rng.random() < SECOND_NOMINAL_RATE:
            self._second_nominal(rows)
        if self._last_seen and self._rng.random() < SHARED_NOMINAL_RATE:
            self._rng.choice(rows)["suspect_nominal_id"] = self._last_seen.nominal_id
            self._tally[SHARED_NOMINAL] += 1
        self._last_seen = suspect

    def _second_nominal(self, rows: list[Row]) -> None:
        """Another system numbered the same person again, and knows no PNC id of them."""
        second = self._population.nominal_id()
        for row in rows:
            if self._rng.random() < 0.3:
                row |= {"suspect_nominal_id": second, "pnc_id": "", "cro_no": ""}
        self._tally[SECOND_NOMINAL] += 1
