"""Jobs that run by the clock. Rooms declare them in code; the database only mirrors them.

One malformed row in the queue's own schedule table stops every schedule with nothing but a log
line, so nobody edits that table: the worker makes it equal to what is declared here each time it
starts. Every scheduled job leaves a heartbeat when it has succeeded, and the doctor reports one
that is late.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

from casework.core.heartbeat import beat
from casework.core.policy import number

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

    @property
    def late_after(self) -> timedelta:
        """How long after its last run it counts as late; of what is watched, `SILENCE`."""
        if self.watched:
            return timedelta(seconds=SILENCE.value)
        return 3 * timedelta(minutes=self.minutes) + GRACE


_declared: dict[str, Scheduled] = {}


def every(*, minutes: int, name: str, job: str, title: str, watched: bool = False) -> None:
    """Declare that `job` runs each so many minutes. Call it from a room's `AppConfig.ready`.

    `watched` is for what people's work waits for: its silence is told on every page.
    """
    if not job.rpartition(".")[0].endswith((".jobs", ".sweep")):
        raise ValueError(f"{job} is not in a jobs.py or sweep.py")
    _declared[name] = Scheduled(name=name, job=job, minutes=minutes, title=title, watched=watched)


def declared() -> list[Scheduled]:
    """Every job by the clock, by name."""
    return [_declared[name] for name in sorted(_declared)]


def mirror() -> None:
    """Make the queue's schedule table equal to what is declared; whatever else is there goes.

    In one statement where it is so already: the worker asks every few seconds, so that a row that
    somebody spoilt stops the others no longer than that.
    """
    wanted = {each.name: _row_of(each) for each in declared()}
    there = [(row.pop("name"), row) for row in Schedule.objects.values("name", *COLUMNS)]
    if sorted(name for name, _ in there) == sorted(wanted) and dict(there) == wanted:
        return
    Schedule.objects.exclude(name__in=wanted).delete()
    for name, row in wanted.items():
        rows = Schedule.objects.filter(name=name)
        if rows.count() > 1:
            rows.delete()
        if not rows.update(**row):
            Schedule.objects.create(name=name, next_run=timezone.now(), **row)


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
    """Run the declared job called `name`, then leave its heartbeat."""
    job: Callable[[], object] = import_string(_declared[name].job)
    job()
    beat(name)
