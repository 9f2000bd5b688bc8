"""What people do to interventions and tasks. Nothing else writes them.

Every action takes the process lock through the task itself, never through an address, so that
two people at one task are always one behind the other.
"""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from viewflow.workflow.status import PROCESS, STATUS

from casework.accounts.models import User
from casework.audit.actions import record, together
from casework.cases.models import Case
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Conflict, Refused
from workflows import permissions
from workflows.models import Completion, Intervention, Task
from workflows.registry import kind_named

if TYPE_CHECKING:
    from collections.abc import Iterator


@transaction.atomic
def start(*, case: Case, kind: str, by: User, reason: str) -> Intervention:
    """Start an intervention on a case: its record, its process row and its first task.

    Raises NotAllowed for anyone but the owner or a lead, Refused where the case or the kind
    does not allow it, Conflict where one of this kind is open already.
    """
    flow = kind_named(kind)
    known = Case.objects.select_related("team", "force", "owner")
    case = known.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    permissions.check_can_start(by, case)
    check_case_allows(case)
    check_none_open(case, kind)
    flow.check_can_start(case)
    if not reason.strip():
        raise Refused("Say why this intervention is needed.")
    with together():
        intervention: Intervention = flow.start.run(case=case, by=by, reason=reason)
        record(
            obj=intervention,
            verb="intervention.started",
            by=by,
            before=None,
            after={"kind": kind, "status": intervention.status},
            reason=reason,
        )
    return intervention


def check_case_allows(case: Case) -> None:
    """Raise Refused where no intervention may be started in the case's present state."""
    if case.state not in UNDER_WAY:
        raise Refused("Interventions can be started once a manager has adopted the case.")


def check_none_open(case: Case, kind: str) -> None:
    """Raise Conflict naming who started the one of this kind that is still open."""
    running = Intervention.objects.open().filter(case=case, kind=kind).first()
    if running is not None:
        raise Conflict(
            f"This case already has an open {running.title.lower()}.",
            by=running.started_by.display_name,
            at=running.created,
        )


@contextmanager
def _open_task(task: Task, by: User) -> Iterator[Any]:
    """The task's activation under the lock of its own process, checked to be still open."""
    permissions.check_can_see(by, task)
    with task.activation() as activation:
        permissions.check_still_open(activation.task)
        yield activation


def complete(*, task: Task, by: User, answers: dict[str, Any]) -> Task:
    """Do the one thing the task asks, with the answers of its form, and move the flow on.

    Whoever has not taken the task takes it by doing it. All or nothing: where the action of the
    step refuses, nothing has happened. Raises Conflict with who and when for the second of two.
    """
    try:
        with _open_task(task, by) as activation:
            row = activation.task
            permissions.check_can_do(by, row)
            if row.status == STATUS.NEW:
                activation.take_in_hand(by)
            step = row.flow_task
            step.act(**{step.on: step.subject(activation.process)}, by=by, **answers)
            Completion.objects.create(task=row, by=by, at=timezone.now())
            record(
                obj=row,
                verb="task.completed",
                by=by,
                before={"status": STATUS.ASSIGNED},
                after={"status": STATUS.DONE, "step": step.name, "due_at": row.due_at.isoformat()},
            )
            activation.process.look_again()
            activation.start(SimpleNamespace(user=by))
            activation.execute()
            return row
    except IntegrityError as error:
        # The unique completion row held where the lock did not.
        if Completion.objects.filter(task=task).exists():
            permissions.check_still_open(Task.objects.get(pk=task.pk))
        raise Conflict("Someone changed this at the same moment. Look at it again.") from error


def take(*, task: Task, by: User) -> Task:
    """Take a task from the team's queue. Its due time stays what it was."""
    with _open_task(task, by) as activation:
        permissions.check_can_take(by, activation.task)
        activation.task.assigned = timezone.now()
        activation.assign(by)
        _record_owner(activation.task, verb="task.taken", by=by, before=None)
        return activation.task


def put_back(*, task: Task, by: User, reason: str) -> Task:
    """Give a task back to the team's queue, with a reason. Its due time stays what it was."""
    with _open_task(task, by) as activation:
        row = activation.task
        permissions.check_can_put_back(by, row)
        before = row.owner_id
        activation.unassign()
        _record_owner(row, verb="task.put_back", by=by, before=before, reason=reason)
        return row


def assign(*, task: Task, to: User, by: User, reason: str = "") -> Task:
    """Give a task to someone, whoever had it. Its due time stays what it was."""
    with _open_task(task, by) as activation:
        row = activation.task
        permissions.check_can_assign(by, row, to=to)
        before = row.owner_id
        row.assigned = timezone.now()
        if row.status == STATUS.NEW:
            activation.assign(to)
        else:
            activation.reassign(to)
        _record_owner(row, verb="task.assigned", by=by, before=before, reason=reason)
        return row


def cancel(*, intervention: Intervention, by: User, reason: str) -> Intervention:
    """Stop an intervention before it took effect: withdraw its record, drop its open tasks."""
    permissions.check_can_cancel(by, intervention)
    if not reason.strip():
        raise Refused("Say why this intervention stops.")
    flow = intervention.flow_class
    with flow.lock(intervention.pk), together():
        row = Intervention.objects.with_all_a_step_reads(flow.keeps).get(pk=intervention.pk)
        if row.finished is not None:
            raise Refused("This intervention has already ended.")
        flow.withdraw(row, by=by, reason=reason)
        flow.instance.cancel(row)
        row.outcome = "Withdrawn"
        row.save()
        record(
            obj=row,
            verb="intervention.withdrawn",
            by=by,
            before={"status": PROCESS.NEW},
            after={"status": row.status},
            reason=reason,
        )
        return row


def _record_owner(task: Task, *, verb: str, by: User, before: int | None, reason: str = "") -> None:
    record(
        obj=task,
        verb=verb,
        by=by,
        before={"owner": before},
        after={"owner": task.owner_id},
        reason=reason,
    )
