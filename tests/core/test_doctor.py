"""The doctor says what is wrong, in words, and `/health/` agrees with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from django_q.models import Failure, OrmQ
from pytest_django import Settings

from casework.core import append_only, checkup, clock, doctor, jobs, schedules, system
from casework.core.heartbeat import beat
from casework.core.models import Heartbeat

pytestmark = pytest.mark.django_db


def problems(title: str) -> tuple[str, ...]:
    return next(found.problems for found in doctor.examine() if found.title == title)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty doctor, to which a test adds its own checks."""
    monkeypatch.setattr(doctor, "_registered", {})


@pytest.fixture
def everything_beats() -> None:
    beat(jobs.QUEUE)
    for scheduled in schedules.declared():
        beat(scheduled.name)


def age_heartbeat(name: str, by: timedelta) -> None:
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - by)


# --- the command --------------------------------------------------------------------------------


def test_a_problem_is_said_in_words_and_the_command_exits_with_1(only: None) -> None:
    doctor.register("The kettle is on")(lambda: ["There is no water. Fill the kettle."])
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("doctor", stdout=out)
    assert stopped.value.code == 1
    assert "WRONG  The kettle is on\n       There is no water. Fill the kettle." in out.getvalue()
    assert "1 to put right." in out.getvalue()


def test_a_healthy_machine_is_called_well_and_the_command_exits_with_0(only: None) -> None:
    doctor.register("The kettle is on")(list)
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "All is well." in out.getvalue()


def test_a_check_that_breaks_is_a_problem_and_does_not_stop_the_round(only: None) -> None:
    def broken() -> Iterator[str]:
        raise OSError("the disk is gone")
        yield

    doctor.register("A")(broken)
    doctor.register("B")(list)
    first, second = doctor.examine()
    assert "OSError" in first.problems[0]
    assert second.problems == ()


def test_records_are_not_looked_at_where_the_database_is_not_usable(only: None) -> None:
    asked = []
    doctor.register("Database", stage=doctor.Stage.DATABASE)(lambda: ["It does not answer."])
    doctor.register("Records")(lambda: asked.append("records") or [])
    assert [found.title for found in doctor.examine()] == ["Database"]
    assert asked == []


def test_records_are_looked_at_where_the_database_is_well(only: None) -> None:
    doctor.register("Database", stage=doctor.Stage.DATABASE)(list)
    doctor.register("Records")(lambda: ["A case has no owner."])
    assert [found.title for found in doctor.examine()] == ["Database", "Records"]


# --- the machine --------------------------------------------------------------------------------


def test_a_missing_library_is_named_with_the_command_to_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system, "has_library", lambda soname: soname != "libpango-1.0.so.0")
    (problem,) = checkup.machine_has_what_is_needed()
    assert "libpango-1.0.so.0" in problem
    assert "sudo apt-get install libpango-1.0-0" in problem


def test_no_library_is_missing_where_the_linker_finds_them_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system, "has_library", lambda soname: True)
    assert list(checkup.machine_has_what_is_needed()) == []


def test_a_library_that_does_not_exist_is_not_found() -> None:
    assert not system.has_library("libnobody-has-this.so.9")
    assert system.has_library("libc.so.6")


def test_the_test_machine_needs_all_that_the_running_machine_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system, "has_library", lambda soname: False)
    running = system.missing("run")
    assert running
    assert {need.thing for need in running} <= {need.thing for need in system.missing("test")}


def test_ubuntus_note_that_points_to_a_snap_is_no_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "chromium"
    note.write_text('#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    monkeypatch.setattr(system.shutil, "which", lambda name: str(note))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert system.find_browser() is None
    note.write_text('#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n')
    assert system.find_browser() == str(note)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, settings: Settings) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("a file where the folder should be")
    settings.MEDIA_ROOT = in_the_way / "files"
    (problem,) = checkup.files_can_be_written()
    assert str(in_the_way) in problem
    settings.MEDIA_ROOT = tmp_path / "files"
    assert list(checkup.files_can_be_written()) == []


def test_a_full_disk_is_named_before_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    free = SimpleNamespace(free=checkup.ROOM_NEEDED - 1)
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda folder: free)
    assert any("MB are free" in problem for problem in checkup.files_can_be_written())


# --- the database -------------------------------------------------------------------------------


def test_the_database_of_the_tests_is_as_safe_as_a_real_one() -> None:
    assert list(checkup.database_answers()) == []


def test_sqlite_that_could_lose_commits_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    loose = sqlite3.connect(":memory:")
    loose.execute("PRAGMA synchronous=NORMAL")

    class Cursor:
        def __enter__(self) -> sqlite3.Cursor:
            return loose.cursor()

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(checkup, "connection", SimpleNamespace(cursor=Cursor))
    found = " ".join(checkup._sqlite_is_safe())
    assert "synchronous=1" in found
    assert "foreign_keys=0" in found


def test_an_old_postgresql_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "connection", SimpleNamespace(pg_version=140_005))
    (old,) = checkup._postgresql_is_fit()
    assert "version 14" in old


def test_a_clock_that_is_not_the_databases_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    late = timezone.now() - timedelta(minutes=3)
    monkeypatch.setattr(clock, "of_database", lambda: late)
    (skewed,) = checkup.clock_is_believed()
    assert "3 minutes ahead of the clock of the database" in skewed
    assert "same time service" in skewed


