"""Starting, stopping and giving out work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from casework.accounts.access import holders_of
from casework.accounts.models import Role, Team, User
from casework.cases.models import Case
from casework.core.errors import reason_against
from workflows.actions import check_case_allows, check_none_open
from workflows.actions.adding import FOR
from workflows.giving import LIMIT
from workflows.models import Task
from workflows.registry import kinds
from workflows.worklist.loads import Load


def why_not(case: Case, kind: str) -> str | None:
    """Why an intervention of this kind cannot be started on this case now, or None."""
    return (
        reason_against(check_case_allows, case)
        or reason_against(check_none_open, case, kind)
        or reason_against(kinds()[kind].check_can_start, case)
    )


class StartForm(forms.Form):
    kind = forms.ChoiceField(
        label="Which intervention?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select a kind of intervention"},
    )
    reason = forms.CharField(
        label="Why is it needed now?",
        help_text="Say what it is for and why something less would not do.",
        widget=forms.Textarea,
        error_messages={"required": "Say why this intervention is needed"},
    )

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        reasons = {name: why_not(case, name) for name, flow in kinds().items() if flow.by_hand}
        self.refused = [
            (str(kinds()[name].process_title), reason) for name, reason in reasons.items() if reason
        ]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (name, f"{kinds()[name].process_title}: {kinds()[name].hint}")
            for name, reason in reasons.items()
            if reason is None
        ]


class StopInterventionForm(forms.Form):
    reason = forms.CharField(
        label="Why does it stop?",
        widget=forms.Textarea,
        error_messages={"required": "Say why this intervention stops"},
    )


class ProposalForm(forms.Form):
    """Whether what an outcome proposes is taken."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("TAKE", "Take it"), ("DECLINE", "Decline it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you decide"},
    )
    reason = forms.CharField(
        label="Why?", widget=forms.Textarea, error_messages={"required": "Say why you decide so"}
    )

    @property
    def takes(self) -> bool:
        return bool(self.cleaned_data["decision"] == "TAKE")


class PutBackForm(forms.Form):
    reason = forms.CharField(
        label="Why can you not do it?",
        max_length=300,
        error_messages={"required": "Say why you are putting it back"},
    )


class AssignForm(forms.Form):
    """Which tasks, to whom. The officers come with what they already have on."""

    task = forms.MultipleChoiceField(error_messages={"required": "Choose at least one task"})
    officer = forms.ChoiceField(
        label="Give the chosen tasks to", error_messages={"required": "Choose an officer"}
    )
    over_limit = forms.CharField(
        label=f"If that is more than {LIMIT.value} open tasks, why?", max_length=300, required=False
    )

    def __init__(self, data: Any = None, *, tasks: list[int], loads: list[Load]) -> None:
        super().__init__(data)
        self.loads = loads
        self.fields["task"].choices = [(pk, pk) for pk in tasks]  # type: ignore[attr-defined]
        self.fields["officer"].choices = [("", "Choose an officer")] + [  # type: ignore[attr-defined]
            (load.officer.pk, in_words(load)) for load in loads
        ]
        self.officers: dict[str, User] = {str(load.officer.pk): load.officer for load in loads}

    @property
    def chosen_officer(self) -> User:
        return self.officers[self.cleaned_data["officer"]]


def in_words(load: Load) -> str:
    """ "PC Nadia Iqbal (6 cases, 2 due this week)", with what speaks against giving them more."""
    cases = f"{load.cases} case{'' if load.cases == 1 else 's'}"
    against = ["away today"] if load.away else []
    against += [f"at the limit of {LIMIT.value} tasks"] if load.at_the_limit else []
    told = ", ".join([cases, f"{load.due_this_week} due this week", *against])
    return f"{load.officer.display_name} ({told})"


class HoldForm(forms.Form):
    """How long a task has to wait, and why. `seen` tells whether somebody changed it meanwhile."""

    days = forms.IntegerField(
        label="For how many working days?",
        required=False,
        min_value=1,
        error_messages={"invalid": "Enter a number of working days, such as 5"},
    )
    until_on = forms.DateField(
        label="Or until what date?",
        help_text="For example, 27 3 2027",
        required=False,
        error_messages={"invalid": "Enter a real date"},
    )
    reason = forms.CharField(
        label="Why does it have to wait?",
        widget=forms.Textarea,
        error_messages={"required": "Say why this task has to wait"},
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class ChangeHoldForm(HoldForm):
    """End the hold, or make it longer."""

    decision = forms.ChoiceField(
        label="What happens with the hold?",
        choices=[("END", "End it now"), ("LONGER", "Make it longer")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what happens with the hold"},
    )
    field_order = ["decision", "days", "until_on", "reason", "seen"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why?"
        self.fields["reason"].error_messages["required"] = "Say why"
        self.fields["days"].label = "If longer: for how many working days from today?"


class AddTaskForm(forms.Form):
    """A task for one running intervention, besides what its kind asks for."""

    title = forms.CharField(
        label="What is the task?",
        help_text="In a few words, without a name or an address. For example, Ring the school",
        max_length=120,
        error_messages={"required": "Say what the task is"},
    )
    asked = forms.CharField(
        label="What exactly is asked?",
        widget=forms.Textarea,
        error_messages={"required": "Say what exactly is asked"},
    )
    who = forms.ChoiceField(label="Who does it?", error_messages={"required": "Choose who does it"})
    days = forms.IntegerField(
        label="Within how many working days?",
        min_value=1,
        error_messages={"required": "Enter a number of working days, such as 3"},
    )
    reason = forms.CharField(
        label="Why is it added?",
        widget=forms.Textarea,
        error_messages={"required": "Say why it is added"},
    )

    def __init__(self, data: Any = None, *, team: Team) -> None:
        super().__init__(data)
        self.named = {
            f"{role}:{user.pk}": (role, user)
            for role in FOR
            for user in holders_of(role, force=team.force, team=team)
        }
        anybody = [(role.value, f"Any {role.label.lower()} of the team") for role in FOR]
        people = [
            (key, f"{user.display_name}, {role.label.lower()}")
            for key, (role, user) in self.named.items()
        ]
        choices = [("", "Choose who does it"), *anybody, *people]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """As arguments of `add_task`."""
        given = dict(self.cleaned_data)
        who = given.pop("who")
        role, owner = self.named.get(who) or (Role(who), None)
        return given | {"role": role, "owner": owner}


class DropForm(forms.Form):
    reason = forms.CharField(
        label="Why is it no longer needed?",
        widget=forms.Textarea,
        error_messages={"required": "Say why this task is dropped"},
    )


class SeenDueForm(forms.Form):
    """A form that says which due time its reader saw, so that nobody else's move is undone."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_seen(self) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError as error:
            raise forms.ValidationError("Open the page again") from error


def due_as_seen(task: Task) -> dict[str, Any]:
    """What such a form begins with."""
    return {"seen": task.due_at.isoformat() if task.due_at else ""}
