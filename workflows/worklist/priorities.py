"""Saying how pressing a task is: one page, for whoever leads its case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from casework.accounts.models import User
from casework.accounts.requests import SignedInRequest
from workflows import actions, permissions
from workflows.models import Priority, Task
from workflows.worklist import histories
from workflows.worklist.asking import Question, ask


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(
        label="How pressing is it?",
        help_text="Among tasks due in the same days the pressing ones stand first. The due time "
        "stays the same",
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": "Select how pressing it is"},
    )
    reason = forms.CharField(
        label="Why?", widget=forms.Textarea, error_messages={"required": "Say why"}
    )
    seen = forms.TypedChoiceField(
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        widget=forms.HiddenInput,
    )


def priority(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set the priority with the reason."""
    return ask(request, pk, PRIORITY)


def form_for(task: Task, sent: Any) -> PriorityForm:
    return PriorityForm(sent, initial={"priority": task.priority, "seen": task.priority})


def again(task: Task, sent: Any) -> PriorityForm:
    return PriorityForm(initial=sent.dict() | {"seen": task.priority})


def save(task: Task, form: PriorityForm, user: User) -> str:
    actions.set_priority(task=task, by=user, **form.cleaned_data)
    return "The priority is set. The due time is the same."


def says(task: Task, _user: User) -> dict[str, Any]:
    return {
        "heading": "Set the priority",
        "button": "Save",
        "about": f"{task.title}. Now: {task.get_priority_display().lower()} priority.",
        "history": histories.of_priority(task),
    }


PRIORITY = Question(
    page="workflows:priority",
    check=permissions.check_can_set_priority,
    form=form_for,
    again=again,
    save=save,
    says=says,
)
