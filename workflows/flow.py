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

from casework.accounts.models import Role, Team, User
from casework.accounts.outside import OUTSIDE_ROLES
from casework.cases.models import Case
from casework.clocks import Deadline
from casework.deadlines import DeadlineRule
from workflows.activations import (
    BeginActivation,
    ChoiceActivation,
    DoActivation,
    FinishActivation,
    JobActivation,
)
from workflows.escalating import ladder_of
from workflows.models import Escalation, Intervention, Task
from workflows.outcomes import TellsOutcome, ToldApart
from workflows.timing import timed

DueRule = Callable[[Any], Deadline]
Who = Callable[[Any], User | None]


class InterventionFlow(TellsOutcome, ToldApart, Flow):
    """Base of every kind of intervention.

    `kind` is stored in every row and, with the class and step names, is data once an
    intervention is open. `heading` is the toolkit heading. `keeps` names the record the kind
    moves ("letter", "visit"), and `begin` makes it. `alone` says that a case has one open at a
    time; `by_hand` that it is chosen from the list of kinds.
    """

    process_class = Intervention
    task_class = Task
    # Waiting writers queue on the process row; without this two finishers can both win.
    lock_impl = SelectForUpdateLock(nowait=False, attempts=3)

    kind: ClassVar[str] = ""
    heading: ClassVar[Intervention.Heading]
    hint: ClassVar[str] = ""
    keeps: ClassVar[str] = ""
    alone: ClassVar[bool] = True
    by_hand: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Each kind is called what its own text says; the engine would inherit this class's.

        And each has the step that a supervisor may add, as nodes of its own.
        """
        from workflows.added import beside

        cls.process_title = vars(cls).get("process_title", "")
        cls.process_description = vars(cls).get("process_description", "")
        for name, node in beside().items():
            setattr(cls, name, node)
        super().__init_subclass__(**kwargs)

    def begin_process(self, activation: Any, *, case: Case, by: User, **told: Any) -> Intervention:
        """Fill the row before the engine saves it. `told` has the `reason`, and maybe `data`."""
        intervention: Intervention = activation.process
        intervention.case, intervention.started_by = case, by
        intervention.kind, intervention.alone = self.kind, self.alone
        intervention.heading = self.heading
        intervention.reason, intervention.data = told["reason"], told.get("data") or {}
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

    @classmethod
    def goes_on(cls, intervention: Intervention) -> bool:  # noqa: ARG003
        """Whether work goes on after `withdraw`, somewhere else in the flow; else it just ends."""
        return False


def starts_with(node: Any) -> nodes.StartHandle:
    """The start of a flow: fills the process row, then makes `node`'s first task."""
    start = nodes.StartHandle(this.begin_process)
    start.activation_class = BeginActivation
    return start.Next(node)


# --- a person does one thing --------------------------------------------------------------------


