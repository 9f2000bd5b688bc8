"""The doctor's look at interventions: none may be left with nobody to act on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from viewflow.workflow.status import STATUS

from casework.accounts.models import local_today
from casework.core import schedules
from casework.core.doctor import register
from workflows.held import HELD
from workflows.models import Escalation, HandOver, Intervention, Mailing, Task, TaskHold

TIMER_LATE = timedelta(minutes=5)
MAIL_TOLD_FOR = timedelta(days=7)
TOLD_BY_NUMBER = 20


@register("Every open intervention has something that happens next")
def open_interventions_have_a_next_step() -> Iterator[str]:
    """An open task to do, a timer that fires, or a task on hold whose hold runs out."""
    waiting = Task.objects.filter(process=OuterRef("pk"), finished=None)
    on_hold = TaskHold.objects.live().filter(task__process=OuterRef("pk"))
    stranded = Intervention.objects.open().filter(~Exists(waiting), ~Exists(on_hold))
    for intervention in stranded.select_related("case").order_by("pk"):
        yield (
            f"Case {intervention.case.ref} has an open {intervention.title.lower()} with nothing "
            "to do. A supervisor stops it on the case page and starts it again."
        )


@register("No ended intervention has a task left open")
def ended_interventions_have_no_open_task() -> Iterator[str]:
    left = Task.objects.filter(finished=None, process__finished__isnull=False)
    for task in left.select_related("case").order_by("pk"):
        yield f"Task {task.pk} of case {task.case.ref} is open after its intervention ended."


@register("No job of an intervention has failed without being seen")
def failed_jobs_are_seen() -> Iterator[str]:
    """A failed job leads to a visible task; one that stays failed led nowhere."""
    failed = Task.objects.filter(status=STATUS.ERROR, leading=None, process__finished=None)
    for task in failed.select_related("case").order_by("pk"):
        yield f"The step {task.title} of case {task.case.ref} failed and waits for nobody."


@register("No timer is past its moment")
def timers_fire() -> Iterator[str]:
    yield from _past("Timers are", "sweep", _late_timers().select_related("case"))


@register("No hold is past its moment")
def holds_run_out() -> Iterator[str]:
    """Without its end a task on hold would wait for ever, out of everybody's list."""
    late = _late_holds().select_related("task__case")
    yield from _past("Holds of tasks are", "holds", late)


@register("No reminder is past its moment")
def reminders_are_sent() -> Iterator[str]:
    late = _late_reminders().select_related("task__case")
    yield from _past("Reminders of deadlines are", "escalations", late)


def _late_timers() -> QuerySet[Any]:
    return Task.objects.filter(
        finished=None, scheduled__isnull=False, scheduled__lt=timezone.now() - TIMER_LATE
    )


def _late_holds() -> QuerySet[Any]:
    return TaskHold.objects.live().filter(until__lt=timezone.now() - TIMER_LATE)


def _late_reminders() -> QuerySet[Any]:
    return Escalation.objects.late(timezone.now() - TIMER_LATE).filter(task__finished=None)


def late_timers() -> int:
    """How many timers are past their moment, whatever the sweep does."""
    return _late_timers().count()


def late_holds() -> int:
    """How many holds are past their end."""
    return _late_holds().count()


def late_reminders() -> int:
    """How many rungs of deadlines are past their moment and not sent."""
    return _late_reminders().count()


def unsent_mail() -> int:
    """How many e-mails wait after a failed try. What was given up the doctor alone looks for."""
    return _failing().count()


def _past(what: str, job: str, rows: QuerySet[Any]) -> Iterator[str]:
    """One sentence: the clock stands still, or it runs and these rows fail each time, by number."""
    late = rows.count()
    if not late:
        return
    if not schedules.is_on_time(job):
        yield (
            f"{what} past their moment, {late} in all. Start the queue, which keeps the clock: "
            "python manage.py worker"
        )
        return
    first = list(rows.order_by("pk")[:TOLD_BY_NUMBER])
    named = ", ".join(f"{row.pk} of case {getattr(row, 'task', row).case.ref}" for row in first)
    yield (
        f"{what} past their moment although the clock runs, {late} in all: {named}. Those that are "
        "still there in five minutes fail each time, and stop nothing else. Read why in the log "
        "of the queue, and act on these cases by hand meanwhile."
    )


def _failing() -> QuerySet[Mailing]:
    return Mailing.objects.pending().exclude(failure="")


@register("E-mail goes out")
def mail_goes_out() -> Iterator[str]:
    """What was given up in the last week, and what a failed try has left waiting. No address."""
    lately = timezone.now() - MAIL_TOLD_FOR
    given_up = Mailing.objects.filter(given_up_at__gte=lately).exclude(failure="").count()
    waiting = _failing().count()
    if given_up or waiting:
        yield (
            f"E-mails could not be sent: {given_up} were given up in the last week and {waiting} "
            "are tried again. Look at the mail server and at FORESTALL_EMAIL; the notices "
            "themselves are in the product all the same."
        )


@register("Nobody who has left still has anything")
def leavers_have_nothing() -> Iterator[str]:
    """What could not go by itself when somebody left, such as a visit that nobody on the list of
    a restricted case may make. How much, and never of whom."""
    over = HandOver.objects.filter(last_day__lt=local_today()).select_related("user")
    for done in {each.user_id: each for each in over.order_by("pk")}.values():
        if done.user.grants_on():
            continue
        left = sum(held.of(done.user).count() for held in HELD.values())
        if left:
            yield (
                f"Hand-over {done.pk}: {left} open with somebody who has left. Whoever answers for "
                "it finds the hand-over in My work, and the way to give it on."
            )
