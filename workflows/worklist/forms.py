"""Starting, stopping and giving out work."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import User
from casework.cases.models import Case
from casework.core.errors import reason_against
from workflows.actions import check_case_allows, check_none_open
from workflows.registry import kinds
from workflows.worklist.queries import Load


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
        reasons = {name: why_not(case, name) for name in kinds()}
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

    def __init__(self, data: Any = None, *, tasks: list[int], loads: list[Load]) -> None:
        super().__init__(data)
        self.fields["task"].choices = [(pk, pk) for pk in tasks]  # type: ignore[attr-defined]
        self.fields["officer"].choices = [("", "Choose an officer")] + [  # type: ignore[attr-defined]
            (load.officer.pk, in_words(load)) for load in loads
        ]
        self.officers: dict[str, User] = {str(load.officer.pk): load.officer for load in loads}

    @property
    def chosen_officer(self) -> User:
        return self.officers[self.cleaned_data["officer"]]


def in_words(load: Load) -> str:
    """ "PC Nadia Iqbal (6 cases, 2 due this week)"."""
    cases = f"{load.cases} case{'' if load.cases == 1 else 's'}"
    return f"{load.officer.display_name} ({cases}, {load.due_this_week} due this week)"
