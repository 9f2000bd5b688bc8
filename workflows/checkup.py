"""The doctor's look at interventions: none may be left with nobody to act on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from viewflow.workflow.status import STATUS

from casework.core.doctor import register
from workflows.models import Intervention, Task

TIMER_LATE = timedelta(minutes=5)


@register("Every open intervention has something that happens next")
def open_interventions_have_a_next_step() -> Iterator[str]:
    waiting = Task.objects.filter(process=OuterRef("pk"), finished=None)
    stranded = Intervention.objects.open().filter(~Exists(waiting))
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
    late = Task.objects.filter(
        finished=None, scheduled__isnull=False, scheduled__lt=timezone.now() - TIMER_LATE
    ).count()
    if late:
        yield (
            f"Timers are past their moment, {late} in all. Start the queue, which keeps the clock: "
            "python manage.py worker"
        )
