"""What the forms of this room share."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms

from casework.accounts.models import User
from casework.ui import questions
from casework.visits.models import Visit

LONGEST = 3000

words = partial(questions.words, max_length=LONGEST)


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
