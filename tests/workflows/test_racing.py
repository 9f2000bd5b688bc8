"""Sixty-four people finish one task at the same moment: one wins, the rest are told."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from viewflow.workflow.lock import no_lock

from tests.makers_cases import people_of
from tests.makers_work import letter_at, open_steps, safe_contact
from workflows.flow import InterventionFlow
from workflows.models import Completion, Task
from workflows.registry import kinds

RACERS = 64


def race(task: Task) -> Counter[int]:
    """Send the same form from so many signed-in browsers at once; how each was answered."""
    officer = people_of(task.case).officer
    clients = [Client(raise_request_exception=False) for _ in range(RACERS)]
    for client in clients:
        client.force_login(officer)
    start, address, form = Barrier(RACERS), task.get_absolute_url(), safe_contact(task.case)

    def send(client: Client) -> int:
        start.wait(timeout=60)
        try:
            return int(client.post(address, form).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        return Counter(pool.map(send, clients))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_64_completions_at_once_one_wins_and_the_rest_are_conflicts() -> None:
    task = letter_at("check_contact")
    assert race(task) == {302: 1, 409: RACERS - 1}
    assert Completion.objects.filter(task=task).count() == 1
    assert open_steps(task.case) == ["write"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_unique_row_still_lets_only_one_win(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first red twin: the lock is off, so several get as far as the unique row."""
    switch_off_the_lock(monkeypatch)
    task = letter_at("check_contact")
    answers = race(task)
    assert answers[302] == 1
    assert Completion.objects.filter(task=task).count() == 1
    assert open_steps(task.case) == ["write"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_lock_and_unique_row_several_would_win(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second red twin: with both controls off the task is done more than once."""
    switch_off_the_lock(monkeypatch)
    monkeypatch.setattr(Completion.objects, "create", lambda **_: None)
    task = letter_at("check_contact")
    race(task)
    assert len(open_steps(task.case)) > 1


def switch_off_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    for flow in (InterventionFlow, *kinds().values()):
        monkeypatch.setattr(flow, "lock_impl", no_lock)
