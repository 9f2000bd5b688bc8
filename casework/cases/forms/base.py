"""What the forms of this room share."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import User
from casework.cases.models import Case
from casework.people.models import Person


class CaseForm(forms.Form):
    """A form about a case, filled in by a user."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Case, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.subject, self.user = subject, user
        # Whom the questions name besides the person: a page that shows them writes a look at each.
        self.named: list[Person] = []
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the case: choices, first values."""


def words(label: str, *, error: str, hint: str = "", **options: Any) -> forms.CharField:
    """A text of some lines; `error` says what to do where it is left empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea,
        error_messages={"required": error},
        **options,
    )


def optional_words(label: str, *, hint: str = "", **options: Any) -> forms.CharField:
    """A text of some lines that may stay empty."""
    return forms.CharField(
        label=f"{label} (optional)",
        help_text=hint,
        widget=forms.Textarea,
        required=False,
        **options,
    )
