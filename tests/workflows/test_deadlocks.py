"""A step and an action on its case, at the same moment and in either order, both come through."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from casework.audit.actions import record
from casework.audit.models import Event
from casework.audit.verify import faults
from casework.cases.actions.shared import locked
from casework.cases.models import Case
from tests.makers_cases import all_safe, people_of
from tests.makers_work import visit_at
from workflows import actions
from workflows.models import Task

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PATIENCE = 20.0  # seconds


def stopped_visit() -> Task:
    task = visit_at("check_contact")
    answers = all_safe(task.case) | {"live_investigation": True}
    actions.complete(task=task, by=people_of(task.case).officer, answers=answers)
    return Task.objects.open().get(process=task.process_id)


def look_again(task: Task) -> None:
    """Do the step: it writes to the case's chain and makes a task that refers to the case."""
    try:
        by = people_of(task.case).supervisor
        by.forget_grants()
        answers = {"decision": "AGAIN", "reason": "Look at it once more."}
        actions.complete(task=task, by=by, answers=answers)
    finally:
        connection.close()


def wait_until_it_waits(other: Future[None]) -> None:
    """Until somebody waits for a lock, or the other has come through without."""
    until = time.monotonic() + PATIENCE
    while not other.done():
        with connection.cursor() as cursor:
            # A transaction sees who is busy as it first saw it, unless it asks to see anew. Of this
            # database alone: beside it other tests wait for locks of their own.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        assert time.monotonic() < until, "neither waits nor ends"
        time.sleep(0.02)


def meanwhile(task: Task, *, lock: bool) -> None:
    """Hold the case as its own actions do (or harder), let the step come, then write an event."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            case = locked(task.case) if lock else Case.objects.select_for_update().get()
            step = pool.submit(look_again, task)
            wait_until_it_waits(step)
            record(obj=case, verb="case.noted", by=None)
        step.result(timeout=PATIENCE)


def test_a_step_and_an_action_on_its_case_do_not_lock_each_other_out() -> None:
    task = stopped_visit()
    meanwhile(task, lock=True)
    verbs = set(Event.objects.filter(stream=f"case:{task.case_id}").values_list("verb", flat=True))
    assert verbs >= {"case.noted", "contact.check_again", "task.completed"}
    assert not list(faults())


def test_with_a_lock_that_forbids_references_one_of_them_would_be_thrown_out() -> None:
    """The red twin: the step has the chain and wants to refer to the case, the other way round."""
    task = stopped_visit()
    with pytest.raises(OperationalError, match="deadlock"):
        meanwhile(task, lock=False)
