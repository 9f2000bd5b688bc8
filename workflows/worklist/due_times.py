"""Moving the due time of one task, and of those that a newly announced bank holiday moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.accounts.models import User
from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.cases.models import Case
from casework.clocks import Source
from casework.core.errors import CaseworkError, NotVisible
from casework.deadlines import calendar_now, recounted
from casework.ui import questions
from casework.ui.forms import Checkboxes
from casework.ui.times import local_time, moment
from workflows import actions, permissions
from workflows.actions.due import MORE_TIME, why_not_moved
from workflows.models import Task
from workflows.worklist import histories, presenters, queries
from workflows.worklist.asking import Question, ask
from workflows.worklist.forms import SeenDueForm, due_as_seen
from workflows.worklist.moved_ends import MovedEnd, moved_ends


class MoveForm(SeenDueForm):
    """How much more time, and why."""

    days = forms.IntegerField(
        label="In how many working days from today is it due?",
        min_value=1,
        error_messages={
            "required": "Enter in how many working days it is due",
            "invalid": "Enter a whole number",
            "min_value": "Enter a number of at least 1",
        },
    )
    reason = questions.words("Why does it move?", missing="Enter why it moves", max_length=2000)


def due(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move the due time of a task with the reason."""
    return ask(request, pk, MOVE)


def save(task: Task, form: MoveForm, user: User) -> str:
    moved = actions.move_due(task=task, by=user, **form.cleaned_data)
    return f"It is due on {local_time(moved.due_at)} now."


def says(task: Task, _user: User) -> dict[str, Any]:
    return {
        "heading": "Move the due time",
        "button": "Move it",
        "about": about(task),
        "history": histories.of_due(task),
    }


def about(task: Task) -> str:
    nation = task.case.force.nation
    now = f"{task.title}. Due on {local_time(task.due_at)}."
    return f"{now} {why_not_moved(task) or f'At most {MORE_TIME.asks_for(nation)} from today.'}"


MOVE = Question(
    page="workflows:due",
    check=permissions.check_can_move_due,
    form=lambda task, sent: MoveForm(sent, initial=due_as_seen(task)),
    again=lambda task, sent: MoveForm(initial=sent.dict() | due_as_seen(task)),
    save=save,
    says=says,
)


# --- a newly announced bank holiday --------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """A task whose own rule ends otherwise with the bank holidays of today."""

    task: Task
    after: datetime

    @property
    def case(self) -> Case:
        found: Case = self.task.case
        return found

    @property
    def key(self) -> str:
        """What the form sends: the task, and its due time as it was shown."""
        return f"{self.task.pk}@{self.task.due_at.isoformat() if self.task.due_at else ''}"

    @property
    def words(self) -> str:
        law = (self.task.due_proof or {})["rule"]["source"] == Source.LAW
        return (
            f"{presenters.name_of(self.task)}, {self.task.title}: due {moment(self.task.due_at)}, "
            f"then {moment(self.after)}{' (set by law)' if law else ''}"
        )


class RecountForm(forms.Form):
    """Which of them are counted again, and which day was announced."""

    tasks = forms.MultipleChoiceField(
        label="Which due times move?",
        widget=Checkboxes,
        error_messages={"required": "Select at least one"},
    )
    reason = questions.words(
        "Which day was announced, and where?", missing="Enter which day was announced", rows=2
    )

    def __init__(self, data: Any = None, *, moved: list[Moved | MovedEnd], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.moved = {each.key: each for each in moved}
        choices = [(key, each.words) for key, each in self.moved.items()]
        self.fields["tasks"].choices = choices  # type: ignore[attr-defined]
        self.fields["tasks"].initial = [key for key, _ in choices]


def recount(request: SignedInRequest) -> HttpResponse:
    """Every running due time that the calendar of today moves, to be looked at and moved."""
    user = request.user
    if not user.forces_served(*permissions.LEADS):
        raise NotVisible("There is no such page.")
    ends = list(moved_ends(user))
    moved: list[Moved | MovedEnd] = list(moved_by_calendar(user))
    moved += [each for each in ends if each.can_move]
    told_of = [each for each in ends if not each.can_move]
    form = RecountForm(request.POST or None, moved=moved)
    if form.is_valid():
        told = [count(form.moved[key], user, form.cleaned_data["reason"]) for key in chosen(form)]
        done = sum(not why_not for why_not in told)
        messages.success(request, f"{done} due time{'s' if done != 1 else ''} moved.")
        for why_not in filter(None, told):
            messages.warning(request, why_not)
        return redirect("workflows:recount")
    seen = [*(each.case for each in moved), *(each.case for each in told_of)]
    look(by=user, page="workflows:recount", objects=[*seen, *(case.person for case in seen)])
    context = {"form": form, "moved": moved, "told_of": told_of}
    status = 422 if form.errors else 200
    return render(request, "pages/workflows/recount.html", context, status=status)


def chosen(form: RecountForm) -> list[str]:
    found: list[str] = form.cleaned_data["tasks"]
    return found


def count(moved: Moved | MovedEnd, user: Any, reason: str) -> str:
    """Move one of them; why not, in a sentence, or ""."""
    if isinstance(moved, MovedEnd):
        return moved.count(user, reason)
    try:
        actions.count_again(task=moved.task, by=user, reason=reason, seen=moved.task.due_at)
    except CaseworkError as refused:
        return f"{presenters.name_of(moved.task)}, {moved.task.title}: {refused}"
    return ""


def moved_by_calendar(user: Any) -> Iterator[Moved]:
    """Open tasks of the teams this user leads that end otherwise today, the first due first.

    A due time that was worked out with the very calendar of now is not worked out again.
    """
    tasks = queries.shown(queries.of_teams(user)).select_related("case__force")
    for task in tasks.order_by("due_at", "pk").iterator(chunk_size=500):
        proof = task.due_proof or {}
        if proof.get("calendar") == calendar_now(task.case.force.nation):
            continue
        after = recounted(proof).due_at
        if after != task.due_at and permissions.can_move_due(user, task):
            yield Moved(task, after)
