"""Leaving a step by a way out that no clock opens: a person does, as when something is recalled."""

from __future__ import annotations

from typing import Any

from viewflow.workflow.status import STATUS

from workflows.models import Intervention

OVER = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)


def take_way_out(intervention: Intervention, *, to: Any) -> None:
    """Leave the open step by its way out that leads to the node `to`; drop everything else open.

    To be called under the lock of the intervention. Raises ValueError where no open step has
    such a way out.
    """
    active = intervention.task_set.exclude(status__in=OVER)
    ways = [task for task in active if getattr(task.flow_task, "_next", None) == to]
    if not ways:
        raise ValueError(f"no open step leads to {to.name}")
    way = ways[0]
    hosts = set(way.previous.values_list("pk", flat=True))
    for task in active:
        if task != way and task.pk not in hosts:
            task.flow_task.activation_class(task).cancel()
    activation = way.flow_task.activation_class(way)
    activation.start()
    activation.execute()
