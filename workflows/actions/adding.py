"""Adding a task to a running intervention, and dropping one that was added."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils import timezone
from viewflow.workflow.token import Token

from casework.accounts.models import Role, User
from casework.audit.actions import record, together
from casework.core.errors import Refused, worded
from casework.deadlines import working_days
from workflows import permissions
from workflows.actions.tasks import open_task
from workflows.models import ADDED, ADDED_END, AddedStep, Intervention, Task

# Later than this it is no step of what is running, but something of its own.
ADDED_AT_MOST = working_days("task.added_within_at_most_working_days", 20, source="local")
# Who of the police an added task may be for; another agency is asked by a referral.
FOR = (Role.OFFICER, Role.SUPERVISOR, Role.MANAGER)


def add_task(
    *,
    intervention: Intervention,
    by: User,
    title: str,
    asked: str,
    role: Role,
    days: int,
    reason: str,
    owner: User | None = None,
) -> Task:
    """Add a task to a running intervention, due in so many working days from now.

    `role` may do it, `owner` has it from the start. Raises NotAllowed for anyone but a lead of
    the case, Refused where something is missing, the length does not hold, the owner cannot do
    it, or the intervention has ended.
    """
    flow = intervention.flow_class
    with flow.lock(intervention.pk), together():
        row = Intervention.objects.with_all_a_step_reads(flow.keeps).get(pk=intervention.pk)
        permissions.check_can_add(by, row)
        if row.finished is not None:
            raise Refused("This intervention has already ended.")
        _check(title=title, asked=asked, reason=reason, role=role)
        _check_days(days, row.case.force.nation)
        if owner is not None:
            permissions.check_could_do(owner, role, case=row.case, team=row.case.team)
        node = flow.instance.node(ADDED)
        data = {"role": role.value, "owner": owner.pk if owner else None, "days": days}
        begun = SimpleNamespace(process=row, task=None)
        task: Task = node.activation_class.create(node, begun, Token("start"), data=data).task
        task.data["added"] = task.pk
        task.save(update_fields=["data"])
        AddedStep.objects.create(
            task=task, title=title, asked=asked, reason=reason, added_by=by, added_at=timezone.now()
        )
        assert task.due_at is not None
        record(
            obj=task,
            verb="task.added",
            by=by,
            before=None,
            after={"role": role.value, "owner": data["owner"], "due_at": task.due_at.isoformat()},
            reason=reason,
        )
        return task


@transaction.atomic
def note_added(
    *,
    intervention: Intervention,
    by: User,  # noqa: ARG001 - told by the completion of the task
    note: str,
    task_data: dict[str, Any],
) -> AddedStep:
    """Write down what came of an added task; the doing of it is recorded with its completion."""
    row: AddedStep = AddedStep.objects.get(task=task_data["added"], task__process=intervention)
    row.note = note
    row.save(update_fields=["note"])
    return row


def drop_added(*, task: Task, by: User, reason: str) -> Task:
    """Drop an added task that is no longer needed, with the reason.

    Where the intervention was open for it alone, it ends with the outcome it had come to.
    """
    with open_task(task, by) as activation:
        row: Task = activation.task
        permissions.check_can_add(by, row.process)
        if not row.is_added:
            raise Refused("Only a task that was added can be dropped. Stop the intervention.")
        worded(reason, "Say why this task is dropped.")
        before = row.status
        added = AddedStep.objects.get(task=row)
        added.dropped_by, added.dropped_at, added.dropped_reason = by, timezone.now(), reason
        added.save(update_fields=["dropped_by", "dropped_at", "dropped_reason"])
        activation.cancel()
        record(
            obj=row,
            verb="task.dropped",
            by=by,
            before={"status": before},
            after={"status": row.status},
            reason=reason,
        )
        end = row.flow_task.flow_class.instance.node(ADDED_END)
        row.process.look_again()
        activation._activate_next({end.activation_class.create(end, activation, row.token)})
        return row


def _check(*, title: str, asked: str, reason: str, role: Role) -> None:
    if not title.strip() or not asked.strip() or not reason.strip():
        raise Refused("Say what the task is, what is asked and why it is added.")
    if role not in FOR:
        raise Refused("An added task is for an officer, a supervisor or a manager.")


def _check_days(days: int, nation: str) -> None:
    if not 1 <= days <= ADDED_AT_MOST.amount_in(nation):
        at_most = ADDED_AT_MOST.asks_for(nation)
        raise Refused(f"An added task is due in 1 to {at_most} from today.")