def test_migrations_that_are_not_made_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(checkup.migrations_are_made()) == []
    monkeypatch.setattr(
        checkup.MigrationExecutor, "migration_plan", lambda self, targets: [("core.0002", False)]
    )
    (problem,) = checkup.migrations_are_made()
    assert "python manage.py migrate" in problem


# --- the queue and the clock --------------------------------------------------------------------


def test_every_guard_of_every_room_is_there() -> None:
    assert list(checkup.guards_are_there()) == []
    rooms = {guard.table.partition("_")[0] for guard in append_only.REGISTERED.values()}
    assert {"audit", "cases", "correspondence", "documents", "workflows"} <= rooms


def test_a_guard_that_somebody_removed_is_named() -> None:
    one = append_only.REGISTERED["cases_move_no_delete"]
    append_only.remove(connection, [one])
    try:
        (problem,) = checkup.guards_are_there()
        assert "lost guards, 1 in all, the first is cases_move_no_delete" in problem
    finally:
        append_only.install(connection, [one])


@pytest.mark.postgres
def test_nothing_that_only_grows_can_be_emptied_at_a_stroke() -> None:
    assert list(checkup.guards_are_there()) == []
    guards = [each for each in append_only.REGISTERED.values() if each.moment == "TRUNCATE"]
    sentences = {guard.sentence for guard in guards}
    for table in sorted({guard.table for guard in guards}):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            connection.cursor().execute(f"TRUNCATE {table} CASCADE")
        # The guard of a table that hangs on this one may be asked first.
        assert any(sentence in str(refused.value) for sentence in sentences)


def test_a_queue_that_never_ran_is_named() -> None:
    (problem,) = checkup.queue_is_running()
    assert "python manage.py worker" in problem


def test_a_queue_that_beats_is_well_and_one_that_stopped_is_not(everything_beats: None) -> None:
    assert list(checkup.queue_is_running()) == []
    age_heartbeat(jobs.QUEUE, checkup.QUEUE_LATE + timedelta(seconds=1))
    (problem,) = checkup.queue_is_running()
    assert "5 minutes ago" in problem


def test_a_job_by_the_clock_that_is_late_is_named(everything_beats: None) -> None:
    assert list(checkup.schedules_are_on_time()) == []
    age_heartbeat("tidy", timedelta(hours=4))
    (problem,) = checkup.schedules_are_on_time()
    assert "the hourly tidying was 4 hours ago" in problem


def test_a_job_by_the_clock_that_never_ran_is_named() -> None:
    assert any("never run" in problem for problem in checkup.schedules_are_on_time())


def test_a_job_that_waits_too_long_is_named() -> None:
    row = OrmQ.objects.create(key="forestall", payload="", lock=timezone.now())
    assert list(checkup.no_job_waits_too_long()) == []
    OrmQ.objects.filter(pk=row.pk).update(lock=timezone.now() - timedelta(minutes=11))
    (problem,) = checkup.no_job_waits_too_long()
    assert "11 minutes" in problem


def fail(attempts: int) -> Failure:
    now = timezone.now()
    return Failure.objects.create(
        id=f"{attempts:032}",
        name="n",
        func="casework.core.jobs.heartbeat",
        args=(),
        kwargs={},
        started=now,
        stopped=now,
        success=False,
        attempt_count=attempts,
        result="it broke",
    )


def test_a_job_that_was_given_up_is_named_and_one_that_will_be_tried_again_is_not() -> None:
    fail(1)
    assert list(checkup.no_job_has_failed()) == []
    fail(3)
    (problem,) = checkup.no_job_has_failed()
    assert "1 jobs named casework.core.jobs.heartbeat failed" in problem


def test_failed_jobs_are_listed_and_queued_again() -> None:
    fail(3)
    out = StringIO()
    call_command("failed_jobs", stdout=out)
    assert "it broke" in out.getvalue()
    assert OrmQ.objects.count() == 0
    call_command("failed_jobs", "--retry", stdout=out)
    assert OrmQ.objects.count() == 1
    assert Failure.objects.count() == 0


# --- /health/ -----------------------------------------------------------------------------------


def test_health_is_open_and_200_when_everything_beats(
    client: Client, everything_beats: None
) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json()["ok"] is True
    assert answer.json()["ages"][jobs.QUEUE] <= 5


def test_health_is_503_and_names_what_is_late(client: Client, everything_beats: None) -> None:
    age_heartbeat(jobs.QUEUE, timedelta(hours=1))
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["late"] == [jobs.QUEUE]


def test_health_is_503_after_three_minutes_without_a_sweep(
    client: Client, everything_beats: None
) -> None:
    age_heartbeat("escalations", timedelta(seconds=180))
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["late"]) == (503, ["escalations"])


def test_health_takes_no_sign_of_life_from_the_future(
    client: Client, everything_beats: None
) -> None:
    age_heartbeat("sweep", timedelta(days=-2))
    assert client.get("/health/").json()["late"] == ["sweep"]


def test_health_is_503_when_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(name: str) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("casework.core.health.age", away)
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["late"] == ["database"]


def test_lengths_of_time_are_said_as_people_say_them() -> None:
    said = [checkup.words(timedelta(seconds=seconds)) for seconds in (1, 90, 180, 7200)]
    assert said == ["1 second", "90 seconds", "3 minutes", "2 hours"]
