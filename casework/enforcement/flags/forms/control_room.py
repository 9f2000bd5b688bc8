"""What the control room is asked: is it in, did a call come, was it handled, is it out?"""

from __future__ import annotations

from typing import Any

from django import forms

from casework.enforcement.flags.forms.base import FlagForm, words
from casework.ui.forms import Radios
from casework.ui.questions import PastMoment, YesNoField, line

REFERENCE = "Command and control reference"


class ConfirmForm(FlagForm):
    """The adviser has put it in, or it cannot be held."""

    decision = forms.ChoiceField(
        label="Does command and control hold the flag now?",
        choices=[
            ("HELD", "Yes: it shows on this address"),
            ("CANNOT", "No: it refuses the flag or cannot hold the text"),
        ],
        widget=Radios(reveals={"HELD": ("cc_reference", "at"), "CANNOT": "why"}),
        error_messages={"required": "Select whether it holds the flag"},
    )
    cc_reference = line(REFERENCE, at_times=True, max_length=40)
    at = PastMoment("When it went in")
    why = words("Why not?", at_times=True, rows=2)

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if answers.get("decision") == "HELD":
            self.need("cc_reference", "Enter the command and control reference")
        elif answers.get("decision") == "CANNOT":
            self.need("why", "Say why it cannot be held")
        return answers


class HitForm(FlagForm):
    """A call came to the flagged address."""

    incident_reference = line(
        "Reference of the incident", missing="Enter the reference of the incident", max_length=40
    )
    graded_up = YesNoField(
        label="Was the call graded as the flag asks?",
        widget=Radios(inline=True),
        error_messages={"required": "Select whether the call was graded as the flag asks"},
    )
    at = PastMoment("When the call came")
    note = line("Anything the owner must know", max_length=300)


class HitReviewForm(FlagForm):
    """The adviser looks at the calls again on the next working day."""

    followed = YesNoField(
        label="Were the calls handled as the flag asks?",
        widget=Radios(reveals={"no": ("missed", "feedback")}),
        error_messages={"required": "Select whether they were handled as the flag asks"},
    )
    missed = words("What was missed?", at_times=True, rows=2)
    feedback = words("What feedback was given, and to whom?", at_times=True, rows=2)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("followed") is False:
            self.need("missed", "Say what was missed")
            self.need("feedback", "Say what feedback was given, and to whom")
        return self.cleaned_data


class RemovedForm(FlagForm):
    """The flag is out of command and control."""

    reference = line(REFERENCE, missing="Enter the command and control reference", max_length=40)
    at = PastMoment("When it came out")


class LookupForm(forms.Form):
    """An address, a postcode or a number, as the caller gives it."""

    sought = forms.CharField(
        label="Address, postcode or phone number",
        max_length=120,
        error_messages={"required": "Enter an address, a postcode or a phone number"},
    )
