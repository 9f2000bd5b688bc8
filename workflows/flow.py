"""What our flows are written with: the base flow and its kinds of step.

    Step    a person does one thing, by a due time
    Do      the system does one thing, at once
    Choice  the record's state decides where to go
    Job     the queue does something slow
    Finish  the end, with the outcome in words

A flow says who does what next. What a record may become is the record's own business: a Step
hands the answers to an action of the record's room, and a Choice reads the state it left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from viewflow import this
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.signals import task_finished
from viewflow.workflow.status import STATUS

from casework.accounts.models import Role, User
from casework.cases.models import Case
from casework.clocks import Deadline, Nation, Rule, due, hours, working_days
from casework.core.policy import Number
from workflows.activations import (
    BeginActivation,
    ChoiceActivation,
    DoActivation,
    FinishActivation,
    JobActivation,
)
from workflows.models import Intervention, Task

DueRule = Callable[[Any], Deadline]
Who = Callable[[Any], User | None]


class InterventionFlow(Flow):
    """Base of every kind of intervention.

    `kind` is stored in every row and, with the class and step names, is data once an
    intervention is open. `heading` is the toolkit heading. `keeps` names the record the kind
    moves ("letter", "visit"), and `begin` makes it.
    """

    process_class = Intervention
    task_class = Task
    # Waiting writers queue on the process row; without this two finishers can both win.
    lock_impl = SelectForUpdateLock(nowait=False, attempts=3)

    kind: ClassVar[str] = ""
    heading: ClassVar[Intervention.Heading]
    hint: ClassVar[str] = ""
    keeps: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Each kind is called what its own text says; the engine would inherit this class's."""
        cls.process_title = vars(cls).get("process_title", "")
        cls.process_description = vars(cls).get("process_description", "")
        super().__init_subclass__(**kwargs)

    def begin_process(self, activation: Any, *, case: Case, by: User, reason: str) -> Intervention:
        """Fill the process row before the engine saves it; the record is made by `begin`."""
        intervention: Intervention = activation.process
        intervention.case = case
        intervention.kind = self.kind
        intervention.heading = self.heading
        intervention.reason = reason
        intervention.started_by = by
        self.begin(intervention, case=case, by=by)
        return intervention

    @staticmethod
    def check_can_start(case: Case) -> None:
        """Raise Refused with the reason where this kind may not be started on this case."""

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        """Make the record this kind keeps and hang it on `intervention`; a kind may keep none."""

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """Take the record back; raises Refused once it took effect. A kind may keep none."""


def starts_with(node: Any) -> nodes.StartHandle:
    """The start of a flow: fills the process row, then makes `node`'s first task."""
    start = nodes.StartHandle(this.begin_process)
    start.activation_class = BeginActivation
    return start.Next(node)


# --- a person does one thing --------------------------------------------------------------------


class StepActivation(nodes.ViewActivation):
    """Writes case, kind, team, role and due time in the task's one INSERT."""

    @classmethod
    def create(
        cls, flow_task: Step, prev_activation: Any, token: Any, data: Any = None, **_seed: Any
    ) -> StepActivation:
        process: Intervention = prev_activation.process
        task = Task(process=process, flow_task=flow_task, token=token, data=data or {})
        activation: StepActivation = cls(task)
        task.case = process.case
        task.kind = process.kind
        task.team = process.case.team
        task.role = flow_task.role_for(activation)
        deadline = flow_task.due(activation)
        task.due_at, task.due_proof = deadline.due_at, deadline.proof
        task.owner = flow_task.owner_for(activation)
        task.also_for = flow_task.also_for(activation)
        if task.owner:
            task.status, task.assigned = STATUS.ASSIGNED, timezone.now()
        task.save()
        task.follows(prev_activation.task)
        return activation

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.ASSIGNED)
    def take_in_hand(self, user: User) -> None:
        """Take the task by doing it; saved when it is completed, in the same transaction."""
        self.task.owner = user
        self.task.assigned = timezone.now()

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """As the engine completes, saving only what doing a task moves."""
        self.task.finished = timezone.now()
        self.task.save(update_fields=["status", "owner", "assigned", "started", "finished"])
        task_finished.send(sender=self.flow_class, process=self.process, task=self.task)


