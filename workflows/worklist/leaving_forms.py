"""What the leaver's tool asks: when they leave and why, and who gets each thing."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import User
from workflows.giving import LIMIT
from workflows.held import kind_of, named
from workflows.leaving import QUEUE, Work


class LeavingForm(forms.Form):
    """One receiver for everything, or another for any single item."""

    last_day = forms.DateField(
        label="What is their last day?",
        help_text="For example, 27 3 2027. Their roles end with this day; at once where it is over",
        error_messages={
            "required": "Enter their last day",
            "invalid": "Enter a real date",
        },
    )
    reason = forms.CharField(
        label="Why is the work handed over?",
        help_text="This is recorded with every item",
        max_length=300,
        error_messages={"required": "Say why the work is handed over"},
    )
    receiver = forms.ChoiceField(
        label="Who gets everything that is not chosen singly below?",
        error_messages={"required": "Choose who gets their work"},
    )
    over_limit = forms.CharField(
        label=f"If that is more than {LIMIT.value} open tasks for somebody, why?",
        max_length=300,
        required=False,
    )

    def __init__(self, data: Any = None, *, work: Work, colleagues: list[User]) -> None:
        super().__init__(data)
        self.people = {str(user.pk): user for user in colleagues if user.pk != work.user.pk}
        people = [(key, user.display_name) for key, user in self.people.items()]
        self.fields["receiver"].choices = [("", "Choose somebody"), *people]  # type: ignore[attr-defined]
        self.fields["receiver"].required = any(True for _ in work.items())
        for key, thing in work.items():
            nobody = kind_of(thing).to_nobody
            queue = [(QUEUE, f"Nobody by name: {nobody}")] if nobody else []
            self.fields[key] = forms.ChoiceField(
                label=f"Who gets {named(thing)}?",
                choices=[("", "As chosen above"), *queue, *people],
                required=False,
            )
        self.keys = [key for key, _ in work.items()]

    def chosen(self) -> dict[str, User | None]:
        """Who gets each item; None for the queue."""
        given = self.cleaned_data
        default = given.get("receiver") or ""
        keys = {key: given.get(key) or default for key in self.keys}
        return {key: self.people.get(chosen) for key, chosen in keys.items() if chosen}

    def details(self) -> dict[str, Any]:
        """As the other arguments of `hand_over`."""
        return {name: self.cleaned_data[name] for name in ("last_day", "reason", "over_limit")}
