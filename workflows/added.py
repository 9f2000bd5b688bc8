"""The step that any running intervention may be given besides those of its kind.

Each kind has it beside its flow: nothing leads to it, and it leads to an end of its own. As the
engine ends a process only when nothing of it is open, the intervention stays open for it, with
the outcome of the main way kept, and ends when the last of both is done.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.models import Role, User
from casework.clocks import Deadline
from workflows.actions.adding import ADDED_AT_MOST, note_added
from workflows.flow import Finish, Step, this
from workflows.forms import StepForm
from workflows.models import ADDED, ADDED_END


class AddedForm(StepForm):
    def __init__(self, *args: Any, task_data: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task_data = task_data

    note = forms.CharField(
        label="What was done, and what came of it?",
        widget=forms.Textarea,
        error_messages={"required": "Say what was done"},
    )


def for_role(activation: Any) -> Role:
    return Role(activation.task.data["role"])


def for_owner(activation: Any) -> User | None:
    return User.objects.filter(pk=activation.task.data["owner"]).first()


def within_days(activation: Any) -> Deadline:
    """So many working days from now, as the supervisor said."""
    days = int(activation.task.data["days"])
    return ADDED_AT_MOST.due(timezone.now(), activation.process.case.force.nation, amount=days)


def beside() -> dict[str, Any]:
    """The two nodes every kind has beside its flow, made anew for each."""
    step = Step(
        title="A task that was added",
        form=AddedForm,
        act=note_added,
        on="intervention",
        role=for_role,
        owner=for_owner,
        due=within_days,
        page="pages/workflows/added.html",
        button="Save",
        takes_data=True,
    )
    return {
        ADDED: step.Next(getattr(this, ADDED_END)),
        ADDED_END: Finish("An added task was done", aside=True),
    }
