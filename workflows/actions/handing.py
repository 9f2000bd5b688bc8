"""Giving out several tasks at once, and taking them back: one action and one event for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from viewflow.workflow.status import STATUS

from casework.accounts.models import User
from casework.audit.actions import record
from casework.core.errors import CaseworkError, Refused
from workflows import permissions
from workflows.actions.tasks import assign, open_task
from workflows.models import Handout, HandoutItem, Task


def hand_out(
    *,
    tasks: Iterable[Task],
    to: User,
    by: User,
    over_limit: str = "",
    had: Mapping[int, str] | None = None,
) -> Handout:
    """Give each task to `to`. What cannot be given says why, and the others are given.

    `had` is who had each when the giver looked, by the task's key (see `assign`). Each task is
    a transaction of its own: one that fails takes none of the others with it.
    """
    with transaction.atomic():
        handout = Handout.objects.create(by=by, to=to, at=timezone.now())
    for task in tasks:
        _give(handout, task, over_limit=over_limit, seen=(had or {}).get(task.pk))
    return handout


def _give(handout: Handout, task: Task, *, over_limit: str, seen: str | None) -> HandoutItem:
    had = task.owner_id
    try:
        with transaction.atomic():
            given = assign(task=task, to=handout.to, by=handout.by, over_limit=over_limit, had=seen)
            return HandoutItem.objects.create(
                handout=handout, task=task, had_id=had, given_at=given.assigned
            )
    except CaseworkError as error:
        return HandoutItem.objects.create(
            handout=handout, task=task, had_id=had, why_not=str(error)
        )


def take_back(*, handout: Handout, by: User) -> Handout:
    """Give every task of a handout back to whom it had, but for what was touched since.

    Raises NotAllowed for anyone but who gave them out. What stays says why.
    """
    permissions.check_can_take_back(by, handout)
    for item in handout.items.filter(given_at__isnull=False, taken_back_at=None).select_related(
        "task", "had"
    ):
        try:
            give_back(item=item, by=by)
        except CaseworkError as error:
            item.why_kept = str(error)
            item.save(update_fields=["why_kept"])
    return handout


def give_back(*, item: HandoutItem, by: User) -> Task:
    """Give one task of a handout back to whom it had, or to the queue.

    Raises Refused or Conflict where it was done, put on hold, given on or taken back since.
    """
    with open_task(item.task, by) as activation:
        row: Task = activation.task
        permissions.check_can_take_back(by, item.handout)
        permissions.check_leads(by, row)
        if row.owner_id != item.handout.to_id or row.assigned != item.given_at:
            raise Refused("It has changed hands since.")
        if row.holds.filter(begun_at__gt=item.given_at).exists():
            raise Refused("It has been put on hold since.")
        if item.had is None:
            activation.unassign()
        else:
            permissions.check_could_do(item.had, row.role, case=row.case, team=row.team)
            row.assigned = timezone.now()
            activation.reassign(item.had)
        item.taken_back_at, item.why_kept = timezone.now(), ""
        item.save(update_fields=["taken_back_at", "why_kept"])
        record(
            obj=row,
            verb="task.given_back",
            by=by,
            before={"owner": item.handout.to_id},
            after={"owner": row.owner_id, "status": STATUS(row.status).value},
        )
        return row
