"""Putting a task on hold, and changing a hold that is there: one page for both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casework.accounts.requests import SignedInRequest
from casework.audit.actions import look
from casework.core.errors import Conflict, Refused
from casework.ui.times import short_date
from workflows import actions, holding, permissions
from workflows.models import Task
from workflows.worklist import histories, presenters, queries
from workflows.worklist.forms import ChangeHoldForm, HoldForm
from workflows.worklist.task_page import find, finished, seen_with


def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a task wait, or end its hold or make it longer; what was typed survives a conflict."""
    found = find(pk, request.user)
    sent = request.method == "POST"
    form = form_for(found, request.POST if sent else None)
    try:
        permissions.check_still_open(found)
    except (Conflict, Refused) as over:
        return finished(request, found, over, typed=form)
    permissions.check_can_hold(request.user, found)
    changed = None
    if sent and form.is_valid():
        try:
            messages.success(request, save(found, form, request))
            return redirect(found)
        except Refused as refused:
            form.add_error(None, str(refused))
        except Conflict as conflict:
            changed = conflict
            found = find(pk, request.user)
            form = shown_back(found, request.POST)
    look(by=request.user, page="workflows:hold", objects=seen_with(request, found))
    return show(request, found, form, changed)


def form_for(found: Task, data: Any) -> HoldForm:
    kind = HoldForm if queries.hold_of(found) is None else ChangeHoldForm
    if data is not None:
        # Which form was sent is told by what it asks, whatever became of the hold meanwhile.
        kind = ChangeHoldForm if "decision" in data else HoldForm
    return kind(data, initial={"seen": holding.version(found)})


def shown_back(found: Task, data: Any) -> HoldForm:
    """The form as it has to be now, with everything that was typed into the one before."""
    kind = HoldForm if queries.hold_of(found) is None else ChangeHoldForm
    return kind(initial=data.dict() | {"seen": holding.version(found)})


def save(found: Task, form: forms.Form, request: SignedInRequest) -> str:
    """Do what the form says; returns what to tell the reader."""
    given = dict(form.cleaned_data)
    decision = given.pop("decision", "BEGIN")
    if decision == "END":
        ended = {name: given[name] for name in ("reason", "seen")}
        actions.end_hold(task=found, by=request.user, **ended)
        return "The hold has ended. The task is among those to do; its due time is the same."
    act = actions.extend_hold if decision == "LONGER" else actions.hold_task
    held = act(task=found, by=request.user, **given)
    return f"On hold until {short_date(held.until)}. The due time is the same."


def show(
    request: SignedInRequest, found: Task, form: forms.Form, changed: Conflict | None
) -> HttpResponse:
    there = queries.hold_of(found)
    context = {
        "form": form,
        "name": presenters.name_of(found),
        "back": found.get_absolute_url(),
        "heading": "Put this task on hold" if there is None else "Change the hold of this task",
        "button": "Put it on hold" if there is None else "Save",
        "about": f"{found.title}. A task on hold stands apart from the others and comes back by "
        f"itself, at most {holding.HOLD_AT_MOST.asks_for(found.case.force.nation)} from today. "
        "Its due time "
        "stays the same.",
        "history": histories.of_hold(there) if there else None,
    }
    if changed is not None:
        context["changed"] = presenters.changed_meanwhile(changed)
    status = 409 if changed else (422 if form.errors else 200)
    return render(request, "pages/workflows/hold.html", context, status=status)
