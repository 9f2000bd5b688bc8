"""What the forms of this room share."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms

from casework.accounts.models import User
from casework.enforcement.briefings.models import Briefing
from casework.ui import questions

words = partial(questions.words, rows=2, max_length=2000)


class BriefingForm(forms.Form):
    """One task about one briefing. The cleaned data are the arguments of the task's action.

    `task_data` is what the task itself is about, such as one shift of one team.
    """

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        subject: Briefing,
        user: User,
        task_data: dict[str, Any] | None = None,
        **kw: Any,
    ) -> None:
        super().__init__(data, files, **kw)
        self.briefing, self.user, self.task_data = subject, user, task_data or {}
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the briefing: choices, first values."""

    def need(self, name: str, sentence: str) -> None:
        """Put the sentence at the field where nothing was said there."""
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)


def tick(label: str, *, missing: str, **kwargs: Any) -> forms.BooleanField:
    """Something that has to be ticked."""
    return forms.BooleanField(label=label, error_messages={"required": missing}, **kwargs)
