"""Tasks for tests: the open step of a case, done through its own form; the queue run by hand."""

from __future__ import annotations

from typing import Any

from django.utils.module_loading import import_string
from django_q.models import OrmQ

from casework.accounts.models import User
from casework.cases.gate import linked_victims
from casework.cases.models import Case
from workflows import actions
from workflows.models import Task


def open_steps(case: Case) -> list[str]:
    """The names of the steps that wait for somebody, soonest first."""
    return [
        task.flow_task.name for task in Task.objects.open().filter(case=case).order_by("due_at")
    ]


def the_task(case: Case, step: str) -> Task:
    """The one open task of `case` at this step of its flow."""
    found = [task for task in Task.objects.open().filter(case=case) if task.flow_task.name == step]
    assert len(found) == 1, f"{step} is not open; open are {open_steps(case)}"
    return found[0]


def answers_of(task: Task, by: User, given: dict[str, Any]) -> dict[str, Any]:
    """What the step's own form makes of what was typed; initial values stand where nothing was."""
    step = task.flow_task
    blank = step.form(subject=step.subject(task.process), user=by)
    shown = {name: blank[name].value() for name in blank.fields if blank[name].value() is not None}
    form = step.form(shown | given, subject=step.subject(task.process), user=by)
    assert form.is_valid(), form.errors
    answers: dict[str, Any] = form.cleaned_data
    return answers


def do(case: Case, step: str, *, by: User, **given: Any) -> Task:
    """Fill the form of an open step and save it, as its page does."""
    task = the_task(case, step)
    return actions.complete(task=task, by=by, answers=answers_of(task, by, given))


def safe_contact(case: Case) -> dict[str, str]:
    """What an officer ticks on the contact check where nothing stands in the way."""
    answers = {
        "others_note": "Nobody else is known.",
        "idva_view": "SOUGHT",
        "idva_note": "The advocate sees no objection.",
        "investigation": "NONE",
        "conditions": "DONE",
        "deconfliction": "DONE",
        "warnings": "DONE",
    }
    for number in range(1, linked_victims(case).count() + 1):
        answers[f"victim_{number}"] = "SAFE"
    return answers


def run_queue() -> int:
    """Do every job that waits, as a worker would, oldest first. Returns how many."""
    done = 0
    while (waiting := OrmQ.objects.order_by("pk").first()) is not None:
        job = waiting.task
        waiting.delete()
        import_string(job["func"])(*job["args"], **job["kwargs"])
        done += 1
    return done
