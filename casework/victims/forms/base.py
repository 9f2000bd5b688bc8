"""What the forms of this room share."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms

from casework.accounts.models import User
from casework.people.models import Person
from casework.ui import questions
from casework.ui.forms import Radios
from casework.victims.actions import Route
from casework.victims.models import Ground, Method, SupportOffer

# The browser's own input for a day and a time, in local time.
WHEN = {"type": "datetime-local"}

words = partial(questions.words, max_length=3000)


class OfferForm(forms.Form):
    """One task about one offer. The cleaned data are the keyword arguments of the task's action."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        subject: SupportOffer,
        user: User,
        task_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.offer, self.user, self.task_data = subject, user, task_data or {}
        # Whom the questions name: a page that shows them writes a look at each.
        self.named: list[Person] = []
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the offer: choices, first values."""

    def need(self, name: str, sentence: str) -> None:
        """Put the sentence at the field where nothing was said there."""
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)


class ReturningForm(OfferForm):
    """A form of the advocate, who may tell the police something, with a ground for it."""

    def prepare(self) -> None:
        self.fields["words"] = words(
            "Is there anything the police have to know?",
            help_text="Nothing a client said goes to the police unless the client agrees or there "
            "is a risk of serious harm.",
        )
        self.fields["ground"] = forms.ChoiceField(
            label="On what ground? (optional)",
            help_text="Only if you wrote something",
            choices=Ground.choices,
            required=False,
            widget=Radios,
        )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("words"):
            self.need("ground", "Select on what ground, or leave the words out")
        return self.cleaned_data


class RouteFields(forms.Form):
    """The questions about a safe way. Never filled in beforehand: writing is not reading."""

    method = forms.ChoiceField(
        label="How can they be reached?",
        choices=Method.choices,
        widget=Radios,
        error_messages={"required": "Select how they can be reached"},
    )
    details = forms.CharField(
        label="Number, address or place",
        max_length=200,
        error_messages={"required": "Enter the number, address or place"},
    )
    safe_times = words("When is it safe?", missing="Enter when it is safe", rows=2)
    who_else_has_access = words(
        "Who else can see or hear it?",
        missing="Enter who else can see or hear it, or that nobody can",
        rows=2,
        help_text="Anyone who answers, reads or shares the phone or the address",
    )
    codeword = forms.CharField(label="Codeword (optional)", required=False, max_length=60)
    interpreter = forms.CharField(
        label="Interpreter or other need (optional)", required=False, max_length=120
    )


ROUTE = tuple(RouteFields.base_fields)


def route_of(answers: dict[str, Any]) -> Route:
    """The safe way out of the answers, which no longer hold it."""
    return Route(**{name: answers.pop(name) for name in ROUTE})
