"""Pausing the clock of one task, and letting it go on sooner: one page for both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone

from casework.accounts.models import User
from casework.accounts.requests import SignedInRequest
from casework.ui import questions
from casework.ui.times import local_time
from workflows import actions, pausing, permissions
from workflows.models import Pause, Task
from workflows.worklist import ledger
from workflows.worklist.asking import Question, ask
from workflows.worklist.forms import SeenDueForm, due_as_seen


class EndPauseForm(SeenDueForm):
    """Why the clock goes on."""

    reason = questions.words(
        "Why does the clock go on now?", missing="Enter why it goes on now", max_length=2000
    )


class PauseForm(EndPauseForm):
    """For how long the clock stands still, and why."""

    days = forms.IntegerField(
        label="For how many working days does the clock stand still?",
        help_text="Today is the first, if it is a working day. The clock goes on by itself after "
        "the last",
        min_value=1,
        error_messages={
            "required": "Enter for how many working days it stands still",
            "invalid": "Enter a whole number",
            "min_value": "Enter a number of at least 1",
        },
    )
    reason = questions.words(
        "Why does the clock stand still?", missing="Enter why it stands still", max_length=2000
    )
    field_order = ("days", "reason", "seen")


def pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pause the clock of a task, or end its pause."""
    return ask(request, pk, PAUSE)


def kind_of(task: Task) -> type[EndPauseForm]:
    return PauseForm if ledger.live_of(task) is None else EndPauseForm


def form_for(task: Task, sent: Any) -> EndPauseForm:
    kind = kind_of(task)
    if sent is not None:
        # Which form was sent is told by what it asks, whatever became of the pause meanwhile.
        kind = PauseForm if "days" in sent else EndPauseForm
    return kind(sent, initial=due_as_seen(task))


def again(task: Task, sent: Any) -> EndPauseForm:
    return kind_of(task)(initial=sent.dict() | due_as_seen(task))


def save(task: Task, form: EndPauseForm, user: User) -> str:
    """Do what the form says; returns what to tell the reader."""
    act = actions.pause_clock if isinstance(form, PauseForm) else actions.end_pause
    made = act(task=task, by=user, **form.cleaned_data)
    now = f"It is due on {local_time(made.task.due_at)} now."
    if made.ended_at is not None:
        return f"The clock goes on. {now}"
    return f"{ledger.stands_still(made)} {now}"


def says(task: Task, _user: User) -> dict[str, Any]:
    live = ledger.live_of(task)
    return {
        "heading": "Pause the clock" if live is None else "End the pause",
        "button": "Pause it" if live is None else "Let it go on",
        "about": about(task, live),
        "history": ledger.rows(task),
    }


def about(task: Task, live: Pause | None) -> str:
    now = f"{task.title}. Due on {local_time(task.due_at)}."
    if live is not None:
        return f"{now} {ledger.stands_still(live)}"
    at_most = pausing.PAUSE_AT_MOST.asks_for(task.case.force.nation)
    counted = f"A pause lasts at most {at_most}. Nothing in it counts towards the due time."
    return f"{now} {pausing.why_not_paused(task, timezone.now()) or counted}"


PAUSE = Question(
    page="workflows:pause",
    check=permissions.check_can_pause,
    form=form_for,
    again=again,
    save=save,
    says=says,
)
