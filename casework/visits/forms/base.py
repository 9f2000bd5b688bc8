"""What the forms of this room share."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import User
from casework.visits.models import Visit

LONGEST = 3000
YES_NO = [("no", "No"), ("yes", "Yes")]


class VisitForm(forms.Form):
    """One task about one visit. The cleaned data are the keyword arguments of the task's action."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Visit, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.visit = subject
        self.user = user

    def need(self, name: str, sentence: str) -> None:
        """Put the sentence at the field where nothing was said there."""
        if name not in self.fields or name in self.errors:
            return
        # "No" is an answer too.
        if self.cleaned_data.get(name) in (None, ""):
            self.add_error(name, sentence)


class OfficerField(forms.ModelChoiceField):
    """One colleague, by rank and name."""

    def label_from_instance(self, obj: Any) -> str:
        """ "PC Amira Khan, 4127"."""
        return ", ".join(filter(None, (obj.display_name, obj.collar_number)))


class YesNoField(forms.TypedChoiceField):
    """A question answered yes or no, with neither chosen beforehand. Gives True or False."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YES_NO, coerce=lambda answer: answer == "yes", **kwargs)


def words(
    label: str, *, missing: str = "", rows: int = 3, at_times: bool = False, **kwargs: Any
) -> forms.CharField:
    """A text of several lines; required exactly where `missing` says what to enter.

    `at_times` is for one that another answer may ask for, so it is not called optional.
    """
    return forms.CharField(
        label=label if missing or at_times else f"{label} (optional)",
        required=bool(missing),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing} if missing else {},
        **kwargs,
    )
