"""What the demonstration's people type: the open step of a case, done through its own form."""

from __future__ import annotations

from typing import Any

from casework.accounts.models import User
from casework.cases.actions import check_gate
from casework.cases.forms import GateForm
from casework.cases.gate import linked_victims
from casework.cases.models import Case
from casework.visits.models import VisitCheck
from workflows import actions
from workflows.models import Task


def open_steps(case: Case) -> list[str]:
    """The names of the steps that wait for somebody, soonest first.

    An assessment that a change asked for stands beside whatever is done, and is left out.
    """
    tasks = Task.objects.open().filter(case=case).exclude(kind="reassessment")
    return [task.flow_task.name for task in tasks.order_by("due_at", "pk")]


def open_task(case: Case, step: str) -> Task:
    """The open task of `case` at this step. Raises ValueError naming what is open instead."""
    for task in Task.objects.open().filter(case=case):
        if task.flow_task.name == step:
            return task
    raise ValueError(f"{step} is not open on {case.ref}; open are {open_steps(case)}")


def answers_of(task: Task, by: User, given: dict[str, Any]) -> dict[str, Any]:
    """What the step's form makes of what was typed; what it shows at first stands otherwise.

    Raises ValueError where the form refuses the answers.
    """
    step = task.flow_task
    about = {"subject": step.subject(task.process), "user": by, **step.given(task)}
    blank = step.form(**about)
    shown = {name: blank[name].value() for name in blank.fields}
    typed = {name: value for name, value in (shown | given).items() if value is not None}
    form = step.form(typed, **about)
    if not form.is_valid():
        raise ValueError(f"{step.name}: {form.errors.as_text()}")
    answers: dict[str, Any] = form.cleaned_data
    return answers


def do(case: Case, step: str, *, by: User, **given: Any) -> Task:
    """Fill the form of an open step and save it, as its page does."""
    task = open_task(case, step)
    return actions.complete(task=task, by=by, answers=answers_of(task, by, given))


def safe_contact(case: Case) -> dict[str, str]:
    """What an officer ticks on the contact check where nothing stands in the way."""
    answers = {
        "others_note": "Nobody else is known to be at risk.",
        "idva_view": "SOUGHT",
        "idva_note": "The advocate was asked by phone and sees no objection.",
        "investigation": "NONE",
        "conditions": "DONE",
        "deconfliction": "DONE",
        "warnings": "DONE",
        "authority": "AT_RELEASE",
    }
    for number in range(1, linked_victims(case).count() + 1):
        answers[f"victim_{number}"] = "SAFE"
    return answers


def check_contact_again(case: Case, *, by: User) -> None:
    """The contact check made from the case page, between two steps."""
    form = GateForm(safe_contact(case), subject=case, user=by)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    check_gate(case=case, by=by, **form.cleaned_data)


def checks_made() -> dict[str, str]:
    """Every check before a visit, nothing found."""
    return {f"{kind.value.lower()}_answer": "Nothing found" for kind in VisitCheck.Kind}
