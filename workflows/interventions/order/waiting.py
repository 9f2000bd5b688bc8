"""A step that waits for something from outside the flow, such as a report by anybody."""

from __future__ import annotations

from datetime import UTC, datetime

from viewflow.workflow import nodes
from viewflow.workflow.nodes.timer import TimerActivation

from workflows.models import Intervention, Task

NEVER = datetime(2999, 1, 1, tzinfo=UTC)


class WaitingActivation(TimerActivation):
    """Stands like a timer whose moment never comes, until `come` is called."""

    def come(self) -> None:
        """What was waited for has come: go on. An error on the way is the caller's to hear."""
        self.start()
        self.complete()
        self.activate_next()


class Waiting(nodes.Timer):
    """Waits without a due time; nobody is asked for anything."""

    activation_class = WaitingActivation
    # For whoever draws it: no clock ends this, somebody does.
    waits_for_a_call = True

    def __init__(self, *, title: str) -> None:
        super().__init__(NEVER)
        self.Annotation(title=title)


def open_tasks(intervention: Intervention, *names: str) -> list[Task]:
    """The open tasks of these steps, the engine's own too, the oldest first."""
    found = Task.objects.filter(process=intervention.pk, finished=None).order_by("pk")
    return [task for task in found if task.flow_task.name in names]


def wake(intervention: Intervention, name: str) -> None:
    """Let the flow go on from the step of this name, where it stands there."""
    for task in open_tasks(intervention, name):
        with task.activation() as activation:
            activation.come()


def drop(intervention: Intervention, *names: str) -> None:
    """Cancel the open tasks of these steps, with the timers on them."""
    timers = (f"{name}__timeout" for name in names)
    for task in open_tasks(intervention, *names, *timers):
        task.flow_task.activation_class(task).cancel()
