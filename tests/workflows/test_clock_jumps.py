"""The scheduler stopped, poisoned, set two hours back and two days forward (B11, H9, H10).

No deadline missed, none early, no notice and no e-mail twice. The clock of the machine is set while
time goes on; what is early is asked of the rows and of the true time, not of the clock that was
set. `test_faked_clock.py` does the same to the real worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from casework.accounts.models import User
from casework.core import checkup, clock, schedules
from casework.core.heartbeat import beat
from casework.core.models import Heartbeat
from casework.core.silence import silence
from tests.makers_clock import BY_THE_CLOCK, Machine, World, a_machine, a_world
from tests.makers_escalations import HOUR, WEEK, ladder
from workflows import actions, digests, sweep
from workflows import checkup as workflow_checkup
from workflows.models import Escalation, Mailing, Notice, Task
from workflows.models.escalation import EscalationQuerySet

pytestmark = pytest.mark.django_db
BACK, AHEAD = timedelta(hours=-2), timedelta(days=2)
JUMPS = pytest.mark.parametrize("jump", [BACK, AHEAD], ids=["two hours back", "two days ahead"])
OWN_CLOCK = pytest.mark.parametrize("database", [False, True], ids=["no clock", "its own clock"])


@pytest.fixture(autouse=True)
def _email_is_on(settings: Settings) -> None:
    settings.EMAIL_IS_ON = True
    settings.SITE_URL = "https://forestall.example"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def machine(world: World) -> Iterator[Machine]:
    with a_machine(world.begins) as machine:
        yield machine


# --- the scheduler is off -------------------------------------------------------------------------


def test_after_a_week_without_a_scheduler_one_run_misses_none_and_a_second_repeats_none(
    world: World, machine: Machine
) -> None:
    machine.passes(max(WEEK, world.ends - world.begins))
    world.minute(machine)
    world.assert_all_was_done_once(machine)
    told = Notice.objects.count()
    world.minute(machine)
    assert Notice.objects.count() == told
    world.assert_all_was_done_once(machine)


def test_a_sweep_that_looks_at_the_last_minute_alone_misses_what_a_week_has_left(
    world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    late = EscalationQuerySet.late

    def lately(rows: EscalationQuerySet, now: datetime) -> Any:
        return late(rows, now).filter(send_at__gt=now - timedelta(minutes=1))

    monkeypatch.setattr(EscalationQuerySet, "late", lately)
    machine.passes(max(WEEK, world.ends - world.begins))
    world.minute(machine)
    with pytest.raises(AssertionError):
        world.assert_all_was_done_once(machine)


def test_a_sweep_without_the_sent_mark_tells_everybody_again(
    world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin: only the database still refuses it."""
    machine.passes(world.ends - world.begins)
    monkeypatch.setattr("workflows.actions.escalating._settle", lambda *_: None)
    sweep.send_escalations()
    refused: list[str] = []
    monkeypatch.setattr(sweep.log, "error", lambda _, __, failure: refused.append(failure))
    sweep.send_escalations()
    assert refused
    assert set(refused) == {"IntegrityError"}


# --- the clock jumps ------------------------------------------------------------------------------


@JUMPS
@OWN_CLOCK
def test_a_clock_that_jumps_and_comes_back_does_nothing_early_nothing_twice_and_misses_none(
    world: World, jump: timedelta, database: bool
) -> None:
    with a_machine(world.begins, database=database) as machine:
        middle = ladder(world.task)["DUE"].send_at
        world.until(middle, machine)
        machine.is_set(jump)
        told = Notice.objects.count()
        world.until(middle + 3 * HOUR, machine, step=HOUR)
        assert Notice.objects.count() == told
        machine.is_set(timedelta())
        world.until(world.ends, machine)
        world.assert_all_was_done_once(machine)


