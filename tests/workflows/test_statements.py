"""What one step costs in statements: a ratchet, counted to the last one on both databases.

A number here may go down. Where it has to go up, say in the commit what the new statement is for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.accounts.models import User
from tests.makers_cases import all_safe, people_of
from tests.makers_work import letter_at, visit_at
from workflows import actions
from workflows.models import Task

pytestmark = pytest.mark.django_db

TURNS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def costing(*, reads: int, writes: int) -> Iterator[None]:
    """Fail unless exactly so many statements are sent inside; all of them are then shown."""
    with CaptureQueriesContext(connection) as captured:
        yield
    sent = [query["sql"] for query in captured.captured_queries]
    counted = [sql for sql in sent if not sql.startswith(TURNS)]
    kinds = Counter("reads" if sql.startswith("SELECT") else "writes" for sql in counted)
    told = "\n".join(f"{number:3} {sql}" for number, sql in enumerate(counted, start=1))
    assert kinds == Counter(reads=reads, writes=writes), f"{dict(kinds)}\n{told}"


def fresh(task: Task, by: User) -> tuple[Task, User]:
    """Task and user as a request finds them: nothing read with them, no role known yet."""
    return Task.objects.get(pk=task.pk), User.objects.get(pk=by.pk)


def stopped_visit() -> Task:
    """A home visit whose contact is not cleared; a supervisor decides what follows."""
    task = visit_at("check_contact")
    answers = all_safe(task.case) | {"live_investigation": True}
    actions.complete(task=task, by=people_of(task.case).officer, answers=answers)
    return Task.objects.open().get(process=task.process_id)


def decided(decision: str) -> dict[str, Any]:
    return {"decision": decision, "reason": "Look at it once more."}


def test_the_step_that_leads_to_the_next() -> None:
    """Read: grants, case seen, lock, task, two of the due time, process again, chain.
    Written: completion, task, gate, next task, its ladder, arrows, events, payloads, chain."""
    waiting = stopped_visit()
    task, by = fresh(waiting, people_of(waiting.case).supervisor)
    with costing(reads=8, writes=9):
        actions.complete(task=task, by=by, answers=decided("AGAIN"))


def test_the_step_that_ends_an_intervention() -> None:
    waiting = stopped_visit()
    task, by = fresh(waiting, people_of(waiting.case).supervisor)
    # One more read than leads on: whether an advocate waits to be told of a visit.
    with costing(reads=13, writes=10):
        actions.complete(task=task, by=by, answers=decided("STOP"))


def test_the_step_of_the_officer_who_has_it() -> None:
    waiting = letter_at("check_contact")
    task, by = fresh(waiting, people_of(waiting.case).officer)
    with costing(reads=25, writes=11):
        actions.complete(task=task, by=by, answers=all_safe(waiting.case))


def test_giving_a_task_to_somebody_else() -> None:
    """Among what is read: whether they may see the case, and how many open tasks they have, for
    the limit."""
    waiting = letter_at("check_contact")
    people = people_of(waiting.case)
    task, by = fresh(waiting, people.supervisor)
    colleague = people.colleague
    with costing(reads=8, writes=4):
        actions.assign(task=task, to=colleague, by=by)
