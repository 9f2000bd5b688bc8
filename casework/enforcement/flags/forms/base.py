"""What the forms of this room share."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms

from casework.accounts.models import User
from casework.enforcement.flags.models import AddressFlag
from casework.ui import questions

words = partial(questions.words, max_length=2000)


class FlagForm(forms.Form):
    """One task about one flag. The cleaned data are the keyword arguments of the task's action."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: AddressFlag, user: User, **kw: Any
    ) -> None:
        super().__init__(data, files, **kw)
        self.flag, self.user = subject, user
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the flag: choices, first values."""

    def need(self, name: str, sentence: str) -> None:
        """Put the sentence at the field where nothing was said there."""
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)
