"""The real worker under a faked clock: set two days ahead, back, two hours behind, and back.

`test_clock_jumps.py` says what must hold; here a process of its own with its own cluster is told
another time by libfaketime, which fakes the clock that can be set and leaves the other one alone.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from casework.accounts.models import User
from tests.faketime import library
from tests.makers_escalations import a_task
from tests.real_worker import url_of_the_test_database, wait_until
from tests.superuser import guards_off
from workflows.models import Escalation, Notice, Rung, Task

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.full,
    pytest.mark.faketime,
]

# The queue looks at its schedules every half minute, and a run is due every minute.
SENT_WITHIN, TWO_RUNS = 180.0, 100.0
NOW, AHEAD, BEHIND = "+0", "+172800", "-7200"


@pytest.fixture
def faked(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that is told the time by the file `clock`."""
    preload = library()
    assert preload is not None
    (tmp_path / "clock").write_text(NOW)
    (tmp_path / "mail").mkdir()
    return os.environ | {
        "LD_PRELOAD": preload,
        "FAKETIME_TIMESTAMP_FILE": str(tmp_path / "clock"),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DATABASE_URL": url_of_the_test_database(),
        "FORESTALL_EMAIL": f"filemail:///{tmp_path / 'mail'}",
    }


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, str(settings.ROOT / "manage.py"), "worker", "--beat", "1"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(SENT_WITHIN)


@pytest.fixture
def task() -> Task:
    task = a_task()
    for user in User.objects.all():
        user.email = f"{user.username}@force.example"
        user.save()
    for rung in Rung:
        due_in(task, rung, seconds=86_400 if rung is Rung.MANAGER else 3600)
    return task


def due_in(task: Task, rung: Rung, *, seconds: int) -> None:
    with guards_off():
        row = Escalation.objects.filter(task=task, rung=rung)
        row.update(send_at=timezone.now() + timedelta(seconds=seconds))


def sent(task: Task) -> set[str]:
    rows = Escalation.objects.filter(task=task, how=Escalation.How.SENT)
    return set(rows.values_list("rung", flat=True))


def doctor(environment: dict[str, str]) -> str:
    command = [sys.executable, str(settings.ROOT / "manage.py"), "doctor"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.stdout


def test_a_real_worker_whose_clock_jumps_ahead_and_back_sends_each_rung_once_in_its_time(
    task: Task, faked: dict[str, str], tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    due_in(task, Rung.WARN, seconds=0)
    expected = {"WARN"}
    with worker(faked):
        assert wait_until(lambda: sent(task) == expected, seconds=SENT_WITHIN)
        for wrong, rung, said in ((AHEAD, Rung.DUE, "ahead of"), (BEHIND, Rung.OVERDUE, "behind")):
            clock.write_text(wrong)
            due_in(task, rung, seconds=5)
            assert not wait_until(lambda: sent(task) != expected, seconds=TWO_RUNS)
            assert said in doctor(faked)
            clock.write_text(NOW)
            expected.add(rung)
            assert wait_until(lambda: sent(task) == expected, seconds=SENT_WITHIN)
        time.sleep(TWO_RUNS)  # what would come twice, would come now
    assert sent(task) == {"WARN", "DUE", "OVERDUE"}
    told = list(Notice.objects.values_list("escalation", "recipient"))
    assert len(told) == len(set(told))
    assert all(row.settled_at >= row.send_at for row in Escalation.objects.exclude(settled_at=None))
    messages = [message_from_bytes(each.read_bytes()) for each in (tmp_path / "mail").iterdir()]
    ids = [message["Message-ID"] for message in messages]
    assert ids
    assert len(ids) == len(set(ids))


def test_without_the_guard_the_real_worker_tells_the_manager_a_day_before_its_time(
    task: Task, faked: dict[str, str], tmp_path: Path
) -> None:
    """The red twin."""
    faked["FORESTALL_POLICY"] = json.dumps({"clock.may_differ_seconds": 10**6})
    due_in(task, Rung.WARN, seconds=0)
    with worker(faked):
        assert wait_until(lambda: sent(task) == {"WARN"}, seconds=SENT_WITHIN)
        (tmp_path / "clock").write_text(AHEAD)
        assert wait_until(lambda: "MANAGER" in sent(task), seconds=SENT_WITHIN)