def test_without_the_guard_a_clock_that_is_ahead_sends_lapses_and_releases_before_its_time(
    world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The red twin."""
    monkeypatch.setattr(clock, "may_run", lambda: True)
    world.minute(machine)
    machine.is_set(AHEAD)
    world.minute(machine)
    kinds = {name.partition(" ")[0] for name in world.early}
    assert kinds == {"Escalation", "Task", "TaskHold"}


@JUMPS
@OWN_CLOCK
def test_while_the_clock_is_not_believed_health_the_doctor_and_every_page_say_so(
    world: World, jump: timedelta, database: bool
) -> None:
    client = Client()
    with a_machine(world.begins, database=database) as machine:
        beat("queue")
        for each in schedules.declared():
            schedules.run(each.name)
        assert client.get("/health/").json()["late"] == []
        assert silence() is None
        machine.is_set(jump)
        answer = client.get("/health/")
        assert answer.status_code == 503
        assert "clock" in answer.json()["late"]
        (said,) = checkup.clock_is_believed()
        assert ("48 hours ahead of" if jump == AHEAD else "2 hours behind") in said
        assert ("trust_clock" in said) is not database
        assert silence() is not None
        machine.is_set(timedelta())
        assert client.get("/health/").status_code == 200
        assert not list(checkup.clock_is_believed())


def test_a_clock_that_is_not_believed_leaves_no_sign_of_life_and_says_so_in_the_log(
    world: World, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    world.minute(machine)
    Heartbeat.objects.all().delete()
    machine.is_set(AHEAD)
    world.minute(machine)
    assert not Heartbeat.objects.exists()
    assert "escalations waits: the clock of this machine is not believed" in caplog.text


# --- a poisoned row -------------------------------------------------------------------------------


@pytest.fixture
def poisoned(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A timer, a rung, a hold, a digest and every message of one user that always fail."""
    fire, escalate, end = sweep._fire, actions.escalate, actions.end_spent_hold
    figures, send = digests.figures, EmailMessage.send
    rung = ladder(world.task)["WARN"].pk
    user = User.objects.get(pk=world.held.owner_id)

    def unless(bad: Any, do: Any) -> Any:
        def done(*args: Any, **kwargs: Any) -> Any:
            if bad(*args, **kwargs):
                raise RuntimeError("1 Mill Lane")
            return do(*args, **kwargs)

        return done

    for place, name, bad, do in [
        (sweep, "_fire", lambda task: task.pk == world.timer.pk, fire),
        (sweep, "escalate", lambda escalations: rung in escalations, escalate),
        (sweep, "end_spent_hold", lambda hold: hold.task_id == world.held.pk, end),
        (digests, "figures", lambda reader, now: reader == user, figures),
        (EmailMessage, "send", lambda message: message.to == [user.email], send),
    ]:
        monkeypatch.setattr(place, name, unless(bad, do))
    return world


def test_a_poisoned_row_of_each_sort_stops_nothing_else(
    poisoned: World, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    poisoned.until(poisoned.ends, machine)
    left = Escalation.objects.filter(settled_at=None)
    assert [row.rung for row in left] == ["WARN"]
    assert list(Task.objects.filter(finished=None, scheduled__lte=machine.true)) == [poisoned.timer]
    assert Heartbeat.objects.filter(name__in=BY_THE_CLOCK).count() == len(BY_THE_CLOCK)
    sent = Mailing.objects.exclude(sent_at=None).values_list("user", flat=True)
    assert poisoned.task.owner_id in sent
    assert poisoned.held.owner_id not in sent
    assert "Mill Lane" not in caplog.text


def test_what_is_poisoned_is_told_by_number_and_counted_on_the_health_page(
    poisoned: World, machine: Machine
) -> None:
    poisoned.until(poisoned.ends, machine)
    beat("queue")
    for each in schedules.declared():
        beat(each.name)
    answer = Client().get("/health/")
    # The site does its work: no load balancer may take it away for one row.
    assert answer.status_code == 200
    assert {"sweep", "escalations", "holds"} <= answer.json()["stuck"].keys()
    (timer,) = workflow_checkup.timers_fire()
    (rung,) = workflow_checkup.reminders_are_sent()
    (hold,) = workflow_checkup.holds_run_out()
    assert f"1 in all: {poisoned.timer.pk} of case {poisoned.timer.case.ref}" in timer
    for said in (timer, rung, hold):
        assert "although the clock runs" in said
        assert "Start the queue" not in said
    assert list(workflow_checkup.mail_goes_out())


def test_where_nothing_is_poisoned_nothing_is_told(world: World, machine: Machine) -> None:
    world.until(world.ends, machine)
    assert Client().get("/health/").json()["stuck"] == {}


def test_a_user_whose_digest_fails_keeps_nobody_elses_back(
    poisoned: World, machine: Machine
) -> None:
    poisoned.until(poisoned.ends, machine)
    made = Mailing.objects.filter(kind=Mailing.Kind.DIGEST).values_list("user", flat=True)
    assert poisoned.task.owner_id in made
    assert poisoned.held.owner_id not in made