class StepActivation(nodes.ViewActivation):
    """Writes case, kind, team, role and due time in one INSERT, its ladder in another."""

    @classmethod
    def create(
        cls, flow_task: Step, prev_activation: Any, token: Any, data: Any = None, **_seed: Any
    ) -> StepActivation:
        process: Intervention = prev_activation.process
        task = Task(process=process, flow_task=flow_task, token=token, data=data or {})
        activation: StepActivation = cls(task)
        task.case = process.case
        task.kind = process.kind
        task.team = flow_task.team_for(activation)
        task.role = flow_task.role_for(activation)
        deadline = timed(process, flow_task.due(activation))
        task.due_at, task.due_proof = deadline.due_at, deadline.proof
        task.owner = flow_task.owner_for(activation)
        task.also_for = flow_task.also_for(activation)
        if task.owner:
            task.status, task.assigned = STATUS.ASSIGNED, timezone.now()
        task.save()
        Escalation.objects.bulk_create(ladder_of(task))
        if prev_activation.task is not None:
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
    proposes whose it is; `team` says whose queue it stands in where that is not the team of the
    case, such as a partner's. `also` names one more user who may do it, whatever role it asks for
    and without taking it from its owner; `also_says` tells them why. `due` works out the deadline
    from the activation. `page` names the template with what must be seen first. `contact` says
    that it needs contact to be cleared. `leads_too` says that whoever leads the case may do it as
    well, without taking it from its owner: one of its answers is for them alone.

    `outside` says that another agency's people do it, at the desk that `team` names. Neither
    person nor case is named to them: the record's `outside_ref` stands for both, `brief` gives
    the agreed slice and nothing else, and `page` extends "pages/workflows/outside_task.html".
    Raises ValueError where a step for a partner or an advocate is not outside, or has no desk.

    `takes_data` says that several tasks of this step stand open at a time, each about something
    else: its form and its action are given what the task keeps, as `task_data`.
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
        team: Callable[[Any], Team] | None = None,
        also: Who | None = None,
        also_says: str = "",
        page: str = "",
        brief: Callable[[Any], dict[str, Any]] | None = None,
        button: str = "Save",
        contact: bool = False,
        outside: bool = False,
        takes_data: bool = False,
        leads_too: bool = False,
    ) -> None:
        super().__init__(view=None)
        if outside and (team is None or role not in OUTSIDE_ROLES):
            raise ValueError(f"{title}: an outside step names a desk and whose role it asks for")
        if role in OUTSIDE_ROLES and not outside:
            raise ValueError(f"{title}: a partner's or an advocate's step is an outside step")
        self.outside = outside
        self.takes_data = takes_data
        self.leads_too = leads_too
        self.form, self.act, self.on = form, act, on
        self.due = due
        self.role = role
        self.owner = owner
        self.team = team
        self.also = also
        self.also_says = also_says
        self.page = page or f"pages/workflows/{'outside_' if outside else ''}task.html"
        self.brief = brief
        self.button = button
        self.contact = contact
        self.Annotation(title=title)

    def _get_urls(self) -> list[Any]:
        """No address of the engine's own: a task has one page, ours."""
        return []

    def role_for(self, activation: Any) -> Role:
        if isinstance(self.role, Role):
            return self.role
        role = self.role(activation)
        if role in OUTSIDE_ROLES:
            raise ValueError(f"{self.name}: whether a step is outside does not depend on the case")
        return role

    def team_for(self, activation: Any) -> Team:
        """Whose queue it stands in: the team of the case unless the step says otherwise."""
        case: Case = activation.process.case
        return self.team(activation) if self.team else case.team

    def owner_for(self, activation: Any) -> User | None:
        """Whose it is from the start; nobody where that user no longer works here."""
        owner = self.owner(activation) if self.owner else None
        return owner if owner and owner.is_active else None

    def also_for(self, activation: Any) -> User | None:
        """Who else may do it; nobody where that user no longer works here or owns it anyway."""
        other = self.also(activation) if self.also else None
        return other if other and other.is_active and other != activation.task.owner else None

    def given(self, task: Task) -> dict[str, Any]:
        """What the form and the action get besides the record: the task's own data, if asked."""
        return {"task_data": dict(task.data or {})} if self.takes_data else {}

    def subject(self, intervention: Intervention) -> Any:
        """The record this step is about, or the intervention itself."""
        return intervention if self.on == "intervention" else getattr(intervention, self.on)


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


def within(rule: DeadlineRule, *, since: Since = _now) -> DueRule:
    """Due when `rule` ends, counted from `since`."""

    def deadline(activation: Any) -> Deadline:
        return deadline_from(since(activation.process), rule, activation.process)

    return deadline


def deadline_from(start: datetime, rule: DeadlineRule, intervention: Intervention) -> Deadline:
    """When `rule` ends counted from `start` (aware) in the calendar of the case's force."""
    return rule.due(start, intervention.case.force.nation)


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
    "starts_with",
    "this",
    "within",
]
