"""What the forms of this room share."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django import forms

from casework.accounts.models import User
from casework.ui import questions

FORMAT = "%Y-%m-%dT%H:%M"

line = partial(questions.line, max_length=120)
words = partial(questions.words, max_length=2000)
optional_words = partial(words, rows=2)


class DeedForm(forms.Form):
    """One thing done to an operation, a person, a contact or a flag of it (`subject`). The cleaned
    data are the keyword arguments of the action."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Any, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.subject, self.user = subject, user
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the subject: choices, first values."""


def moment(label: str, *, missing: str, **more: Any) -> forms.DateTimeField:
    """A day and a time, in local time, by the browser's own input."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMAT),
        error_messages={"required": missing, "invalid": missing},
        **more,
    )


def typed(at: datetime) -> str:
    """A local time as the browser's input has it."""
    return at.strftime(FORMAT)
