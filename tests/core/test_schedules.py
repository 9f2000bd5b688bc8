"""Jobs by the clock are declared in code, and the queue's table only mirrors them."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler
from django_q.signing import SignedPackage
from pytest_django import DjangoAssertNumQueries

from casework.core import jobs, schedules
from casework.core.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "_declared", {})
    schedules.every(minutes=1, name="sweep", job="casework.core.jobs.tidy", title="the sweep")


@pytest.fixture
def _the_scheduler_keeps_our_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    # It closes connections at its start, which would end the transaction of the test.
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)


def queued() -> list[tuple[str, tuple[object, ...]]]:
    packages = [SignedPackage.loads(row.payload) for row in OrmQ.objects.order_by("pk")]
    return [(package["func"], package["args"]) for package in packages]


def test_what_is_declared_is_mirrored_once(declared: None) -> None:
    schedules.mirror()
    schedules.mirror()
    row = Schedule.objects.get()
    assert (row.name, row.minutes, row.repeats) == ("sweep", 1, -1)


@pytest.mark.usefixtures("_the_scheduler_keeps_our_connection")
def test_the_clock_queues_what_is_declared_and_its_run_leaves_a_heartbeat(declared: None) -> None:
    schedules.mirror()
    Schedule.objects.update(next_run=timezone.now())
    scheduler()
    assert queued() == [("casework.core.jobs.run_scheduled", ("sweep",))]
    jobs.run_scheduled("sweep")
    assert Heartbeat.objects.filter(name="sweep").exists()


def test_a_spoilt_row_is_mended_so_that_it_cannot_stop_the_others(declared: None) -> None:
    schedules.mirror()
    Schedule.objects.update(args="(not python", minutes=99)
    Schedule.objects.create(name="unknown", func="nobody.knows", args="(worse")
    schedules.mirror()
    row = Schedule.objects.get()
    assert (row.args, row.minutes) == ("('sweep',)", 1)


def test_a_table_that_is_right_is_asked_once_and_left_alone(
    declared: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    schedules.mirror()
    with django_assert_num_queries(1):
        schedules.mirror()


def test_a_row_that_stands_twice_is_mended(declared: None) -> None:
    schedules.mirror()
    row = Schedule.objects.get()
    row.pk = None
    row.save()
    schedules.mirror()
    assert Schedule.objects.count() == 1


@pytest.mark.usefixtures("_the_scheduler_keeps_our_connection")
def test_without_the_mirror_one_spoilt_row_stops_every_schedule(declared: None) -> None:
    schedules.mirror()
    Schedule.objects.create(name="unknown", func="nobody.knows", args="(worse")
    Schedule.objects.update(next_run=timezone.now())
    scheduler()
    assert queued() == []


def test_a_run_that_fails_leaves_no_heartbeat(
    declared: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.core.jobs.tidy", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        jobs.run_scheduled("sweep")
    assert not Heartbeat.objects.exists()


def test_only_jobs_and_sweeps_can_be_declared() -> None:
    with pytest.raises(ValueError, match=r"not in a jobs\.py"):
        schedules.every(minutes=1, name="x", job="casework.core.errors.passes", title="x")


def test_every_declared_job_exists() -> None:
    assert schedules.declared()
    for scheduled in schedules.declared():
        assert callable(schedules.import_string(scheduled.job))
