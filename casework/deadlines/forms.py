"""What is asked of whoever changes a rule or notes a day."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.deadlines.rules import DeadlineRule
from casework.ui import questions
from casework.ui.forms import Radios


class VersionForm(forms.Form):
    """How much, from which day, and why."""

    amount = forms.IntegerField(
        min_value=1,
        error_messages={
            "required": "Enter how many",
            "invalid": "Enter a whole number",
            "min_value": "Enter a number of at least 1",
        },
    )
    starts_on = forms.DateField(
        label="From which day?",
        help_text="Tomorrow or later. Clocks that run already keep the time they have.",
        widget=forms.DateInput,
        error_messages={"required": "Enter from which day", "invalid": "Enter a day that exists"},
    )
    reason = questions.words(
        "Why does it change, and what does it rest on?",
        missing="Enter why it changes",
        max_length=2000,
    )

    def __init__(self, data: Any = None, *, rule: DeadlineRule, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["amount"].label = f"How many {rule.unit}?"


class DayForm(forms.Form):
    """A day, what it is, and where that was announced."""

    day = forms.DateField(
        label="Which day?",
        widget=forms.DateInput,
        error_messages={"required": "Enter the day", "invalid": "Enter a day that exists"},
    )
    is_holiday = forms.TypedChoiceField(
        label="What is it?",
        choices=[("yes", "A bank holiday"), ("no", "An ordinary day, not a bank holiday")],
        coerce=lambda answer: answer == "yes",
        widget=Radios(reveals={"yes": "holiday"}),
        error_messages={"required": "Select what it is"},
    )
    holiday = questions.line("What is it called?", at_times=True, max_length=80)
    reason = questions.words(
        "Where was it announced?", missing="Enter where it was announced", rows=2, max_length=2000
    )

    def clean(self) -> dict[str, Any]:
        """The name of a bank holiday, and none of an ordinary day."""
        answers: dict[str, Any] = dict(self.cleaned_data)
        is_holiday = answers.pop("is_holiday", None)
        if is_holiday is False:
            answers["holiday"] = ""
        elif is_holiday and not answers.get("holiday", "").strip():
            self.add_error("holiday", "Enter what it is called")
        return answers
