"""What is sent of a task's deadline, to be seen and stopped by whoever leads its case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import Conflict, Refused
from casework.ui.times import moment
from workflows import actions, permissions
from workflows.models import Escalation, Rung, Task
from workflows.worklist import presenters
from workflows.worklist.task_page import find, finished, seen_with


class StopRemindersForm(forms.Form):
    reason = forms.CharField(
        label="Why is nobody to be reminded?",
        widget=forms.Textarea,
        error_messages={"required": "Say why nobody is to be reminded"},
    )


def reminders(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the ladder of a task; a form that is sent stops what is left of it, with the reason."""
    found = find(pk, request.user)
    sent = request.method == "POST"
    form = StopRemindersForm(request.POST if sent else None)
    try:
        permissions.check_still_open(found)
    except (Conflict, Refused) as over:
        return finished(request, found, over, typed=form)
    permissions.check_can_stop_reminders(request.user, found)
    changed = None
    if sent and form.is_valid():
        try:
            actions.stop_reminders(task=found, by=request.user, **form.cleaned_data)
            messages.success(request, "The reminders are stopped. The due time is the same.")
            return redirect(found)
        except Refused as refused:
            form.add_error(None, str(refused))
        except Conflict as conflict:
            changed = presenters.changed_meanwhile(conflict)
    look(by=request.user, page="workflows:reminders", objects=seen_with(request, found))
    context = {
        "form": form,
        "name": presenters.name_of(found),
        "back": found.get_absolute_url(),
        "heading": "The reminders of this task",
        "button": "Stop what is still to be sent",
        "about": f"{found.title}. {about(found, request)} The due time stays the same, and an "
        "overdue task stays on the lists of its team.",
        "history": ladder_of(found),
        "changed": changed,
    }
    status = 409 if changed else (422 if form.errors else 200)
    return render(request, "pages/workflows/hold.html", context, status=status)


def about(task: Task, request: SignedInRequest) -> str:
    """What stopping would stop for this reader."""
    if Rung.MANAGER in permissions.rungs_stopped_by(request.user, task):
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
