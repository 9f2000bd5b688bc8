"""What the forms of letters have in common."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.models import User
from letters.correspondence import rules
from letters.correspondence.models import Letter, Method

# The browser's own input for a day and a time, in local time.
WHEN = {"type": "datetime-local"}


class LetterForm(forms.Form):
    """Base of the forms of this room."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Letter, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.letter, self.user = subject, user


class MethodForm(LetterForm):
    """A form that asks how the letter is handed over; ways it may not go are not offered."""

    def offer_methods(self, *planned: Method) -> None:
        """Offer the ways that are open today, and those already `planned`."""
        open_today = rules.methods(self.letter)
        offered = [each for each in Method if each in open_today or each in planned]
        field: Any = self.fields["method"]
        field.choices = [(each.value, each.label) for each in offered]
        field.initial = self.letter.service_method or Method.IN_PERSON
        if why_not := rules.why_not_by(self.letter, Method.RECORDED_POST):
            field.help_text = f"Not by post. {why_not}"

    def ask_about_advocate(self) -> None:
        """Where an advocate has to hear of it only now, because a record came in since, ask what
        they said: the step that would have asked has gone by."""
        if not rules.advocate_not_told(self.letter):
            return
        self.fields["advocate_note"] = forms.CharField(
            label="What did the advocate say, and what did you agree?",
            help_text="Speak to the advocate before anything is served.",
            widget=forms.Textarea,
            error_messages={"required": "Enter what the advocate said"},
        )
        self.fields["advocate_at"] = forms.DateTimeField(
            label="When did you speak to the advocate?",
            widget=forms.DateTimeInput(attrs=WHEN),
            initial=timezone.now,
            error_messages={"required": "Enter when you spoke to the advocate"},
        )
