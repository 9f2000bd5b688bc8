"""What the forms of this room share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.models import User
from casework.enforcement.warrants.models import Warrant
from casework.ui.forms import Radios


class WarrantForm(forms.Form):
    """One task about one warrant. The cleaned data are the keyword arguments of its action."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Warrant, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.warrant = subject
        self.user = user

    def need(self, name: str, sentence: str) -> None:
        """Put the sentence at the field where nothing was said there."""
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)

    def take(self, *names: str) -> list[Any]:
        """The answers of these fields, out of what the action is given."""
        return [self.cleaned_data.pop(name, None) for name in names]

    def clean_at(self) -> datetime | None:
        """No time that has not come yet, on any form that asks for one."""
        at: datetime | None = self.cleaned_data["at"]
        if at is not None and at > timezone.now():
            raise forms.ValidationError("The time must be now or in the past")
        return at


def line(label: str, *, missing: str = "", most: int = 120, **kwargs: Any) -> forms.CharField:
    """A text of one line; required exactly where `missing` says what to enter."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=most,
        error_messages={"required": missing} if missing else {},
        **kwargs,
    )


def one_of(label: str, choices: Any, *, missing: str, **kwargs: Any) -> forms.ChoiceField:
    """One of several answers that are all on the page."""
    widget = Radios(
        hints=kwargs.pop("hints", None),
        reveals=kwargs.pop("reveals", None),
        inline=kwargs.pop("inline", False),
    )
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=widget,
        error_messages={"required": missing},
        **kwargs,
    )


def moment(label: str, **kwargs: Any) -> forms.DateTimeField:
    """A date and time that may stay empty for just now."""
    return forms.DateTimeField(
        label=f"{label} (optional)",
        required=False,
        widget=forms.DateTimeInput,
        error_messages={"invalid": "Enter the date and time"},
        **{"help_text": "Only if it was not just now"} | kwargs,
    )


def day(label: str, *, missing: str = "", **kwargs: Any) -> forms.DateField:
    """A date near today."""
    return forms.DateField(
        label=label,
        required=bool(missing),
        error_messages={"required": missing, "invalid": "Enter the date"},
        **kwargs,
    )
