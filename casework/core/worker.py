"""The queue's keeper: starts the cluster, watches that jobs really get done, starts it again.

The cluster can die without a word: when the kernel kills an idle worker, the dead process keeps
the lock of the shared queue and nothing is ever fetched again. So the keeper puts heartbeat jobs
into the queue and counts only finished jobs as life. With each beat it mends the table of what
runs by the clock, of which one spoilt row would stop all. The cluster runs in a session of its own,
because a signal to its whole group makes it hang instead of stopping.

Several hosts may share one queue; a beat done by any of them counts for all.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection

from casework.core import queue, schedules

log = logging.getLogger(__name__)

HEARTBEAT_JOB = "casework.core.jobs.heartbeat"
# A running job may take its whole time limit before the cluster can stop.
TIME_TO_STOP = timedelta(seconds=settings.Q_CLUSTER["timeout"] + 10)
PAUSE_BEFORE_RESTART = 2.0  # seconds, so that a cluster which cannot start does not spin
_PR_SET_PDEATHSIG = 1


def cluster_command() -> list[str]:
    """How the cluster is started: this very Python, this very site."""
    return [sys.executable, str(settings.ROOT / "manage.py"), "qcluster"]


def stop_with_parent() -> None:
    """In the child, before it runs: ask Linux to stop it if its keeper is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _may_be_the_clusters_doing() -> bool:
    """Whether a cluster that fell silent can be why the database refuses its keeper.

    An SQLite file is never away: somebody holds its one lock, such as a process that stands still
    in the middle of a write. A server lets everybody else go on.
    """
    return connection.vendor == "sqlite"


class Keeper:
    """Keeps one cluster alive until `stop` is called.

    patience: how long no job may finish before the cluster is taken for dead.
    beat: how long to wait between two looks, and between two heartbeat jobs.
    """

    def __init__(
        self,
        *,
        patience: timedelta,
        beat: timedelta,
        command: Callable[[], list[str]] = cluster_command,
    ) -> None:
        self.patience = patience
        self.beat = beat
        self.command = command
        self.restarts = 0
        self._stopping = threading.Event()

    def stop(self, *_: object) -> None:
        """Leave `keep` after stopping the cluster gracefully. May be called by a signal."""
        self._stopping.set()

    def keep(self) -> None:
        """Run the cluster until told to stop; start it again whenever it dies or falls silent."""
        schedules.mirror()
        while not self._stopping.is_set():
            cluster = self._start()
            try:
                reason = self._watch(cluster)
            finally:
                self._end(cluster)
            if reason:
                self.restarts += 1
                log.error("the queue is started again: %s", reason)
                self._stopping.wait(PAUSE_BEFORE_RESTART)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own command, no input from outside
            self.command(), start_new_session=True, preexec_fn=stop_with_parent
        )

    def _watch(self, cluster: subprocess.Popen[bytes]) -> str:
        """Return why the cluster must be started again, or "" when we were told to stop.

        How long nothing was done is told by a clock that nobody can set.
        """
        alive = time.monotonic()
        asked: float | None = None
        sign: object = None
        while not self._stopping.wait(self.beat.total_seconds()):
            if cluster.poll() is not None:
                return f"it ended by itself with {cluster.returncode}"
            close_old_connections()
            now = time.monotonic()
            try:
                schedules.mirror()
                queue.call_back()
                found = queue.sign_of_life()
                if found != sign:
                    sign, alive = found, now
                if asked is None or alive > asked or now - asked > self.patience.total_seconds():
                    queue.enqueue(HEARTBEAT_JOB)
                    asked = now
            except OperationalError as error:
                log.error("the queue's keeper cannot reach the database: %s", type(error).__name__)
                connection.close()
                if not _may_be_the_clusters_doing():
                    # Nothing can be known while the database is away, and nothing can be done.
                    alive = now
            if now - alive > self.patience.total_seconds():
                return f"no job was finished for {now - alive:.0f} seconds"
        return ""

    def _end(self, cluster: subprocess.Popen[bytes]) -> None:
        """Stop the cluster: gracefully while it answers, then by force with all its children."""
        if self._stopping.is_set() and cluster.poll() is None:
            cluster.terminate()  # to the main process only; see the module's docstring
            deadline = time.monotonic() + TIME_TO_STOP.total_seconds()
            while cluster.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
        with contextlib.suppress(ProcessLookupError):  # then nothing of its group is left
            os.killpg(cluster.pid, signal.SIGKILL)
        cluster.wait()
