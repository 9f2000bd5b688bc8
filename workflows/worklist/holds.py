"""Putting a task on hold, and changing a hold that is there: one page for both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from casework.accounts.models import User
from casework.accounts.requests import SignedInRequest
from casework.ui.times import short_date
from workflows import actions, holding, permissions
from workflows.models import Task
from workflows.worklist import histories, queries
from workflows.worklist.asking import Question, ask
from workflows.worklist.forms import ChangeHoldForm, HoldForm


def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a task wait, or end its hold or make it longer."""
    return ask(request, pk, HOLD)


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


def save(found: Task, form: forms.Form, user: User) -> str:
    """Do what the form says; returns what to tell the reader."""
    given = dict(form.cleaned_data)
    decision = given.pop("decision", "BEGIN")
    if decision == "END":
        ended = {name: given[name] for name in ("reason", "seen")}
        actions.end_hold(task=found, by=user, **ended)
        return "The hold has ended. The task is among those to do; its due time is the same."
    act = actions.extend_hold if decision == "LONGER" else actions.hold_task
    held = act(task=found, by=user, **given)
    return f"On hold until {short_date(held.until)}. The due time is the same."


def says(found: Task, _user: User) -> dict[str, Any]:
    there = queries.hold_of(found)
    return {
        "heading": "Put this task on hold" if there is None else "Change the hold of this task",
        "button": "Put it on hold" if there is None else "Save",
        "about": f"{found.title}. A task on hold stands apart from the others and comes back by "
        f"itself, at most {holding.HOLD_AT_MOST.asks_for(found.case.force.nation)} from today. "
        "Its due time stays the same.",
        "history": histories.of_hold(there) if there else None,
    }


HOLD = Question(
    page="workflows:hold",
    check=permissions.check_can_hold,
    form=form_for,
    again=shown_back,
    save=save,
    says=says,
)
