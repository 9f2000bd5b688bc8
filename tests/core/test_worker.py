"""The queue's keeper, with stand-ins for the cluster and then with the real one."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections, transaction
from django_q.models import OrmQ, Schedule

from casework.core import jobs, queue, worker
from casework.core.models import Heartbeat
from casework.core.worker import Keeper
from tests.real_worker import SOON, url_of_the_test_database, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def keeping(keeper: Keeper) -> Iterator[threading.Thread]:
    """Let `keeper` work in a thread of its own, as it works in a process of its own."""

    def keep() -> None:
        try:
            keeper.keep()
        finally:
            connections.close_all()

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        yield thread
    finally:
        keeper.stop()
        thread.join(SOON)
        assert not thread.is_alive()


def stand_in(script: str, folder: Path) -> Callable[[], list[str]]:
    """A cluster that notes its process number in `folder`, then does as `script` says."""
    noting = f"import os, pathlib, sys, time; pathlib.Path(r'{folder}', str(os.getpid())).touch()\n"
    return lambda: [sys.executable, "-c", noting + script]


def clusters(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir()]


def keeper_of(command: Callable[[], list[str]], *, patience: float = 60) -> Keeper:
    return Keeper(
        patience=timedelta(seconds=patience), beat=timedelta(seconds=0.1), command=command
    )


def exists(pid: int) -> bool:
    """Whether the process is there and still runs; one that only waits to be buried does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


@pytest.fixture(autouse=True)
def _no_long_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE_BEFORE_RESTART", 0.1)


# --- stand-ins ----------------------------------------------------------------------------------


def test_a_cluster_that_ends_is_started_again(tmp_path: Path) -> None:
    keeper = keeper_of(stand_in("sys.exit(3)", tmp_path))
    with keeping(keeper):
        assert wait_until(lambda: len(clusters(tmp_path)) >= 2)
    assert keeper.restarts >= 1


def test_a_silent_cluster_is_killed_with_its_children_and_started_again(tmp_path: Path) -> None:
    script = "import subprocess; child = subprocess.Popen(['sleep', '99'])\n"
    script += f"pathlib.Path(r'{tmp_path}', str(child.pid)).touch(); time.sleep(99)"
    keeper = keeper_of(stand_in(script, tmp_path), patience=1)
    with keeping(keeper):
        assert wait_until(lambda: len(clusters(tmp_path)) >= 4)
    assert wait_until(lambda: not [pid for pid in clusters(tmp_path) if exists(pid)])


def test_a_cluster_whose_jobs_get_done_is_left_alone(tmp_path: Path) -> None:
    keeper = keeper_of(stand_in("time.sleep(99)", tmp_path), patience=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queue, "sign_of_life", time.monotonic)
        with keeping(keeper):
            time.sleep(2)
    assert keeper.restarts == 0


def test_the_keeper_asks_for_one_heartbeat_at_a_time(tmp_path: Path) -> None:
    with keeping(keeper_of(stand_in("time.sleep(99)", tmp_path))):
        assert wait_until(OrmQ.objects.count)
        time.sleep(1)
        assert OrmQ.objects.count() == 1


def test_a_spoilt_row_is_mended_while_the_cluster_runs(tmp_path: Path) -> None:
    """One of them would stop whatever runs by the clock."""
    with keeping(keeper_of(stand_in("time.sleep(99)", tmp_path))):
        assert wait_until(Schedule.objects.count)
        Schedule.objects.create(name="unknown", func="nobody.knows", args="(worse")
        assert wait_until(lambda: not Schedule.objects.filter(name="unknown").exists())


def test_told_to_stop_it_asks_the_main_process_and_lets_it_finish(tmp_path: Path) -> None:
    script = f"""
import signal
def finish(*_):
    time.sleep(0.5)
    pathlib.Path(r'{tmp_path}', '0').touch()
    sys.exit()
signal.signal(signal.SIGTERM, finish)
time.sleep(99)
"""
    with keeping(keeper_of(stand_in(script, tmp_path))):
        assert wait_until(lambda: clusters(tmp_path))
        time.sleep(0.5)
    assert 0 in clusters(tmp_path)


