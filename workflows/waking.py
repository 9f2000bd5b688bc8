"""Lets an intervention follow a record that was moved by somebody else than its own steps.

A call comes in, an address changes, somebody asks for a removal: the record is moved then and
there, under its own lock. Its intervention follows in a job of its own, which asks every timer of
the intervention for its moment again and fires those whose moment has come. So nobody ever waits
for an intervention while holding a record, and none is lost: the job lives and dies with the
transaction that moved the record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models.signals import post_save
from django.utils import timezone
from viewflow.workflow.status import STATUS

from casework.clocks import Deadline
from casework.core.queue import enqueue
from workflows.activations import wait_until
from workflows.branching import Items
from workflows.flow import DueRule
from workflows.models import Intervention, Task

# Later than any record stands: a timer that waits for nothing but its record to move.
LONG = timedelta(days=3650)


def follow(record: type[models.Model], *, keeps: str, kind: str = "") -> None:
    """From now on the intervention whose column `keeps` is a `record` follows it when saved.

    With `kind`, only those of that kind: where the record belongs to the case and not to one
    intervention.
    """
    of_kind = {"kind": kind} if kind else {}

    def wake(instance: models.Model, **_: Any) -> None:
        running = Intervention.objects.open().filter(**{keeps: instance}, **of_kind)
        for pk in running.values_list("pk", flat=True):
            enqueue("workflows.jobs.look_again", intervention=pk)

    post_save.connect(wake, sender=record, weak=False, dispatch_uid=f"follow {keeps}")


def fire_what_is_due(intervention: int, *, again: bool = False) -> int:
    """Fire every timer of the intervention whose moment, asked again, has come; how many did.

    With `again` the others wait for that moment from now on, where the record was counted anew.
    """
    fired = 0
    timers = Task.objects.filter(
        process=intervention, finished__isnull=True, scheduled__isnull=False
    )
    for timer in timers.order_by("pk"):
        with timer.activation() as activation:
            # An earlier one may have cancelled this with the step it stood on.
            if activation.task.status != STATUS.SCHEDULED:
                continue
            moment = _moment(activation)
            if moment <= timezone.now():
                activation.start()
                activation.execute()
                fired += 1
            elif again:
                wait_until(activation.task, moment)
    return fired


def _moment(timer: Any) -> datetime:
    """When the timer is due as things stand; one that was set to a fixed moment keeps it."""
    delay = timer.flow_task._delay
    moment: datetime = delay(timer) if callable(delay) else timer.task.scheduled
    return moment


def record_now(intervention: Intervention) -> Any:
    """The record as it is now, not as it was when the process row was read."""
    kept = intervention.record
    assert kept is not None
    return type(kept)._default_manager.get(pk=kept.pk)


def by(rule: Callable[[Any], Deadline]) -> DueRule:
    """Due when the rule of the record says."""
    return lambda activation: rule(record_now(activation.process))


def each(rule: Callable[[Any], Iterable[dict[str, Any]]]) -> Items:
    """One task for each thing that the rule of the record names."""
    return lambda activation: rule(record_now(activation.process))


def overtaken(
    expected: Mapping[str, Collection[str]],
    *,
    runs_out: Callable[[Any], datetime | None],
    stirred: Collection[str] = (),
) -> Callable[[Any], datetime]:
    """When a step loses its question: at once if its record left the states that it is `expected`
    in, else when the record `runs_out`. A step named in `stirred` is asked anew, too, whenever
    something happened to the record since it was asked (`stirred_at`).
    """

    def moment(activation: Any) -> datetime:
        record, step = record_now(activation.process), activation.flow_task._attached_to.name
        now, made = timezone.now(), activation.task.created
        if record.state not in expected[step]:
            return now
        since = made and record.stirred_at and record.stirred_at > made
        if since and step in stirred:
            return now
        return runs_out(record) or now + LONG

    return moment
