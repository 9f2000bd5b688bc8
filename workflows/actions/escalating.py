"""Sending a rung of a deadline's ladder, and stopping what is still to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record, together
from casework.cases.permissions import asked_together
from casework.core.errors import Conflict, Refused, worded
from workflows import escalating, permissions
from workflows.actions.mailing import mail_notices
from workflows.actions.tasks import open_task
from workflows.models import Escalation, Notice, Task

# What is read of a task to say who is told of it.
READ = ("owner", "also_for", "team", "case__force", "case__team")


@transaction.atomic
def escalate(*, escalations: Sequence[int]) -> int:
    """Tell whoever these rungs are for, each once and all or none of them; how many were sent.

    The clock calls this. It looks again under the rows' locks: a rung that is settled meanwhile,
    is not due by the clock of now, or is in the hands of another sweep is left alone. A rung of a
    task that is over lapses.
    """
    now = timezone.now()
    late = Escalation.objects.late(now).filter(pk__in=escalations)
    locked = late.select_for_update(of=("self",), skip_locked=True, no_key=True)
    rows = list(locked.select_related(*(f"task__{each}" for each in READ)))
    sent = [row for row in rows if row.task.finished is None]
    with together(), asked_together({row.task.case_id for row in sent}):
        _tell(sent, now)
    _settle(sent, Escalation.How.SENT, now)
    _settle([row for row in rows if row.task.finished is not None], Escalation.How.LAPSED, now)
    return len(sent)


def _settle(rows: list[Escalation], how: Escalation.How, now: datetime) -> None:
    """Mark locked rungs with what became of them."""
    if rows:
        these = Escalation.objects.filter(pk__in=[row.pk for row in rows])
        these.update(settled_at=now, how=how)


def _tell(rows: list[Escalation], now: datetime) -> None:
    """A notice for each who is told now, an e-mail that says so, and one event of each rung."""
    today = escalating.Today(row.task for row in rows)
    notices: list[Notice] = []
    readers: dict[int, User] = {}
    for row in rows:
        told = escalating.told(row, today)
        notices += [
            Notice(recipient=user, escalation=row, task=row.task, made_at=now) for user in told
        ]
        readers |= {user.pk: user for user in told}
        after = {"rung": row.rung, "due_at": row.task.due_at, "told": [user.pk for user in told]}
        record(obj=row.task, verb="task.escalated", by=None, before=None, after=after)
    Notice.objects.bulk_create(notices)
    mail_notices(list(readers.values()), now=now)


@transaction.atomic
def lapse_escalations() -> int:
    """Settle, in one statement, every rung whose moment came after its task was over.

    The clock calls this, so that what is over is not looked at again. Returns how many.
    """
    now = timezone.now()
    over = Escalation.objects.late(now).filter(task__finished__isnull=False).order_by()
    return Escalation.objects.filter(pk__in=over.values("pk"), settled_at=None).update(
        settled_at=now, how=Escalation.How.LAPSED
    )


def stop_reminders(*, task: Task, by: User, reason: str) -> list[Escalation]:
    """Stop what is still to be sent of a task's deadline, with the reason; the due time stays, and
    so does its place on every list. Returns the rows that are stopped.

    A supervisor leaves what the manager is told. Raises NotAllowed for anyone but a lead who does
    not have the task, Refused without a reason or where nothing is left to stop, Conflict with who
    and when where somebody has stopped it meanwhile.
    """
    with open_task(task, by) as activation:
        row: Task = activation.task
        permissions.check_can_stop_reminders(by, row)
        worded(reason, "Say why nobody is to be reminded.")
        theirs = permissions.rungs_stopped_by(by, row)
        ladder = list(row.escalations.select_for_update(of=("self",), no_key=True))
        left = [each for each in ladder if each.settled_at is None and each.rung in theirs]
        if not left:
            _refuse_to_stop_nothing(row)
        for each in left:
            each.settled_at, each.how = timezone.now(), Escalation.How.SUPPRESSED
            each.by, each.reason = by, reason
            each.save(update_fields=["settled_at", "how", "by", "reason"])
        after = {"stopped": [each.rung for each in left]}
        record(
            obj=row, verb="task.reminders_stopped", by=by, before=None, after=after, reason=reason
        )
        return left


def _refuse_to_stop_nothing(task: Task) -> None:
    stopped = task.escalations.filter(how=Escalation.How.SUPPRESSED).select_related("by").last()
    if stopped is not None and stopped.by is not None and stopped.settled_at is not None:
        raise Conflict(
            "Somebody has stopped the reminders of this task already.",
            by=stopped.by.display_name,
            at=stopped.settled_at,
        )
    raise Refused("Nothing more is to be sent of this task that you could stop.")