def test_the_keeper_outlives_an_absent_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def away() -> None:
        asked.append(1)
        raise OperationalError("gone")

    monkeypatch.setattr(queue, "sign_of_life", away)
    monkeypatch.setattr(worker, "_may_be_the_clusters_doing", lambda: False)
    keeper = keeper_of(stand_in("time.sleep(99)", tmp_path), patience=0.5)
    with keeping(keeper) as thread:
        assert wait_until(lambda: len(asked) > 8)
        assert thread.is_alive()
    assert keeper.restarts == 0


def standing_in_a_write(monkeypatch: pytest.MonkeyPatch) -> str:
    """A cluster that came to a stand, where there is one lock of the database with that taken."""
    if connection.vendor != "sqlite":
        return "time.sleep(99)"
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    name = connection.settings_dict["NAME"]
    opened = f"import sqlite3; there = sqlite3.connect(r'{name}', isolation_level=None)\n"
    return opened + "there.execute('BEGIN IMMEDIATE'); time.sleep(99)"


def test_a_cluster_that_stands_still_in_a_write_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its keeper is refused by the database then, which is not away; compare the one above."""
    keeper = keeper_of(stand_in(standing_in_a_write(monkeypatch), tmp_path), patience=1)
    with keeping(keeper):
        assert wait_until(lambda: len(clusters(tmp_path)) >= 2)


# --- the real cluster ---------------------------------------------------------------------------


@pytest.fixture
def _real_cluster_uses_the_test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url_of_the_test_database())


@contextmanager
def real_keeper(patience: float, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A keeper of the real cluster; yields the process numbers of those it has started."""
    started: list[int] = []
    start = Keeper._start

    def noting(self: Keeper) -> object:
        cluster = start(self)
        started.append(cluster.pid)
        return cluster

    monkeypatch.setattr(Keeper, "_start", noting)
    keeper = Keeper(patience=timedelta(seconds=patience), beat=timedelta(seconds=0.5))
    with keeping(keeper):
        assert wait_until(Heartbeat.objects.filter(name=jobs.QUEUE).exists)
        yield started


def living_in_group(group: int) -> list[int]:
    """Processes of the group that still run. One that has ended but that nobody has collected,
    as in a container whose first process collects nothing, is not one."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of_group = stat.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        if int(of_group) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


def fall_silent(group: int) -> None:
    """Let every process of the group stand still, none of them in the middle of a write: then
    the test itself could not look whether another beats."""
    with transaction.atomic():
        assert list(Heartbeat.objects.select_for_update())
        os.killpg(group, signal.SIGSTOP)


def beats_again(seconds: float) -> bool:
    Heartbeat.objects.all().delete()
    return wait_until(Heartbeat.objects.filter(name=jobs.QUEUE).exists, seconds=seconds)


@pytest.mark.usefixtures("_real_cluster_uses_the_test_database")
def test_jobs_flow_again_after_the_cluster_fell_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    with real_keeper(15, monkeypatch) as started:
        fall_silent(started[0])
        assert beats_again(3 * SOON)
        assert wait_until(lambda: not exists(started[0]))
    assert wait_until(lambda: not exists(started[-1]))


@pytest.mark.usefixtures("_real_cluster_uses_the_test_database")
def test_without_the_keepers_patience_a_silent_cluster_stays_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with real_keeper(9999, monkeypatch) as started:
        fall_silent(started[0])
        assert not beats_again(5)
        os.killpg(started[0], signal.SIGCONT)


@pytest.mark.usefixtures("_real_cluster_uses_the_test_database")
def test_a_killed_main_process_leaves_no_orphans_and_jobs_flow_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with real_keeper(60, monkeypatch) as started:
        os.kill(started[0], signal.SIGKILL)
        assert wait_until(lambda: len(started) == 2)
        assert beats_again(SOON)
        assert wait_until(lambda: not living_in_group(started[0]))
