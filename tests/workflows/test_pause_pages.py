"""The page on which a lead pauses the clock of a task, and the ledger beside how it was counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework.accounts.models import User
from casework.clocks import LONDON, Source
from tests.makers_cases import people_of
from tests.makers_escalations import a_task
from tests.makers_pauses import A_MONDAY, WHY
from workflows import actions
from workflows.models import Pause, Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(A_MONDAY, tick=True) as travelling:
        yield travelling


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(task: Task) -> str:
    return reverse("workflows:pause", args=[task.pk])


def seen(task: Task) -> str:
    due_at = Task.objects.get(pk=task.pk).due_at
    return due_at.isoformat() if due_at else ""


def typed(task: Task, **changes: str) -> dict[str, str]:
    return {"days": "3", "reason": WHY, "seen": seen(task)} | changes


def page(client: Client, where: str) -> str:
    return str(client.get(where).content.decode())


def test_a_lead_pauses_the_clock_and_everybody_reads_who_and_why() -> None:
    task = a_task()
    people = people_of(task.case)
    client = signed_in(people.supervisor)
    assert address(task) in page(client, task.get_absolute_url())
    assert "at most 10 working days" in page(client, address(task))
    said = client.post(address(task), typed(task), follow=True).content.decode()
    assert "The clock stands still until the end of Wednesday 9 September 2026." in said
    assert "It is due on Monday 14 September 2026 at 11:59pm now." in said
    read = page(signed_in(people.officer), task.get_absolute_url())
    assert "The clock is paused" in read
    assert "When the clock stood still" in read
    assert f"{people.supervisor.display_name}: {WHY}" in read
    assert f"{people.supervisor.display_name} paused the clock." in read
    assert "The clock stood still from Monday 7 September 2026" in read
    assert address(task) not in read


def test_the_same_page_ends_the_pause(clock: Any) -> None:
    task = a_task()
    client = signed_in(people_of(task.case).supervisor)
    client.post(address(task), typed(task))
    clock.move_to(datetime(2026, 9, 8, 10, tzinfo=LONDON))
    client = signed_in(people_of(task.case).supervisor)
    offered = page(client, task.get_absolute_url())
    assert "End the pause of this task" in offered
    assert reverse("workflows:due", args=[task.pk]) not in offered
    shown = page(client, address(task))
    assert "Let it go on" in shown
    assert WHY in shown
    given = {"reason": "He is home again.", "seen": seen(task)}
    said = client.post(address(task), given, follow=True).content.decode()
    assert "The clock goes on. It is due on Thursday 10 September 2026 at 11:59pm now." in said
    assert "Ended by" in said
    assert "He is home again." in said
    assert "Pause the clock of this task" in said
    assert "The clock is paused" not in said


def test_what_was_typed_is_shown_again_where_somebody_was_first() -> None:
    task = a_task()
    people = people_of(task.case)
    given = typed(task, reason="Typed with care")
    actions.pause_clock(task=task, by=people.manager, days=2, reason=WHY)
    answer = signed_in(people.supervisor).post(address(task), given)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert people.manager.display_name in said
    assert "Typed with care" in said
    assert Pause.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days": ""}, "Enter for how many working days it stands still"),
        ({"days": "soon"}, "Enter a whole number"),
        ({"days": "0"}, "Enter a number of at least 1"),
        ({"days": "11"}, "Enter a number from 1 to 10."),
        ({"days": "1"}, "No time of this task falls into so short a pause"),
        ({"reason": ""}, "Enter why it stands still"),
        ({"seen": "yesterday"}, "Open the page again"),
    ],
)
def test_what_makes_no_sense_is_said_beside_what_was_typed(
    changes: dict[str, str], sentence: str
) -> None:
    task = a_task()
    answer = signed_in(people_of(task.case).supervisor).post(address(task), typed(task, **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Pause.objects.exists()


def test_where_the_law_sets_the_time_there_is_no_link_and_the_page_says_why() -> None:
    task = a_task()
    proof = task.due_proof or {}
    law = proof | {"rule": proof["rule"] | {"source": str(Source.LAW)}}
    Task.objects.filter(pk=task.pk).update(due_proof=law)
    client = signed_in(people_of(task.case).supervisor)
    assert address(task) not in page(client, task.get_absolute_url())
    assert "The law sets this time." in page(client, address(task))
    answer = client.post(address(task), typed(task))
    assert answer.status_code == 422
    assert "The law sets this time." in answer.content.decode()


def test_an_officer_is_told_who_pauses_a_clock() -> None:
    task = a_task()
    client = Client(raise_request_exception=False)
    client.force_login(people_of(task.case).officer)
    answer = client.post(address(task), typed(task))
    assert answer.status_code == 403
    assert "A supervisor or manager pauses the clock of a task." in answer.content.decode()


def test_a_pause_of_a_task_that_is_over_is_not_saved() -> None:
    task = a_task()
    people = people_of(task.case)
    given = typed(task)
    actions.cancel(intervention=task.process, by=people.manager, reason="Not needed")
    answer = signed_in(people.supervisor).post(address(task), given)
    assert answer.status_code == 409
    assert WHY in answer.content.decode()
    assert not Pause.objects.exists()


def test_the_timeline_of_the_case_says_that_the_clock_was_paused() -> None:
    task = a_task()
    people = people_of(task.case)
    actions.pause_clock(task=task, by=people.supervisor, days=3, reason=WHY)
    shown = page(signed_in(people.officer), f"/cases/{task.case.slug}/")
    assert "Clock of a task paused" in shown
