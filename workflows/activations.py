"""How the engine passes what is no person's step: starts, choices, jobs and ends.

The engine is used as it is. These only say when a row is written, and what is written with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.utils import timezone
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.status import PROCESS, STATUS

from casework.audit.actions import record
from casework.core.queue import enqueue
from workflows.models import Intervention, Task

# A job that kills its worker is fetched again for ever, since only reported failures count.
MOST_STARTS = 3


class BeginActivation(StartHandleActivation):
    """Writes down what led where at the end of the first transaction, as every later one does."""

    @Activation.status.transition(source=STATUS.NEW)
    def execute(self) -> None:
        super().execute.original()
        self.process.write_arrows()


class PassedAtOnce(Activation):
    """What is come to and passed in one transaction: its row is written once, when passed.

    Where it fails in the background, the engine writes the row with the failure instead. Inside
    a split a row is written on arrival too, since the end of another branch counts what is open.
    """

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, **_seed: Any
    ) -> Self:
        process: Intervention = prev_activation.process
        task = Task(process=process, flow_task=flow_task, token=token, data=data or {})
        if token.is_split_token():
            task.save()
        task.follows(prev_activation.task)
        return cls(task)

    # The engine keeps what is next in a set; a row that is not written yet has no key to tell by.
    __eq__ = object.__eq__
    __hash__ = object.__hash__


class DoActivation(PassedAtOnce, nodes.FunctionActivation):
    """What follows sees what was done to the record."""

    @Activation.status.super()
    def activate(self) -> None:
        super().activate.original()
        self.process.look_again()


class ChoiceActivation(PassedAtOnce, nodes.SwitchActivation):
    """A choice made at once."""


class FinishActivation(PassedAtOnce, nodes.EndActivation):
    """Ends the intervention with its outcome and writes the one event of it."""

    @Activation.status.super()
    def activate(self) -> None:
        process: Intervention = self.process
        if not self.flow_task.aside:
            process.outcome = self.flow_task.outcome
        super().activate.original()
        if process.status == PROCESS.DONE:
            record(
                obj=process,
                verb="intervention.finished",
                by=None,
                before={"status": PROCESS.NEW},
                after={"status": process.status, "outcome": process.outcome},
            )
            self._propose_next()
        elif not self.flow_task.aside:
            # Kept now: where a branch beside it ends last, that end has no outcome to give.
            process.save(update_fields=["outcome"])

    def _propose_next(self) -> None:
        """What the outcome proposes to come next, for a person to take or not."""
        from workflows.actions import propose_next
        from workflows.ladder import rungs

        if rungs(self.process)[1]:
            propose_next(intervention=self.process)


class JobActivation(nodes.AbstractJobActivation):
    """A job as a step: queued inside the deciding transaction, safe to run twice."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.SCHEDULED)
    def activate(self) -> None:
        self.task.save()
        enqueue("workflows.jobs.run_job", task=self.task.pk, ticket=self.task.external_task_id)

    @Activation.status.transition(
        source=[STATUS.NEW, STATUS.SCHEDULED, STATUS.STARTED, STATUS.ERROR],
        target=STATUS.CANCELED,
    )
    def cancel(self) -> None:
        self.task.finished = self.task.finished or timezone.now()
        self.task.save()


def wait_until(timer: Task, moment: datetime) -> None:
    """Let a timer that stands wait for another aware instant; its process is locked."""
    if timer.scheduled != moment:
        timer.scheduled = moment
        timer.save(update_fields=["scheduled"])
