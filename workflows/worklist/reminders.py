"""What is sent of a task's deadline, to be seen and stopped by whoever leads its case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from casework.accounts.models import User
from casework.accounts.requests import SignedInRequest
from casework.ui.times import moment
from workflows import actions, permissions
from workflows.models import Escalation, Rung, Task
from workflows.worklist.asking import Question, ask


class StopRemindersForm(forms.Form):
    reason = forms.CharField(
        label="Why is nobody to be reminded?",
        widget=forms.Textarea,
        error_messages={"required": "Say why nobody is to be reminded"},
    )


def reminders(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the ladder of a task; a form that is sent stops what is left of it, with the reason."""
    return ask(request, pk, REMINDERS)


def save(task: Task, form: StopRemindersForm, user: User) -> str:
    actions.stop_reminders(task=task, by=user, **form.cleaned_data)
    return "The reminders are stopped. The due time is the same."


def says(task: Task, user: User) -> dict[str, Any]:
    return {
        "heading": "The reminders of this task",
        "button": "Stop what is still to be sent",
        "about": f"{task.title}. {about(task, user)} The due time stays the same, and an overdue "
        "task stays on the lists of its team.",
        "history": ladder_of(task),
    }


def about(task: Task, user: User) -> str:
    """What stopping would stop for this reader."""
    if Rung.MANAGER in permissions.rungs_stopped_by(user, task):
        return "Nothing more is sent of it once you stop it."
    return "Nothing more is sent of it once you stop it, but its manager is told all the same."


def ladder_of(task: Task) -> list[dict[str, Any]]:
    """Each rung as a row of a summary: when, and what became of it."""
    return [
        {"key": row.get_rung_display(), "value": became_of(row)}
        for row in task.escalations.select_related("by")
    ]


def became_of(row: Escalation) -> str:
    """ "To be sent Mon 23 November, 9am", "Sent ...", "Stopped by Sgt A Khan, ...: not needed"."""
    if row.settled_at is None:
        return f"To be sent {moment(row.send_at)}"
    if row.by is not None:
        return f"Stopped by {row.by.display_name}, {moment(row.settled_at)}: {row.reason}"
    return f"{row.get_how_display()}, {moment(row.settled_at)}"


REMINDERS = Question(
    page="workflows:reminders",
    check=permissions.check_can_stop_reminders,
    form=lambda _task, sent: StopRemindersForm(sent),
    again=lambda _task, sent: StopRemindersForm(initial=sent.dict()),
    save=save,
    says=says,
)