class Step(nodes.View):
    """One thing a person is asked to do.

    `form` asks, `act` does: `act(<on>=record, by=user, **answers)`. `role` may take it; `owner`
    proposes whose it is. `also` names one more user who may do it, whatever role it asks for and
    without taking it from its owner; `also_says` tells them why. `due` works out the deadline
    from the activation. `page` names the template with what must be seen first. `contact` says
    that it needs contact to be cleared.
    """

    activation_class = StepActivation
    # The engine reads this on rows made when a step still had a permission.
    _owner_permission_obj = None

    def __init__(
        self,
        *,
        title: str,
        form: type[forms.Form],
        act: Callable[..., Any],
        on: str,
        due: DueRule,
        role: Role | Callable[[Any], Role] = Role.OFFICER,
        owner: Who | None = None,
        also: Who | None = None,
        also_says: str = "",
        page: str = "pages/workflows/task.html",
        brief: Callable[[Any], dict[str, Any]] | None = None,
        button: str = "Save",
        contact: bool = False,
    ) -> None:
        super().__init__(view=None)
        self.form = form
        self.act = act
        self.on = on
        self.due = due
        self.role = role
        self.owner = owner
        self.also = also
        self.also_says = also_says
        self.page = page
        self.brief = brief
        self.button = button
        self.contact = contact
        self.Annotation(title=title)

    def _get_urls(self) -> list[Any]:
        """No address of the engine's own: a task has one page, ours."""
        return []

    def role_for(self, activation: Any) -> Role:
        return self.role if isinstance(self.role, Role) else self.role(activation)

    def owner_for(self, activation: Any) -> User | None:
        """Whose it is from the start; nobody where that user no longer works here."""
        owner = self.owner(activation) if self.owner else None
        return owner if owner and owner.is_active else None

    def also_for(self, activation: Any) -> User | None:
        """Who else may do it; nobody where that user no longer works here or owns it anyway."""
        other = self.also(activation) if self.also else None
        return other if other and other.is_active and other != activation.task.owner else None

    def subject(self, intervention: Intervention) -> Any:
        """The record this step is about."""
        return getattr(intervention, self.on)


# --- the system does one thing --------------------------------------------------------------------


class Do(nodes.Function):
    """Something the system does at once, in the same transaction."""

    activation_class = DoActivation

    def __init__(self, func: Any, *, title: str) -> None:
        super().__init__(func)
        self.Annotation(title=title)


class Choice(nodes.Switch):
    """Goes where the record's state says.

    `reads` gives the state; each `.When` names one or more states; `.Default` takes the rest.
    A state that nothing names and no default takes stops the move, it is never guessed.
    """

    activation_class = ChoiceActivation

    def __init__(self, reads: Callable[[Intervention], str], *, title: str) -> None:
        super().__init__()
        self.reads = reads
        self.Annotation(title=title)

    def reading(self, activation: Any) -> str:
        """What the record says now, read once for all the ways out."""
        read: str | None = getattr(activation, "_reading", None)
        if read is None:
            # The row in hand has looked again after whatever moved the record.
            read = activation._reading = str(self.reads(activation.process))
        return read

    def When(self, states: str | Iterable[str], node: Any) -> Choice:
        wanted = {states} if isinstance(states, str) else set(states)

        def state_is_wanted(activation: Any) -> bool:
            return self.reading(activation) in wanted

        state_is_wanted.states = sorted(str(state) for state in wanted)  # type: ignore[attr-defined]
        return self.Case(node, state_is_wanted)


class Finish(nodes.End):
    """The end of a flow, with the outcome managers count by.

    `aside` is the end of a branch beside the main one: whichever comes last, the outcome of the
    intervention is the main one's.
    """

    activation_class = FinishActivation

    def __init__(self, outcome: str, *, aside: bool = False) -> None:
        super().__init__()
        self.outcome = outcome
        self.aside = aside
        self.Annotation(title=outcome)


# --- the queue does something slow --------------------------------------------------------------


class Job(nodes.AbstractJob):
    """Slow work. `work(intervention)` runs outside any lock and must bear running twice."""

    activation_class = JobActivation

    def __init__(self, work: Callable[[Intervention], None], *, title: str) -> None:
        super().__init__()
        self.work = work
        self.Annotation(title=title)


# --- by when ------------------------------------------------------------------------------------

Since = Callable[[Intervention], datetime]


def _now(_intervention: Intervention) -> datetime:
    return timezone.now()


def in_working_days(number: Number, *, since: Since = _now) -> DueRule:
    """Due at the end of the last of `number` working days of the force's nation."""

    def deadline(activation: Any) -> Deadline:
        rule = working_days(number.value, citation=number.name, source=number.source)
        return deadline_from(since(activation.process), rule, activation.process)

    return deadline


def in_hours(number: Number, *, since: Since = _now) -> DueRule:
    """Due `number` clock hours after `since`."""

    def deadline(activation: Any) -> Deadline:
        rule = hours(number.value, citation=number.name, source=number.source)
        return deadline_from(since(activation.process), rule, activation.process)

    return deadline


def deadline_from(start: datetime, rule: Rule, intervention: Intervention) -> Deadline:
    """When `rule` ends counted from `start` (aware) in the calendar of the case's force."""
    return due(start, rule, Nation(intervention.case.force.nation))


# --- who ----------------------------------------------------------------------------------------


def case_owner(activation: Any) -> User | None:
    """The officer who answers for the case."""
    owner: User | None = activation.process.case.owner
    return owner


__all__ = [
    "Choice",
    "Do",
    "Finish",
    "InterventionFlow",
    "Job",
    "Step",
    "case_owner",
    "deadline_from",
    "in_hours",
    "in_working_days",
    "starts_with",
    "this",
]
