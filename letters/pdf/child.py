"""The parent's side of rendering in a child process with limits of time and memory.

A plain subprocess, because a queue worker is a daemon and may not start multiprocessing
children. The child stays warm and prints many letters, one at a time: starting it costs a
second or more, a letter a few hundredths. What can go wrong with one letter (an endless layout,
too much memory, a crash in a library) ends the child and nothing else.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from signal import SIGXCPU
from threading import Lock
from typing import IO

from letters.pdf.errors import Fault, RenderError
from letters.pdf.frames import Answer, Frame

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60  # a cold machine reads its fonts once
LETTERS_PER_CHILD = 200
IDLE_CHILDREN = 2
# All the child is told of its surroundings: no secret, no database address.
PASSED_ON = (
    "PATH",
    "HOME",
    "XDG_CACHE_HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "FORESTALL_TYPEFACE",
)


class Died(Exception):
    """The child is gone without an answer."""

    def __init__(self, returncode: int) -> None:
        super().__init__(f"ended with {returncode}")
        self.returncode = returncode


class Child:
    """One warm process. Used by one thread at a time; `ask` after `close` is an error."""

    def __init__(self, *, megabytes: int) -> None:
        self.megabytes = megabytes
        self.served = 0
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        # Where HarfBuzz cannot subset fonts, fontTools does and would stamp the time of day.
        environment |= {"PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0"}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, nothing from users
            [sys.executable, "-m", "letters.pdf", str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            bufsize=0,
        )
        for pipe in self._pipes:
            os.set_blocking(pipe.fileno(), False)

    @property
    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin
        assert self._process.stdout
        return self._process.stdin, self._process.stdout

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: bytes, *, seconds: float) -> Answer:
        """Send one request (may be empty: just wait for "ready") and return the answer.

        Raises Died when the child ended instead, RenderError(TIME) after `seconds`.
        """
        deadline = time.monotonic() + seconds
        to_child, from_child = self._pipes
        unsent, frame = memoryview(request), Frame()
        with DefaultSelector() as ready:
            ready.register(from_child, EVENT_READ)
            if unsent:
                ready.register(to_child, EVENT_WRITE)
            while True:
                events = ready.select(max(0.0, deadline - time.monotonic()))
                if not events:
                    raise RenderError(Fault.TIME)
                for key, _mask in events:
                    if key.fileobj is to_child:
                        unsent = unsent[self._send(unsent) :]
                        if not unsent:
                            ready.unregister(to_child)
                    elif answer := frame.add(self._receive()):
                        self.served += 1
                        return answer

    def _send(self, data: memoryview) -> int:
        try:
            return os.write(self._pipes[0].fileno(), data)
        except BrokenPipeError:
            raise Died(self._process.wait()) from None

    def _receive(self) -> bytes:
        data = os.read(self._pipes[1].fileno(), 1 << 16)
        if not data:
            raise Died(self._process.wait())
        return data

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self.let_go()

    def let_go(self) -> None:
        """Close our ends of the pipes; after a fork, the process belongs to the other side."""
        for pipe in self._pipes:
            pipe.close()
        if self._process.returncode is None:
            self._process.returncode = 0  # not ours to wait for


class Pool:
    """The children of this process: a few idle ones are kept warm."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: list[Child] = []
        self._all: set[Child] = set()

    def take(self, *, megabytes: int) -> Child:
        """An idle child, or a new one that has said it is ready."""
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.megabytes == megabytes and child.alive():
                    return child
                self._end(child)
            child = Child(megabytes=megabytes)
            self._all.add(child)
        try:
            greeting = child.ask(b"", seconds=START_SECONDS)
        except (RenderError, Died) as error:
            self.end(child)
            raise RenderError(Fault.BROKEN) from error
        if greeting.fault:
            self.end(child)
            raise RenderError(greeting.fault)
        return child

    def give_back(self, child: Child) -> None:
        with self._lock:
            if child.served > LETTERS_PER_CHILD or len(self._idle) >= IDLE_CHILDREN:
                self._end(child)
            else:
                self._idle.append(child)

    def end(self, child: Child) -> None:
        with self._lock:
            self._end(child)

    def _end(self, child: Child) -> None:
        self._all.discard(child)
        child.close()

    def close(self) -> None:
        """End every child."""
        with self._lock:
            self._idle.clear()
            for child in tuple(self._all):
                self._end(child)

    def forget(self) -> None:
        """After a fork: the children are the parent's, and so are their pipes."""
        self._lock = Lock()
        for child in self._all:
            child.let_go()
        self._idle, self._all = [], set()


pool = Pool()
atexit.register(pool.close)
os.register_at_fork(after_in_child=pool.forget)


def render_in_child(
    html: str,
    *,
    identifier: bytes,
    title: str,
    language: str = "en-GB",
    created: datetime,
    seconds: int = 20,
    megabytes: int = 512,
) -> bytes:
    """What `letters.pdf.render_pdf` makes, in a child that may use so much time and memory.

    `seconds` is wall-clock time for this one document, `megabytes` the child's address space.
    Raises RenderError, also when the child was stopped or crashed.
    """
    request = Frame.pack(
        json.dumps(
            {
                "html": html,
                "identifier": identifier.hex(),
                "title": title,
                "language": language,
                "created": created.isoformat(),
                "seconds": seconds,
            }
        ).encode()
    )
    answer = _answer(request, seconds=seconds, megabytes=megabytes)
    if answer.fault:
        raise RenderError(answer.fault)
    return answer.body


def _answer(request: bytes, *, seconds: int, megabytes: int) -> Answer:
    while True:
        child = pool.take(megabytes=megabytes)
        warm = child.served > 1
        try:
            answer = child.ask(request, seconds=seconds)
        except Died as death:
            pool.end(child)
            # A warm child may have gone to sleep for good just now; a new one may not fail.
            if not warm:
                raise RenderError(
                    Fault.TIME if death.returncode == -SIGXCPU else Fault.BROKEN
                ) from death
        except BaseException:
            pool.end(child)
            raise
        else:
            if answer.fault:
                pool.end(child)  # what it left behind in memory is not worth keeping
            else:
                pool.give_back(child)
            return answer
