"""Whether this machine's clock is to be believed. What runs by the clock waits until it is.

A timer that fired early cannot be taken back: an authority has lapsed, somebody was told. So each
run by the clock first compares this machine's clock with two others: that of the database, where it
has one of its own, and the one that counts from the start of the machine, which nobody can set.
Time that passes moves all of them; a clock that is set forward or back moves alone. While they
differ nothing goes out by itself, which the health page, the doctor and then every page say. It
goes on as soon as they agree again, or when a person has looked and says that the clock is right
(`manage.py trust_clock`). Nothing is lost meanwhile: due times stand, and lists read them.

What this cannot see: a clock that was wrong before the machine was first asked, and one that was
set forward while the machine was off, unless the database has a clock of its own.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from casework.core.errors import Refused
from casework.core.models import ClockReading
from casework.core.policy import number

MAY_DIFFER = number("clock.may_differ_seconds", 5, unit="seconds", source="local")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Against(Enum):
    """What this machine's clock disagrees with."""

    DATABASE = "the clock of the database"
    ITSELF = "what it showed before"


@dataclass(frozen=True)
class Doubt:
    """Why the clock is not believed. `by` is how far it is ahead; behind is less than nothing."""

    against: Against
    by: timedelta


@dataclass(frozen=True)
class Reading:
    """What this machine's clocks show together: `at` can be set by anybody, `since_start` by none.

    `machine` is another one after each start.
    """

    machine: str
    since_start: timedelta
    at: datetime


def read() -> Reading | None:
    """This machine's clocks now; None where it has none that nobody can set."""
    if sys.platform != "linux" or not BOOT_ID.exists():
        return None
    since_start = timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
    return Reading(BOOT_ID.read_text(encoding="ascii").strip(), since_start, timezone.now())


def of_database() -> datetime | None:
    """What the clock of the database shows now; None where that is this machine's own (SQLite)."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        shown: datetime = cursor.fetchone()[0]
        return shown


def doubt() -> Doubt | None:
    """Why this machine's clock is not to be believed now; None while it is. Changes nothing."""
    return _doubt(read())


def may_run() -> bool:
    """Whether what runs by the clock may run now. What the clock shows is kept if it may."""
    reading = read()
    if _doubt(reading) is not None:
        return False
    _keep(reading)
    return True


@transaction.atomic
def trust() -> None:
    """Take the clock of this machine for right from now on: a person has looked.

    Raises Refused where the database's clock shows another time, which no word makes right.
    """
    against_database = _against_database()
    if against_database is not None:
        raise Refused(
            "The clock of the database shows another time. "
            "Set both from the same time service first."
        )
    ClockReading.objects.all().delete()
    _keep(read())


def _doubt(reading: Reading | None) -> Doubt | None:
    return _against_database() or (_against_itself(reading) if reading else None)


def _against_database() -> Doubt | None:
    shown = of_database()
    return _unless_near(Against.DATABASE, timezone.now() - shown) if shown else None


def _against_itself(reading: Reading) -> Doubt | None:
    last = ClockReading.objects.filter(machine=reading.machine).first()
    if last is not None:
        passed = reading.since_start - last.since_start
        return _unless_near(Against.ITSELF, reading.at - last.at - passed)
    # Started anew: how long it was off cannot be known, but it was not less than no time. Two
    # machines may each differ from a third.
    seen = ClockReading.objects.aggregate(Max("at"))["at__max"]
    back = min(reading.at - seen, timedelta()) if seen else timedelta()
    return _unless_near(Against.ITSELF, back, times=2)


def _unless_near(against: Against, by: timedelta, *, times: int = 1) -> Doubt | None:
    near = abs(by) <= times * timedelta(seconds=MAY_DIFFER.value)
    return None if near else Doubt(against, by)


def _keep(reading: Reading | None) -> None:
    if reading is not None:
        ClockReading.objects.update_or_create(
            machine=reading.machine,
            defaults={"at": reading.at, "since_start": reading.since_start},
        )
