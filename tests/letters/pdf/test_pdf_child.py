"""A letter is printed in a child with limits: what goes wrong with one ends the child only."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from letters import pdf
from letters.pdf import Fault, RenderError, child
from tests.makers_paper import CREATED, HTML

PAGE = "<html lang='en-GB'><title>x</title><body>{}</body></html>"
ENDLESS = PAGE.format("<p>" + "<span>word </span>" * 8_000 + "</p>")
HUGE = PAGE.format("<p>" + "word " * 4_000_000 + "</p>")


@pytest.fixture(autouse=True)
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[child.Pool]:
    """A pool of this test's own."""
    pool = child.Pool()
    monkeypatch.setattr(child, "pool", pool)
    yield pool
    pool.close()


def rendered(html: str = HTML, **limits: Any) -> bytes:
    return pdf.render_in_child(html, identifier=b"x", title="x", created=CREATED, **limits)


def processes(pool: child.Pool) -> list[int]:
    return [each._process.pid for each in pool._all]


def test_a_letter_comes_back_whole() -> None:
    assert rendered().startswith(b"%PDF-")


def test_a_letter_that_takes_too_long_is_stopped_and_the_next_one_is_printed(
    pool: child.Pool,
) -> None:
    rendered()
    (before,) = processes(pool)
    begun = time.monotonic()
    with pytest.raises(RenderError, match="too long") as caught:
        rendered(ENDLESS, seconds=1)
    assert caught.value.fault is Fault.TIME
    assert time.monotonic() - begun < 10
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
    assert rendered().startswith(b"%PDF-")


def test_a_letter_that_takes_too_much_memory_is_stopped_and_the_next_one_is_printed() -> None:
    with pytest.raises(RenderError) as caught:
        rendered(HUGE, seconds=60, megabytes=200)
    # Some library under it may fail in its own way when memory ends; it ends either way.
    assert caught.value.fault in (Fault.MEMORY, Fault.BROKEN)
    assert rendered().startswith(b"%PDF-")


def test_a_letter_nested_too_deeply_is_refused_in_words() -> None:
    with pytest.raises(RenderError) as caught:
        rendered(PAGE.format("<div>" * 3000 + "x" + "</div>" * 3000))
    assert caught.value.fault in (Fault.DEPTH, Fault.BROKEN)


def test_a_child_that_is_killed_at_work_is_a_failure_of_that_letter_alone(
    pool: child.Pool,
) -> None:
    failures: list[RenderError] = []

    def work() -> None:
        try:
            rendered(ENDLESS, seconds=60)
        except RenderError as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while not processes(pool) or not next(iter(pool._all)).served:
        time.sleep(0.05)
    os.kill(processes(pool)[0], signal.SIGKILL)
    thread.join(timeout=30)
    assert [failure.fault for failure in failures] == [Fault.BROKEN]
    assert rendered().startswith(b"%PDF-")


def test_a_child_that_died_while_idle_is_replaced_without_a_failure(pool: child.Pool) -> None:
    rendered()
    (before,) = processes(pool)
    os.kill(before, signal.SIGKILL)
    assert rendered().startswith(b"%PDF-")
    assert processes(pool) != [before]


def test_a_warm_child_is_used_again_and_not_for_ever(
    pool: child.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered()
    (before,) = processes(pool)
    rendered()
    assert processes(pool) == [before]
    monkeypatch.setattr(child, "LETTERS_PER_CHILD", 1)
    rendered()
    assert before not in processes(pool)


def test_a_child_is_told_nothing_of_its_surroundings(
    pool: child.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORESTALL_SECRET_KEY", "a-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:password@host/db")
    rendered()
    (pid,) = processes(pool)
    with open(f"/proc/{pid}/environ", "rb") as file:
        environment = file.read()
    assert b"a-secret" not in environment
    assert b"password" not in environment
    with open(f"/proc/{pid}/limits") as file:
        limits = file.read()
    assert " ".join(limits.split()).count("Max address space 536870912 536870912") == 1
    assert "Max core file size 0 0" in " ".join(limits.split())


def test_no_word_of_the_letter_is_in_an_error() -> None:
    secret = PAGE.format("<img src='http://127.0.0.1:9/Maria' alt='Maria'>")
    with pytest.raises(RenderError) as caught:
        rendered(secret)
    assert caught.value.fault is Fault.FETCH
    assert "Maria" not in str(caught.value) + repr(caught.value)


def test_without_its_limits_the_same_letter_would_run_on() -> None:
    """The red twin: with time enough it is printed."""
    assert pdf.pages(rendered(ENDLESS, seconds=300)) > 5


def test_two_threads_are_given_two_children(pool: child.Pool) -> None:
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(rendered())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made[0] == made[1]
    assert len(processes(pool)) == 2
