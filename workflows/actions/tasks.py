"""Starting and stopping interventions; doing, taking and giving out their tasks.

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
from casework.cases.models import Case, Change
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Conflict, Refused, worded
from letters.correspondence import actions as letters
from letters.correspondence.models import Letter
from workflows import giving, permissions
from workflows.models import AddedStep, Completion, Intervention, Task
from workflows.registry import kind_named

if TYPE_CHECKING:
    from collections.abc import Iterator


@transaction.atomic
def start(
    *, case: Case, kind: str, by: User, reason: str, data: dict[str, Any] | None = None
) -> Intervention:
    """Start an intervention on a case: its record, its process row and its first task.

    `data` is what the process keeps besides, such as the event it belongs to (workflows/timing).

    Raises NotAllowed for anyone but the owner or a lead, Refused where the case or the kind
    does not allow it, Conflict where one of this kind is open already.
    """
    flow = kind_named(kind)
    known = Case.objects.select_related("team", "force", "owner")
    case = known.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    permissions.check_can_start(by, case)
    check_case_allows(case)
    if flow.alone:
        check_none_open(case, kind)
    flow.check_can_start(case)
    worded(reason, "Say why this intervention is needed.")
    with together():
        return _begun(case, kind, by=by, reason=reason, data=data)


@transaction.atomic
def receive_representations(*, letter: Letter, by: User, **told: Any) -> Intervention:
    """Write down what is said against a served letter and start the answering of it.

    `told` is what `letters.correspondence.actions.receive_representations` is told. Raises
    NotAllowed, Refused.
    """
    with together():
        said = letters.receive_representations(letter=letter, by=by, **told)
        reason = f"Something was said against letter {letter.ref}."
        case = Case.objects.select_related("team", "force", "owner").get(pk=said.case_id)
        return _begun(case, "letter_answer", by=by, reason=reason)


@transaction.atomic
def start_reassessment(*, change: Change) -> Intervention:
    """Start the assessment that a change asks for: nobody's choice, so nobody's permission.

    It stands under the name of whoever noted the change, else of the owner of the case.
    """
    case = Case.objects.select_related("team", "force", "owner").get(pk=change.case_id)
    by = change.noted_by or case.owner
    assert by is not None  # a case under way has an owner
    reason = f"Something changed: {change.get_kind_display().lower()}."
    return begin_reassessment(case, by=by, reason=reason, data={"change": change.pk})


def begin_reassessment(case: Case, *, by: User, reason: str, data: dict[str, Any]) -> Intervention:
    """Start the assessment that a change, or the review of the last one, asks for, under the lock
    of the case; `data` names which."""
    with together():
        return _begun(case, "reassessment", by=by, reason=reason, data=data)


def _begun(
    case: Case, kind: str, *, by: User, reason: str, data: dict[str, Any] | None = None
) -> Intervention:
    """A new intervention, its first task and its event; inside the caller's transaction."""
    flow = kind_named(kind)
    intervention: Intervention = flow.start.run(case=case, by=by, reason=reason, data=data)
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
def open_task(task: Task, by: User) -> Iterator[Any]:
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
        with open_task(task, by) as activation:
            row = activation.task
            permissions.check_can_do(by, row)
            if row.status == STATUS.NEW:
                activation.take_in_hand(by)
            step = row.flow_task
            about = {step.on: step.subject(activation.process), **step.given(row)}
            step.act(**about, by=by, **answers)
            told = {"status": STATUS.DONE, "step": step.name, "due_at": row.due_at.isoformat()}
            _note_done(row, by, told)
            activation.process.look_again()
            activation.start(SimpleNamespace(user=by))
            activation.execute()
            return row
    except IntegrityError as error:
        # The unique completion row held where the lock did not.
        if Completion.objects.filter(task=task).exists():
            permissions.check_still_open(Task.objects.get(pk=task.pk))
        raise Conflict("Someone changed this at the same moment. Look at it again.") from error


