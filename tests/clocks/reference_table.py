"""Writes the reference table: 5,000 due times, 2024 to 2032, three nations, every unit.

One in three starts near something awkward: a change of the clocks, Easter, the turn of a year, the
last days of February, a one-off holiday.
"""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.clocks import every_minute

TABLE = Path(__file__).with_name("reference_due_times.csv")
LONGEST = {
    "h": 400,
    "h@dapn": 200,
    "oh": 120,
    "wd": 60,
    "wdb": 60,
    "d": 120,
    "db": 120,
    "mb": 13,
}
UNITS = tuple(LONGEST)
FROM = datetime(2024, 1, 1, tzinfo=UTC)
SPAN = (datetime(2032, 12, 31, 23, 59, tzinfo=UTC) - FROM) // timedelta(minutes=1)


def awkward(chance: random.Random) -> datetime:
    """Within two days of a moment at which something changes."""
    year = chance.randrange(2024, 2033)
    sunday = every_minute.easter(year)
    moment = chance.choice(
        [
            every_minute.last_sunday(year, 3),
            every_minute.last_sunday(year, 10),
            datetime(year, sunday.month, sunday.day, tzinfo=UTC),
            datetime(year, 12, 28, tzinfo=UTC),
            datetime(year, 2, 28, 12, tzinfo=UTC),
            datetime(2026, 6, 14, tzinfo=UTC),
        ]
    )
    return moment + timedelta(minutes=chance.randrange(-2 * 24 * 60, 2 * 24 * 60))


def drawn(chance: random.Random) -> tuple[str, datetime, str]:
    """A rule, a start on a whole minute, a nation."""
    unit = chance.choice(UNITS)
    start = FROM + timedelta(minutes=chance.randrange(SPAN))
    if chance.random() < 1 / 3:
        start = awkward(chance)
    return f"{chance.randint(1, LONGEST[unit])}{unit}", start, chance.choice("ESN")


def write() -> None:
    chance = random.Random(20261122)
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["nation", "rule", "start", "due"])
        for _ in range(5_000):
            rule, start, nation = drawn(chance)
            due = every_minute.by(rule, start, nation)
            writer.writerow([nation, rule, f"{start:%Y-%m-%dT%H:%MZ}", f"{due:%Y-%m-%dT%H:%M:%SZ}"])


if __name__ == "__main__":
    write()
