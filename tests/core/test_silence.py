"""Silent clocks are told on every page, and what is overdue is on the lists all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from casework.core import schedules
from casework.core.heartbeat import beat
from casework.core.models import Heartbeat
from casework.core.silence import silence
from tests.makers_cases import people_of
from tests.makers_escalations import a_task
from workflows.models import Notice

pytestmark = pytest.mark.django_db
STOPPED, NEVER = "Reminders have stopped", "Reminders have not started"
WATCHED = {"sweep", "escalations"}


@pytest.fixture
def _sweeps_beat() -> None:
    for name in WATCHED:
        beat(name)


def age(name: str, seconds: int) -> None:
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - timedelta(seconds=seconds))


def test_the_sweeps_of_timers_and_of_deadlines_are_watched() -> None:
    assert {each.name for each in schedules.declared() if each.watched} == WATCHED


@pytest.mark.usefixtures("_sweeps_beat")
@pytest.mark.parametrize("name", sorted(WATCHED))
def test_three_minutes_of_silence_are_told_and_not_a_second_less(name: str) -> None:
    assert silence() is None
    age(name, 175)
    assert silence() is None
    age(name, 180)
    found = silence()
    assert found is not None
    assert found.since == Heartbeat.objects.get(name=name).at


@pytest.mark.usefixtures("_sweeps_beat")
def test_a_force_sets_how_long(settings: Settings) -> None:
    settings.POLICY = {"clock.silence_after_seconds": 600}
    age("sweep", 400)
    assert silence() is None


@pytest.mark.usefixtures("_sweeps_beat")
def test_a_sign_of_life_from_the_future_is_none() -> None:
    age("sweep", -7200)
    assert silence() is not None


def test_what_never_ran_is_silent() -> None:
    beat("sweep")
    found = silence()
    assert found is not None
    assert found.since is None


def test_every_signed_in_page_has_the_banner_and_none_while_all_is_well() -> None:
    task = a_task()
    client = Client()
    client.force_login(people_of(task.case).officer)
    pages = ["/my-work/", "/account/", "/help/", task.get_absolute_url()]
    assert all(NEVER in client.get(page).content.decode() for page in pages)
    for name in WATCHED:
        beat(name)
    assert not any("Reminders have" in client.get(page).content.decode() for page in pages)
    age("escalations", 200)
    for page in pages:
        shown = client.get(page).content.decode()
        assert STOPPED in shown
        assert "Due times on every list are right" in shown


def test_a_stranger_is_told_nothing() -> None:
    assert "Reminders have" not in Client().get("/sign-in/").content.decode()


def test_overdue_is_on_the_managers_list_at_once_with_no_clock_running() -> None:
    """I10: nothing runs here, no sweep, no queue."""
    task = a_task()
    assert task.due_at is not None
    manager = people_of(task.case).manager
    client = Client()
    with time_machine.travel(task.due_at - timedelta(seconds=1), tick=False):
        client.force_login(manager)
        assert task.case.ref not in client.get("/team/overdue/").content.decode()
    with time_machine.travel(task.due_at + timedelta(seconds=1), tick=False):
        shown = client.get("/team/overdue/").content.decode()
    assert task.case.ref in shown
    assert NEVER in shown
    assert not Notice.objects.exists()
