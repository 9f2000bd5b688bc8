"""The questions that the forms of every room ask alike: in words, with yes or no, when it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from casework.ui.forms import Radios


class YesNoField(forms.TypedChoiceField):
    """A question answered yes or no, with neither chosen beforehand. Gives True or False."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("no", "No"), ("yes", "Yes")]
        kwargs.setdefault("widget", Radios)
        super().__init__(choices=choices, coerce=lambda answer: answer == "yes", **kwargs)


class PastMoment(forms.DateTimeField):
    """A time that is not in the future; empty is now."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=f"{label} (optional)",
            help_text="Only if it was not just now",
            required=False,
            widget=forms.DateTimeInput,
            error_messages={"invalid": "Enter the date and time"},
            **kwargs,
        )

    def clean(self, value: Any) -> datetime | None:
        at: datetime | None = super().clean(value)
        if at is not None and at > timezone.now():
            raise forms.ValidationError("The time must be now or in the past")
        return at


def line(
    label: str, *, missing: str = "", at_times: bool = False, **kwargs: Any
) -> forms.CharField:
    """A text of one line; required exactly where `missing` says what to enter.

    `at_times` is for one that another answer may ask for, so it is not called optional. All else
    is for the field itself.
    """
    return forms.CharField(
        label=label if missing or at_times else f"{label} (optional)",
        required=bool(missing),
        error_messages={"required": missing} if missing else {},
        **kwargs,
    )


def words(label: str, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines, else as `line`. A room says how long its texts may be."""
    return line(label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
