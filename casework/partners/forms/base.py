"""What the forms of this room share."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import User
from casework.partners.models import Referral
from casework.ui.forms import Radios

LONGEST = 3000


class ReferralForm(forms.Form):
    """One task about one referral. The cleaned data are the arguments of the task's action."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Referral, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.referral = subject
        self.user = user

    def show_first(self, **values: Any) -> None:
        """What stands in the fields before anybody typed."""
        self.initial = {**self.initial, **values}

    def ask_for(self, name: str, sentence: str) -> None:
        """Put the sentence at the field where nothing was said there."""
        if name not in self.errors and not str(self.cleaned_data.get(name) or "").strip():
            self.add_error(name, sentence)


def words(label: str, *, missing: str = "", rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines; required exactly where `missing` says what to enter."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing} if missing else {},
        **kwargs,
    )


def chosen(label: str, choices: Any, *, missing: str, **kwargs: Any) -> forms.ChoiceField:
    """One of a few, none chosen beforehand."""
    kwargs.setdefault("widget", Radios)
    errors = {"required": missing}
    return forms.ChoiceField(label=label, choices=choices, error_messages=errors, **kwargs)
