"""The doctor's own checks: the machine, the database, the queue and the clock."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count

from casework.core import append_only, clock, jobs, queue, schedules, system
from casework.core.doctor import Stage, register
from casework.core.heartbeat import age

# Twice the time limit of a job and a minute: both workers may be busy that long.
QUEUE_LATE = timedelta(seconds=2 * settings.Q_CLUSTER["timeout"] + 60)
WAITING_TOO_LONG = timedelta(minutes=10)
ROOM_NEEDED = 500 * 1024 * 1024  # bytes: a day of letters and the database's log
OLDEST_POSTGRESQL = 15


def words(span: timedelta) -> str:
    """A length of time as it is said: "40 seconds", "3 minutes", "5 hours"."""
    seconds = int(span.total_seconds())
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


@register("The machine has what Forestall needs", stage=Stage.MACHINE)
def machine_has_what_is_needed() -> Iterator[str]:
    for need in system.missing("run"):
        yield f"{need.thing} is missing. Type: sudo apt-get install {need.package}"


@register("Files can be written", stage=Stage.MACHINE)
def files_can_be_written() -> Iterator[str]:
    for folder in (settings.VAR, settings.MEDIA_ROOT):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"doctor")
                os.fsync(file.fileno())
        except OSError as error:
            yield (
                f"Nothing can be written to {folder} ({error.strerror}). "
                "Give the user who runs Forestall the right to write there."
            )
    yield from _room_left(settings.VAR)


def _room_left(folder: Path) -> Iterator[str]:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < ROOM_NEEDED:
        yield (
            f"Only {free // 1024**2} MB are free on the disk of {folder}. "
            f"Make room until at least {ROOM_NEEDED // 1024**2} MB are free."
        )


@register("The style sheets are built", stage=Stage.MACHINE)
def style_sheets_are_built() -> Iterator[str]:
    missing = [folder for folder in settings.STATICFILES_DIRS if not Path(folder).is_dir()]
    if missing:
        yield "The style sheets are not built. Type: python manage.py build_assets"
    elif not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield "The style sheets are not collected. Type: python manage.py collectstatic --noinput"


@register("The settings are sound", stage=Stage.MACHINE)
def settings_are_sound() -> Iterator[str]:
    deploying = not settings.DEMONSTRATION
    for message in checks.run_checks(include_deployment_checks=deploying):
        if not message.is_silenced() and message.level >= checks.WARNING:
            hint = f" {message.hint}" if message.hint else ""
            yield f"{message.msg}{hint} ({message.id})"


@register("The database answers as it must", stage=Stage.DATABASE)
def database_answers() -> Iterator[str]:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        yield from _sqlite_is_safe()
    else:
        yield from _postgresql_is_fit()


def _sqlite_is_safe() -> Iterator[str]:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with connection.cursor() as cursor:
        for pragma, value in wanted.items():
            cursor.execute(f"PRAGMA {pragma}")
            found = cursor.fetchone()[0]
            if found != value:
                yield (
                    f"SQLite runs with {pragma}={found}; it must be {value}, or a power cut can "
                    "lose what was saved. Keep the database on a local disk and leave the "
                    "settings as they came."
                )


def _postgresql_is_fit() -> Iterator[str]:
    version = connection.pg_version // 10_000  # type: ignore[attr-defined]
    if version < OLDEST_POSTGRESQL:
        yield f"PostgreSQL is version {version}. Forestall needs {OLDEST_POSTGRESQL} or later."


@register("The database has the shape this version expects", stage=Stage.DATABASE)
def migrations_are_made() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield (
            f"{len(plan)} changes to the database are not made yet, the first is "
            f"{plan[0][0]}. Type: python manage.py migrate"
        )


@register("The clock of this machine is believed")
def clock_is_believed() -> Iterator[str]:
    """While it is not, nothing goes out by itself (`casework.core.clock`)."""
    found = clock.doubt()
    if found is None:
        return
    way = "ahead of" if found.by > timedelta() else "behind"
    said = f"The clock of this machine is {words(abs(found.by))} {way} {found.against.value}"
    if found.against is clock.Against.DATABASE:
        yield (
            f"{said}. Nothing goes out by itself from here until they agree. Set both from the "
            "same time service: due times depend on it."
        )
    else:
        yield (
            f"{said}, reckoned from then. Nothing goes out by itself until it agrees again. Set it "
            "from a time service; if it is right now, type: python manage.py trust_clock"
        )


@register("The database refuses what may never change")
def guards_are_there() -> Iterator[str]:
    gone = sorted(append_only.missing(connection))
    if gone:
        yield (
            f"The database has lost guards, {len(gone)} in all, the first is {gone[0]}. Find out "
            "who removed them, then restore the last backup: records may have been changed since."
        )


@register("The queue is running")
def queue_is_running() -> Iterator[str]:
    last = age(jobs.QUEUE)
    if last is None:
        yield "The queue has never run. Start it: python manage.py worker"
    elif last > QUEUE_LATE:
        yield (
            f"The queue gave its last sign of life {words(last)} ago, so letters and reminders "
            "wait. Start it: python manage.py worker"
        )


@register("No job waits too long")
def no_job_waits_too_long() -> Iterator[str]:
    waited = queue.longest_wait()
    if waited > WAITING_TOO_LONG:
        yield (
            f"A job has waited for {words(waited)}. If the queue is running, it has too few "
            "workers; if not, start it: python manage.py worker"
        )


@register("What runs by the clock runs on time")
def schedules_are_on_time() -> Iterator[str]:
    for scheduled in schedules.declared():
        last = age(scheduled.name)
        if last is None:
            yield (
                f"The clock has never run {scheduled.title}. "
                "Start the queue, which keeps the clock: python manage.py worker"
            )
        elif last > scheduled.late_after:
            yield (
                f"The last run of {scheduled.title} was {words(last)} ago; it is due every "
                f"{words(timedelta(minutes=scheduled.minutes))}. "
                "Look for its failure below, then restart: python manage.py worker"
            )


@register("No job has failed")
def no_job_has_failed() -> Iterator[str]:
    for name, count in queue.given_up().values_list("func").annotate(Count("id")).order_by("func"):
        yield (
            f"{count} jobs named {name} failed and will not be tried again. Read why "
            "(python manage.py failed_jobs), mend the cause, then try them again "
            "(python manage.py failed_jobs --retry)."
        )
