"""What the steps of each kind cost in statements: the dearest of a walk, as a ratchet.

A step is done as a request does it: task and user are read anew. A number may go down; where it
has to go up, say in the commit what the new statement is for.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.accounts.models import User
from tests.makers_history import WALKS
from workflows import actions
from workflows.models import Task
from workflows.registry import kinds

pytestmark = pytest.mark.django_db
TURNS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
# Kind: the most that any one step of the walk reads, and the most that any one writes. For each
# task that a step makes it writes two rows' worth: the task and the ladder of its deadline.
AT_MOST = {
    "address_flag": (40, 17),
    "bail_check": (33, 28),
    "briefing": (57, 37),
    "home_visit": (33, 14),
    "letter_answer": (27, 11),
    "order": (24, 14),
    "reassessment": (30, 20),
    "referral": (43, 27),
    "victim_support": (33, 23),
    "warning_letter": (41, 17),
    "warrant": (27, 27),
}


def counted(monkeypatch: pytest.MonkeyPatch, kind: str) -> dict[str, tuple[int, int]]:
    """What each step of a walk read and wrote; the dearest where a step was done again."""
    found: dict[str, tuple[int, int]] = {}
    complete = actions.complete

    def counting(*, task: Task, by: User, answers: dict[str, Any]) -> Task:
        task, by = Task.objects.get(pk=task.pk), User.objects.get(pk=by.pk)
        with CaptureQueriesContext(connection) as captured:
            done = complete(task=task, by=by, answers=answers)
        sent = [query["sql"] for query in captured.captured_queries]
        counted = [sql for sql in sent if not sql.startswith(TURNS)]
        reads = sum(sql.startswith("SELECT") for sql in counted)
        known = found.get(done.flow_task.name, (0, 0))
        writes = len(counted) - reads
        found[done.flow_task.name] = (max(known[0], reads), max(known[1], writes))
        return done

    monkeypatch.setattr(actions, "complete", counting)
    WALKS[kind]()
    return found


@pytest.mark.parametrize("kind", kinds())
def test_no_step_of_a_kind_costs_more_than_it_did(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = counted(monkeypatch, kind)
    assert len(steps) > 2
    reads, writes = AT_MOST[kind]
    dearer = {step: cost for step, cost in steps.items() if cost[0] > reads or cost[1] > writes}
    assert dearer == {}
