"""Saying how pressing a task is: one page, for whoever leads its case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import Conflict, Refused
from workflows import actions, permissions
from workflows.models import Priority, Task
from workflows.worklist import histories, presenters
from workflows.worklist.task_page import find, finished, seen_with


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
    """Set the priority with the reason; what was typed survives a conflict."""
    found = find(pk, request.user)
    sent = request.POST if request.method == "POST" else None
    form = PriorityForm(sent, initial=now_of(found))
    try:
        permissions.check_still_open(found)
    except (Conflict, Refused) as over:
        return finished(request, found, over, typed=form)
    permissions.check_can_set_priority(request.user, found)
    changed = None
    if sent is not None and form.is_valid():
        try:
            actions.set_priority(task=found, by=request.user, **form.cleaned_data)
            messages.success(request, "The priority is set. The due time is the same.")
            return redirect(found)
        except Refused as refused:
            form.add_error(None, str(refused))
        except Conflict as conflict:
            changed = presenters.changed_meanwhile(conflict)
            found = find(pk, request.user)
            form = PriorityForm(initial=sent.dict() | {"seen": found.priority})
    look(by=request.user, page="workflows:priority", objects=seen_with(request, found))
    context = {
        "form": form,
        "name": presenters.name_of(found),
        "back": found.get_absolute_url(),
        "heading": "Set the priority",
        "button": "Save",
        "about": f"{found.title}. Now: {found.get_priority_display().lower()} priority.",
        "history": histories.of_priority(found),
        "changed": changed,
    }
    status = 409 if changed else (422 if form.errors else 200)
    return render(request, "pages/workflows/hold.html", context, status=status)


def now_of(task: Task) -> dict[str, Any]:
    return {"priority": task.priority, "seen": task.priority}
