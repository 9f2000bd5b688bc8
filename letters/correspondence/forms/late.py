"""The authority ran out and nothing was written down: was the letter served?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField

from casework.ui.forms import Radios, typed
from letters.correspondence.forms.serving import ServeForm
from letters.correspondence.models import ServiceAttempt


class LateServeForm(ServeForm):
    """Whether it was handed over; if so, all that is asked of a service."""

    served = forms.TypedChoiceField(
        label="Was the letter handed over?",
        choices=[("no", "No"), ("yes", "Yes")],
        coerce=lambda answer: answer == "yes",
        widget=Radios(
            hints={"yes": "Answer the questions below, as you would have then"},
            reveals={"no": "reason"},
        ),
        error_messages={"required": "Select whether it was handed over"},
    )
    reason = forms.CharField(
        label="Why was it not served?", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    outcome = None  # type: ignore[assignment]
    # Asked as at the service, but only of those who served it.
    ASKED = {
        "at": "Enter when it happened",
        "method": "Select how it was served",
        "place": "Enter where it happened",
        "server": "Select who served it",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.ASKED:
            self.fields[name].required = False
        self.fields["at"].initial = None

    @property
    def if_served(self) -> list[BoundField]:
        """The questions for who served it, in the order they are asked."""
        return [self[name] for name in self.fields if name not in ("served", "reason")]

    def times(self) -> list[datetime]:
        """When they say it was; what holds now says nothing of it."""
        told = typed(self, "at")
        return [told] if told else []

    def clean_at(self) -> Any:
        return super().clean_at() if self.cleaned_data.get("at") else None

    def clean(self) -> dict[str, Any]:
        """Of a letter that was not served only the reason; else what the service asks."""
        if self.cleaned_data.get("served") is False:
            # What was half written about a service does not matter then.
            for name in {*self.errors} - {"served", "reason"}:
                del self.errors[name]
            if not self.cleaned_data.get("reason", "").strip():
                self.add_error("reason", "Say why it was not served")
            return {"served": False, "reason": self.cleaned_data.get("reason", "")}
        self.cleaned_data["outcome"] = ServiceAttempt.Outcome.SERVED
        given = super().clean()
        for name, sentence in self.ASKED.items():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        del given["outcome"]
        return given
