"""What must hold of interventions and their tasks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, Prefetch
from viewflow.workflow.status import STATUS

from casework.cases.models import ENDED
from casework.clocks import ProofBroken, pauses_in, replay
from casework.core.invariants import must_hold
from workflows.models import DueChange, Intervention, Rung, Task
from workflows.pausing import spans


@must_hold("I6", "Every finished task of people has one completion, by somebody")
def finished_tasks_were_completed() -> Iterator[str]:
    done = Task.objects.work().filter(status=STATUS.DONE)
    for task in done.filter(completion=None).order_by("pk"):
        yield f"task {task.pk} was done, and by nobody"
    early = Task.objects.filter(completion__isnull=False).exclude(status=STATUS.DONE)
    for task in early.order_by("pk"):
        yield f"task {task.pk} has a completion, and is {task.status}"


@must_hold("I9", "No case that has ended has an open intervention or task")
def ended_cases_have_nothing_open() -> Iterator[str]:
    for intervention in Intervention.objects.open().filter(case__state__in=ENDED).order_by("pk"):
        yield f"intervention {intervention.pk} of {intervention.case.ref}"
    for task in Task.objects.open().filter(case__state__in=ENDED).order_by("pk"):
        yield f"task {task.pk} of {task.case.ref}"


@must_hold("I10", "Every due time is the one its proof works out to")
def due_times_are_proved() -> Iterator[str]:
    work = Task.objects.work().only("pk", "due_at", "due_proof").order_by("pk")
    for task in work.iterator():
        try:
            proved = replay(task.due_proof or {})
        except ProofBroken:
            yield f"task {task.pk}: its proof does not work out"
            continue
        if proved != task.due_at:
            yield f"task {task.pk}: due otherwise than its proof says"


@must_hold("I10", "Every open task has the whole ladder of its deadline")
def open_tasks_have_their_ladder() -> Iterator[str]:
    rungs = Count("escalations__rung", distinct=True)
    for task in Task.objects.open().annotate(rungs=rungs).exclude(rungs=len(Rung)).order_by("pk"):
        yield f"task {task.pk} has {task.rungs} of {len(Rung)} rungs"


@must_hold("I10", "Every due time that was moved stands where its last move put it")
def moved_due_times_are_kept() -> Iterator[str]:
    moved = Task.objects.filter(due_changes__isnull=False).distinct().order_by("pk")
    # In the order in which they were written: the clock of a machine may have been set back.
    moves = Prefetch("due_changes", DueChange.objects.order_by("pk"))
    for task in moved.prefetch_related(moves).iterator(chunk_size=500):
        changes = list(task.due_changes.all())
        chain = all(a.after == b.before for a, b in pairwise(changes))
        last = changes[-1]
        if not chain or task.due_change_id != last.pk or task.due_at != last.after:
            yield f"task {task.pk}: due otherwise than its moves say"
    for task in Task.objects.filter(due_change__isnull=False).exclude(due_change__task=F("pk")):
        yield f"task {task.pk}: its due time was moved by the move of another task"


@must_hold("I10", "Every due time is counted with the pauses of its task, and with no others")
def due_times_are_counted_with_their_pauses() -> Iterator[str]:
    work = Task.objects.work().only("pk", "due_proof").order_by("pk").prefetch_related("pauses")
    for task in work.iterator(chunk_size=500):
        proof = task.due_proof or {}
        try:
            counted = list(pauses_in(proof)) == spans(task)
        except (KeyError, ValueError):
            counted = False
        if not counted:
            yield f"task {task.pk}: its clock stood still otherwise than its pauses say"


@must_hold("I11", "Every step of an intervention follows one that leads to it")
def steps_follow_the_flow() -> Iterator[str]:
    through = Task.previous.through
    arrows = through.objects.select_related("from_task", "to_task").order_by("pk")
    for arrow in arrows.iterator():
        before, after = arrow.to_task.flow_task, arrow.from_task.flow_task
        if before is None or after is None or not leads_to(before, after):
            yield f"task {arrow.from_task_id} came after task {arrow.to_task_id}"


def leads_to(before: Any, after: Any) -> bool:
    """Whether the flow, as it is written, leads from the one step to the other: by an edge, or
    because the second is a timer or a failure that hangs on the first."""
    ways = {edge.dst.name for edge in before._outgoing()}
    ways |= {boundary.name for boundary in getattr(before, "_boundary_events", ())}
    return before.flow_class is after.flow_class and after.name in ways