def _note_done(task: Task, by: User, told: dict[str, Any]) -> None:
    """Write the completion and its event; both name for whom somebody stood in."""
    beside = by.pk in (task.owner_id, task.also_for_id) or permissions.does_as_lead(by, task)
    away = None if beside else task.owner
    Completion.objects.create(task=task, by=by, at=timezone.now(), stood_in_for=away)
    if away is not None:
        told["stood_in_for"] = away.pk
    record(obj=task, verb="task.completed", by=by, before={"status": STATUS.ASSIGNED}, after=told)


def take(*, task: Task, by: User) -> Task:
    """Take a task from the team's queue. Its due time stays what it was."""
    with open_task(task, by) as activation:
        permissions.check_can_take(by, activation.task)
        activation.task.assigned = timezone.now()
        activation.assign(by)
        _record_owner(activation.task, verb="task.taken", by=by, before=None)
        return activation.task


def put_back(*, task: Task, by: User, reason: str) -> Task:
    """Give a task back to the team's queue, with a reason. Its due time stays what it was."""
    with open_task(task, by) as activation:
        row = activation.task
        permissions.check_can_put_back(by, row)
        before = row.owner_id
        activation.unassign()
        _record_owner(row, verb="task.put_back", by=by, before=before, reason=reason)
        return row


def assign(
    *,
    task: Task,
    to: User,
    by: User,
    reason: str = "",
    over_limit: str = "",
    had: str | None = None,
) -> Task:
    """Give a task to someone, whoever had it. Its due time stays what it was.

    `over_limit` says why they are given more than one officer should have; without it Refused.
    `had` is the key of who had it when the giver looked, "" for nobody: Conflict where it changed
    hands since; None is from somebody who did not look.
    """
    with open_task(task, by) as activation:
        row = activation.task
        permissions.check_can_assign(by, row, to=to)
        check_still_with(row, had)
        before = row.owner_id
        has = giving.check_below_limit(to, by=by, over_limit=over_limit) if before != to.pk else 0
        row.assigned = timezone.now()
        if row.status == STATUS.NEW:
            activation.assign(to)
        else:
            activation.reassign(to)
        over = {"open_tasks": has, "limit": giving.LIMIT.value} if has >= giving.LIMIT.value else {}
        told = ". ".join(filter(None, (reason, over_limit if over else "")))
        _record_owner(row, verb="task.assigned", by=by, before=before, reason=told, **over)
        return row


def check_still_with(task: Task, had: str | None) -> None:
    """Raise Conflict, naming who has the task now, unless it is still with whoever was seen."""
    if had is None or had == str(task.owner_id or ""):
        return
    who = task.owner.display_name if task.owner else "the queue"
    raise Conflict(f"It went to {who} while you were choosing.", by=who, at=task.assigned)


def cancel(*, intervention: Intervention, by: User, reason: str) -> Intervention:
    """Stop an intervention before it took effect: withdraw its record, drop its open tasks."""
    permissions.check_can_cancel(by, intervention)
    worded(reason, "Say why this intervention stops.")
    flow = intervention.flow_class
    with flow.lock(intervention.pk), together():
        row = Intervention.objects.with_all_a_step_reads(flow.keeps).get(pk=intervention.pk)
        if row.finished is not None:
            raise Refused("This intervention has already ended.")
        check_nothing_added(row)
        flow.withdraw(row, by=by, reason=reason)
        if flow.goes_on(row):
            return row
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


def check_nothing_added(intervention: Intervention) -> None:
    """Raise Refused naming the added task that is still open: stopping would lose it unsaid."""
    added = AddedStep.objects.filter(task__process=intervention, task__finished=None).first()
    if added is not None:
        raise Refused(
            f"The added task \u201c{added.title}\u201d is still open. Drop it with a reason, or "
            "let it be done, before you stop this intervention."
        )


def _record_owner(
    task: Task, *, verb: str, by: User, before: int | None, reason: str = "", **more: int
) -> None:
    record(
        obj=task,
        verb=verb,
        by=by,
        before={"owner": before},
        after={"owner": task.owner_id, **more},
        reason=reason,
    )
