"""Pausing the clock of one task, and letting it go on sooner: one page for both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import Conflict, Refused
from casework.ui import questions
from casework.ui.times import local_time
from workflows import actions, pausing, permissions
from workflows.models import Pause, Task
from workflows.worklist import ledger, presenters
from workflows.worklist.task_page import find, finished, seen_with


class EndPauseForm(forms.Form):
    """Why the clock goes on."""

    reason = questions.words(
        "Why does the clock go on now?", missing="Enter why it goes on now", max_length=2000
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_seen(self) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError as error:
            raise forms.ValidationError("Open the page again") from error


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
    """Pause the clock of a task, or end its pause; what was typed survives a conflict."""
    found = find(pk, request.user)
    sent = request.POST if request.method == "POST" else None
    live = pausing.live_pause(found, timezone.now())
    form = form_for(found, live, sent)
    try:
        permissions.check_still_open(found)
    except (Conflict, Refused) as over:
        return finished(request, found, over, typed=form)
    permissions.check_can_pause(request.user, found)
    changed = None
    if sent is not None and form.is_valid():
        try:
            messages.success(request, save(found, form, request))
            return redirect(found)
        except Refused as refused:
            form.add_error(None, str(refused))
        except Conflict as conflict:
            changed = conflict
            found = find(pk, request.user)
            live = pausing.live_pause(found, timezone.now())
            form = kind_of(live)(initial=sent.dict() | now_of(found))
    look(by=request.user, page="workflows:pause", objects=seen_with(request, found))
    return show(request, found, live, form, changed)


def kind_of(live: Pause | None) -> type[EndPauseForm]:
    return PauseForm if live is None else EndPauseForm


def form_for(found: Task, live: Pause | None, sent: Any) -> EndPauseForm:
    kind = kind_of(live)
    if sent is not None:
        # Which form was sent is told by what it asks, whatever became of the pause meanwhile.
        kind = PauseForm if "days" in sent else EndPauseForm
    return kind(sent, initial=now_of(found))


def now_of(task: Task) -> dict[str, Any]:
    return {"seen": task.due_at.isoformat() if task.due_at else ""}


def save(found: Task, form: EndPauseForm, request: SignedInRequest) -> str:
    """Do what the form says; returns what to tell the reader."""
    act = actions.pause_clock if isinstance(form, PauseForm) else actions.end_pause
    made = act(task=found, by=request.user, **form.cleaned_data)
    now = f"It is due on {local_time(made.task.due_at)} now."
    if made.ended_at is not None:
        return f"The clock goes on. {now}"
    return f"{ledger.stands_still(made)} {now}"


def show(
    request: SignedInRequest,
    found: Task,
    live: Pause | None,
    form: EndPauseForm,
    changed: Conflict | None,
) -> HttpResponse:
    context = {
        "form": form,
        "name": presenters.name_of(found),
        "back": found.get_absolute_url(),
        "heading": "Pause the clock" if live is None else "End the pause",
        "button": "Pause it" if live is None else "Let it go on",
        "about": about(found, live),
        "history": ledger.rows(found),
        "changed": presenters.changed_meanwhile(changed) if changed else None,
    }
    status = 409 if changed else (422 if form.errors else 200)
    return render(request, "pages/workflows/hold.html", context, status=status)


def about(task: Task, live: Pause | None) -> str:
    now = f"{task.title}. Due on {local_time(task.due_at)}."
    if live is not None:
        return f"{now} {ledger.stands_still(live)}"
    at_most = pausing.PAUSE_AT_MOST.asks_for(task.case.force.nation)
    counted = f"A pause lasts at most {at_most}. Nothing in it counts towards the due time."
    return f"{now} {pausing.why_not_paused(task, timezone.now()) or counted}"
