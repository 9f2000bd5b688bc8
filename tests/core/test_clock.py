"""Whether the clock of this machine is believed, and what a clock that was wrong has put off."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from pytest_django import Settings

from casework.core import clock, queue, schedules
from casework.core.models import ClockReading
from tests.makers_clock import STARTED, Machine, a_machine

pytestmark = pytest.mark.django_db
NEAR, FAR = timedelta(seconds=5), timedelta(seconds=6)


@pytest.fixture
def machine() -> Iterator[Machine]:
    with a_machine(STARTED + timedelta(days=2000)) as machine:
        yield machine


def test_the_clocks_of_this_very_machine_agree() -> None:
    assert clock.doubt() is None
    assert clock.may_run()
    assert clock.doubt() is None
    assert ClockReading.objects.count() == (1 if sys.platform == "linux" else 0)


@pytest.mark.postgres
def test_the_database_has_a_clock_of_its_own() -> None:
    shown = clock.of_database()
    assert shown is not None
    assert abs(shown - timezone.now()) < NEAR


def test_time_that_passes_is_no_doubt_however_long(machine: Machine) -> None:
    for days in (0, 1, 400):
        machine.passes(timedelta(days=days))
        assert clock.may_run()


@pytest.mark.parametrize("way", [1, -1])
def test_a_clock_is_doubted_past_five_seconds_and_not_before(machine: Machine, way: int) -> None:
    assert clock.may_run()
    machine.is_set(way * NEAR)
    assert clock.doubt() is None
    machine.is_set(way * FAR)
    assert clock.doubt() == clock.Doubt(clock.Against.ITSELF, way * FAR)
    machine.passes(timedelta(hours=5))
    assert not clock.may_run()
    machine.is_set(timedelta())
    assert clock.may_run()


def test_a_force_sets_how_far_clocks_may_differ(machine: Machine, settings: Settings) -> None:
    settings.POLICY = {"clock.may_differ_seconds": 60}
    assert clock.may_run()
    machine.is_set(timedelta(seconds=60))
    assert clock.doubt() is None


def test_what_was_not_believed_is_not_kept(machine: Machine) -> None:
    """Or the second look would compare the wrong clock with itself."""
    assert clock.may_run()
    machine.is_set(timedelta(days=2))
    assert not any(clock.may_run() for _ in range(3))


def test_a_clock_that_went_back_while_the_machine_was_off_is_doubted(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clock.may_run()
    started_anew = replace(machine.read(), machine="another start", since_start=timedelta(0))
    monkeypatch.setattr(clock, "read", lambda: started_anew)
    assert clock.may_run()
    earlier = replace(started_anew, machine="a third", at=started_anew.at - timedelta(minutes=1))
    monkeypatch.setattr(clock, "read", lambda: earlier)
    assert clock.doubt() == clock.Doubt(clock.Against.ITSELF, -timedelta(minutes=1))


def test_a_machine_without_such_a_clock_is_believed_and_compared_with_the_database(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "read", lambda: None)
    assert clock.may_run()
    assert not ClockReading.objects.exists()
    machine.database = True
    machine.is_set(FAR)
    assert clock.doubt() == clock.Doubt(clock.Against.DATABASE, FAR)


# --- somebody has looked --------------------------------------------------------------------------


def test_a_person_says_that_the_clock_is_right_and_it_goes_on(machine: Machine) -> None:
    assert clock.may_run()
    machine.is_set(timedelta(hours=3))
    assert not clock.may_run()
    out = StringIO()
    call_command("trust_clock", stdout=out)
    assert "goes out within a minute" in out.getvalue()
    assert clock.may_run()


def test_no_word_makes_two_clocks_agree(machine: Machine) -> None:
    machine.database = True
    machine.is_set(timedelta(hours=3))
    with pytest.raises(CommandError, match="same time service"):
        call_command("trust_clock")
    assert not clock.may_run()


# --- what a clock that was ahead has put off ------------------------------------------------------


def test_a_schedule_that_a_clock_put_off_for_days_is_due_at_once(machine: Machine) -> None:
    schedules.mirror()
    Schedule.objects.update(next_run=timezone.now() + timedelta(days=2))
    schedules.mirror()
    assert set(Schedule.objects.values_list("next_run", flat=True)) == {timezone.now()}


def test_a_schedule_within_its_period_is_left_alone(machine: Machine) -> None:
    schedules.mirror()
    Schedule.objects.update(next_run=timezone.now() + timedelta(minutes=1))
    schedules.mirror()
    assert not Schedule.objects.filter(next_run__lte=timezone.now()).exists()


def a_job(lock: timedelta) -> OrmQ:
    return OrmQ.objects.create(key="forestall", payload="", lock=timezone.now() + lock)


def test_a_job_that_a_clock_put_off_for_days_is_fetched_now_and_one_that_runs_is_not(
    machine: Machine,
) -> None:
    far, running = a_job(timedelta(days=2)), a_job(timedelta(seconds=400))
    assert queue.call_back() == 1
    assert OrmQ.objects.get(pk=far.pk).lock == timezone.now()
    assert OrmQ.objects.get(pk=running.pk).lock == running.lock


def test_a_clock_that_is_not_believed_calls_nothing_back(machine: Machine) -> None:
    """One that is two hours behind would have every running job done twice."""
    assert clock.may_run()
    schedules.mirror()
    running = a_job(timedelta(seconds=400))
    machine.is_set(-timedelta(hours=2))
    Schedule.objects.update(next_run=machine.true)
    schedules.mirror()
    assert queue.call_back() == 0
    assert OrmQ.objects.get(pk=running.pk).lock == running.lock
    assert set(Schedule.objects.values_list("next_run", flat=True)) == {machine.true}


def test_a_look_at_the_clock_is_one_statement_and_another_where_the_database_has_a_clock() -> None:
    clock.may_run()
    sent: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert clock.doubt() is None
    assert len(sent) == (2 if connection.vendor == "postgresql" else 1)
