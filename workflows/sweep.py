"""The clock: fires timers that are due, and sends what a deadline asks for. The queue calls it
every minute.

Overdue is never something the sweep sets: it is read from due times. A sweep that ran late
loses nothing, it only acts late.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import chain, islice

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from viewflow.workflow.status import STATUS

from casework.cases.models import Case
from casework.cases.models.states import OWNED
from casework.cases.numbers import ASK_FOR_REVIEW
from letters.correspondence import rules
from workflows import stranded
from workflows.actions import (
    ask_for_review,
    end_spent_hold,
    escalate,
    expire_letter,
    lapse_escalations,
    return_stranded,
)
from workflows.models import Escalation, Task, TaskHold

log = logging.getLogger(__name__)
A_DAY = timedelta(days=1)
# So many rungs are sent in one run, so that it ends within the time limit of a job; the rest of
# what a week without a sweep has left follows a minute later.
MOST_IN_A_RUN = 2000
# So many in one transaction: few statements for each, and others who write wait for no time.
AT_ONCE = 100


def fire_due_timers() -> int:
    """Fire every timer whose moment has come, each in a transaction of its own.

    A timer is looked at again under its process's lock, so several sweeps at once fire it once.
    One that fails is logged by number and tried again next time; the others go on. Returns how
    many fired.
    """
    fired = 0
    due = Task.objects.filter(
        finished__isnull=True, scheduled__isnull=False, scheduled__lte=timezone.now()
    )
    for task in due.order_by("scheduled").iterator(chunk_size=500):
        try:
            fired += _fire(task)
        except Exception as error:
            log.error("timer %s failed: %s", task.pk, type(error).__name__)
    return fired


def send_escalations() -> int:
    """Send every rung whose moment has come, oldest first, so many in one transaction.

    Where one fails, each of those around it is sent in a transaction of its own: the one is logged
    by number and tried again next time, the others go on. Returns how many were sent.
    """
    lapse_escalations()
    late = iter(list(Escalation.objects.late(timezone.now()).values_list("pk", flat=True)))
    sent = 0
    while some := list(islice(late, min(AT_ONCE, MOST_IN_A_RUN - sent))):
        sent += _send(some)
    return sent


def _send(some: list[int]) -> int:
    try:
        return escalate(escalations=some)
    except Exception as error:
        if len(some) == 1:
            log.error("escalation %s failed: %s", some[0], type(error).__name__)
            return 0
    return sum(_send([each]) for each in some)


def expire_letters() -> int:
    """Expire every served letter whose time is over, each in a transaction of its own.

    One that fails is logged by number and tried again; the others go on. Returns how many.
    """
    expired = 0
    for letter in rules.past_their_time(timezone.now()):
        try:
            expired += expire_letter(letter=letter)
        except Exception as error:
            log.error("letter %s did not expire: %s", letter.pk, type(error).__name__)
    return expired


def ask_for_reviews() -> int:
    """Make the task of every review of a risk that is near, each in a transaction of its own.

    One that fails is logged by number and tried again; the others go on. Returns how many.
    """
    asked, now = 0, timezone.now()
    # No day is wider than what somebody may choose; the rule decides about the few that are near.
    days = 1 + max(ASK_FOR_REVIEW.amounts())
    near = Case.objects.filter(state__in=OWNED, review_on__lte=timezone.localdate() + A_DAY * days)
    for pk in list(near.order_by("review_on", "pk").values_list("pk", flat=True)):
        try:
            asked += ask_for_review(case=pk, at=now)
        except Exception as error:
            log.error("review of case %s was not asked for: %s", pk, type(error).__name__)
    return asked


def _fire(task: Task) -> int:
    with task.activation() as activation:
        if activation.task.status != STATUS.SCHEDULED:
            return 0
        activation.start()
        activation.execute()
        return 1


def end_holds() -> int:
    """End every hold whose time has come or whose task is over; returns how many ended.

    Each in a transaction of its own. One that fails is logged by number and tried again.
    """
    ended = 0
    # Not by a join, which SQLite begins with every task there is.
    over = Exists(Task.objects.filter(pk=OuterRef("task"), finished__isnull=False))
    live = TaskHold.objects.filter(ended_at__isnull=True)
    spent = live.filter(Q(until__lte=timezone.now()) | over).order_by("until")
    for hold in spent.iterator(chunk_size=500):
        try:
            ended += end_spent_hold(hold=hold)
        except Exception as error:
            log.error("hold %s failed: %s", hold.pk, type(error).__name__)
    return ended


def return_work_of_leavers() -> int:
    """Put back into its queue every task of somebody who no longer holds the role it asks for, or
    who may not see the case any more.

    It looks at the tasks of those who lost something: a role that ended or has not begun, their
    account. Each in a transaction of its own. One that fails is logged by number and tried again.
    Returns how many were put back.
    """
    return _return(stranded.of_those_who_lost_a_role(), stranded.of_those_kept_from_the_case())


def return_strayed_work() -> int:
    """The same of every open task there is, whoever has it: for one that a flow gave to somebody
    who never held its role. Returns how many were put back."""
    return _return(stranded.of_anybody())


def _return(*found: QuerySet[Task]) -> int:
    returned = 0
    for task in chain(*found):
        try:
            returned += return_stranded(task=task)
        except Exception as error:
            log.error("task %s failed: %s", task.pk, type(error).__name__)
    return returned
