"""What the forms of this room share."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.models import User
from casework.enforcement.orders.models import Order
from casework.people.models import Person
from casework.ui import questions

line = partial(questions.line, max_length=120)
words = partial(questions.words, max_length=5000)


class OrderForm(forms.Form):
    """One task about one order. The cleaned data are the keyword arguments of the action."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Order, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.order = subject
        self.user = user
        # Whom the page names, so that the look is written down about them too.
        protected = subject.protected_person
        self.named: list[Person] = [protected] if protected else []
        self.prepare()

    def prepare(self) -> None:
        """Fit the questions to the order."""

    def need(self, name: str, sentence: str) -> None:
        """Put the sentence at the field where nothing was said there."""
        if name in self.fields and name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)

    def need_if(self, field: str, value: str, wanted: dict[str, str]) -> None:
        """Where `field` was answered so, the fields named must be answered too."""
        if self.cleaned_data.get(field) == value:
            for name, sentence in wanted.items():
                self.need(name, sentence)


class PastField(forms.DateTimeField):
    """An instant that has come, such as a service; None where nothing is typed and that is fine."""

    widget = forms.DateTimeInput

    def clean(self, value: Any) -> Any:
        at = super().clean(value)
        if at is not None and at > timezone.now():
            raise forms.ValidationError("The time must be now or in the past")
        return at


def past(label: str, *, missing: str = "", help_text: str = "") -> PastField:
    """When it was; left empty, it was just now, unless `missing` says what to enter."""
    return PastField(
        label=label if missing else f"{label} (optional)",
        help_text=help_text or ("" if missing else "Only if it was not just now"),
        required=bool(missing),
        error_messages={
            "required": missing,
            "invalid": "Enter a date and time, like 22/11/2026 14:05",
        },
    )


def day(label: str, *, missing: str = "", at_times: bool = False, **kwargs: Any) -> forms.DateField:
    """A date near today, else as `line`."""
    return forms.DateField(
        label=label if missing or at_times else f"{label} (optional)",
        required=bool(missing),
        error_messages={"required": missing, "invalid": "Enter a date, like 22/11/2026"},
        widget=forms.DateInput,
        **kwargs,
    )
