"""Jobs that run by the clock. Rooms declare them in code; the database only mirrors them.

One malformed row in the queue's own schedule table stops every schedule with nothing but a log
line, so nobody edits that table: the worker makes it equal to what is declared here each time it
starts. Every scheduled job leaves a heartbeat when it has succeeded, and the doctor reports one
that is late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

from casework.core import clock
from casework.core.heartbeat import age, beat
from casework.core.policy import number

log = logging.getLogger(__name__)
# So long the clocks of people's work may be silent before every page says so.
SILENCE = number("clock.silence_after_seconds", 180, unit="seconds", source="local")
# A late run is reported after three periods and two minutes: the queue looks at its schedules
# every half minute, and a job may stand behind another for the length of a time limit.
GRACE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """One job by the clock: `job` is the dotted path of a function without arguments."""

    name: str
    job: str
    minutes: int
    title: str  # as it stands in a sentence, "the sweep of deadlines"
    watched: bool = False  # everybody who is signed in is told when it has fallen silent
    stuck: str = ""  # dotted path of a function that counts what it should have done long ago

    @property
    def late_after(self) -> timedelta:
        """How long after its last run it counts as late; of what is watched, `SILENCE`."""
        if self.watched:
            return timedelta(seconds=SILENCE.value)
        return 3 * timedelta(minutes=self.minutes) + GRACE


_declared: dict[str, Scheduled] = {}


def every(
    *, minutes: int, name: str, job: str, title: str, watched: bool = False, stuck: str = ""
) -> None:
    """Declare that `job` runs each so many minutes. Call it from a room's `AppConfig.ready`.

    `watched` is for what people's work waits for: its silence is told on every page. `stuck` names
    a function that counts rows past their moment, such as one that fails at each run: the job
    itself goes on, so nothing else would tell.
    """
    if not job.rpartition(".")[0].endswith((".jobs", ".sweep")):
        raise ValueError(f"{job} is not in a jobs.py or sweep.py")
    _declared[name] = Scheduled(
        name=name, job=job, minutes=minutes, title=title, watched=watched, stuck=stuck
    )


def declared() -> list[Scheduled]:
    """Every job by the clock, by name."""
    return [_declared[name] for name in sorted(_declared)]


def is_on_time(name: str) -> bool:
    """Whether the declared job called `name` has succeeded as lately as it should."""
    last = age(name)
    return last is not None and abs(last) < _declared[name].late_after


def stuck() -> dict[str, int]:
    """How many rows are long past their moment, by the name of the job that should do them."""
    counts = {each.name: import_string(each.stuck)() for each in declared() if each.stuck}
    return {name: count for name, count in counts.items() if count}


def mirror() -> None:
    """Make the queue's schedule table equal to what is declared; whatever else is there goes.

    In one statement where it is so already: the worker asks every few seconds, so that a row that
    somebody spoilt stops the others no longer than that. A run that is further off than its period
    was put there by a clock that was ahead; it is due at once, or all would stand still until then.
    """
    wanted = {each.name: _row_of(each) for each in declared()}
    rows_there = list(Schedule.objects.values("name", "next_run", *COLUMNS))
    next_runs = [(row["name"], row.pop("next_run")) for row in rows_there]
    _call_back({name for name, at in next_runs if name in wanted and _is_far(name, at)})
    there = [(row.pop("name"), row) for row in rows_there]
    if sorted(name for name, _ in there) == sorted(wanted) and dict(there) == wanted:
        return
    Schedule.objects.exclude(name__in=wanted).delete()
    for name, row in wanted.items():
        rows = Schedule.objects.filter(name=name)
        if rows.count() > 1:
            rows.delete()
        if not rows.update(**row):
            Schedule.objects.create(name=name, next_run=timezone.now(), **row)


def _is_far(name: str, next_run: datetime | None) -> bool:
    latest = timezone.now() + timedelta(minutes=_declared[name].minutes) + GRACE
    return next_run is None or next_run > latest


def _call_back(names: set[str]) -> None:
    if names and clock.doubt() is None:
        Schedule.objects.filter(name__in=names).update(next_run=timezone.now())


COLUMNS = ("func", "args", "kwargs", "hook", "cluster", "schedule_type", "minutes", "repeats")


def _row_of(scheduled: Scheduled) -> dict[str, object]:
    """What the queue's table says of a declared job, apart from when it runs next."""
    return {
        "func": "casework.core.jobs.run_scheduled",
        "args": repr((scheduled.name,)),
        "kwargs": None,
        "hook": None,
        "cluster": None,
        "schedule_type": Schedule.MINUTES,
        "minutes": scheduled.minutes,
        "repeats": -1,
    }


def run(name: str) -> None:
    """Run the declared job called `name`, then leave its heartbeat.

    It waits, and its heartbeat stays away, while the clock of this machine is not believed.
    """
    if not clock.may_run():
        log.error("%s waits: the clock of this machine is not believed", name)
        return
    job: Callable[[], object] = import_string(_declared[name].job)
    job()
    beat(name)
