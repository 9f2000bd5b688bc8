"""Forms of steps that belong to no record: stopping, trying again, giving out work."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import User


class StepForm(forms.Form):
    """A form that knows what it is about and who fills it in."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Any, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.subject = subject
        self.user = user


class StopForm(StepForm):
    decision = forms.ChoiceField(
        label="What happens now?",
        choices=[
            ("AGAIN", "Check again: what stood in the way has been dealt with"),
            ("STOP", "Stop this intervention"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what happens now"},
    )
    reason = forms.CharField(
        label="Why?", widget=forms.Textarea, error_messages={"required": "Say why"}
    )


class ChaseForm(StepForm):
    reason = forms.CharField(
        label="What was done so that it is done now?",
        widget=forms.Textarea,
        error_messages={"required": "Say what was done"},
    )


class AgainForm(StepForm):
    reason = forms.CharField(
        label="What was put right?",
        widget=forms.Textarea,
        error_messages={"required": "Say what was put right"},
    )
