"""What approvers, managers and owners are asked about an address flag."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.enforcement.flags import permissions, rules
from casework.enforcement.flags.forms.base import FlagForm, words
from casework.enforcement.flags.models import Ground
from casework.ui.forms import Radios
from casework.ui.questions import line
from casework.ui.times import short_date

GROUNDS = [
    (ground.value, ground.label)
    for ground in Ground
    if ground not in (Ground.EXPIRED, Ground.BASIS_GONE)
]


class DecideForm(FlagForm):
    """Somebody other than the author decides."""

    who_decides = staticmethod(permissions.check_can_decide)

    decision = forms.ChoiceField(
        label="Your decision",
        choices=[
            ("APPROVE", "Flag the address"),
            ("SEND_BACK", "Send it back to be changed"),
            ("REFUSE", "Do not flag the address"),
        ],
        widget=Radios,
        error_messages={"required": "Select your decision"},
    )
    reason = words("Why? Needed unless you approve it", at_times=True)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("decision") in ("SEND_BACK", "REFUSE"):
            self.need("reason", "Say why")
        return self.cleaned_data


class UnheldForm(FlagForm):
    """A DI decides on a flag that the control room cannot hold."""

    decision = forms.ChoiceField(
        label="What happens now?",
        choices=[
            ("AGAIN", "Propose it again with another text"),
            ("STOP", "Go without a flag"),
        ],
        widget=Radios,
        error_messages={"required": "Select what happens now"},
    )
    reason = words("Why?", missing="Say why")


class ReviewForm(FlagForm):
    """Renew it with a fresh reason, or have it taken out."""

    decision = forms.ChoiceField(
        label="What happens to the flag?",
        choices=[("RENEW", "Renew it"), ("REMOVE", "Have it removed")],
        widget=Radios(reveals={"RENEW": ("occupancy_source", "expires_on"), "REMOVE": "ground"}),
        error_messages={"required": "Select what happens to the flag"},
    )
    occupancy_source = line("How is it known who lives there now?", at_times=True, max_length=200)
    expires_on = forms.DateField(
        label="Until when?",
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": "Enter the last day"},
    )
    ground = forms.ChoiceField(
        label="Why does it come out?",
        required=False,
        choices=[("", "Choose a ground"), *GROUNDS],
    )
    reason = words("Your reason, in new words", missing="Give the reason in new words")

    def prepare(self) -> None:
        case = self.flag.case
        latest = rules.latest_end(rules.risk_of(case), case.force.nation)
        self.fields["expires_on"].help_text = f"On this risk at the latest {short_date(latest)}"
        self.initial["expires_on"] = latest

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("decision") == "RENEW":
            self.need("occupancy_source", "Say how it is known who lives there now")
            self.need("expires_on", "Enter the last day")
        elif self.cleaned_data.get("decision") == "REMOVE":
            self.need("ground", "Select why it comes out")
        return self.cleaned_data


class RemovalForm(FlagForm):
    """Anyone who sees the flag asks for it to come out."""

    ground = forms.ChoiceField(
        label="Why must the flag come out?",
        choices=GROUNDS,
        widget=Radios(hints={str(Ground.VICTIM_ASKS): "A manager (DI) is told today"}),
        error_messages={"required": "Select why it must come out"},
    )
    reason = words("What do you know?", missing="Say what you know")


class IncidentForm(FlagForm):
    """A DI finds out whether an expired flag still shows."""

    found = forms.ChoiceField(
        label="Does command and control still show the flag?",
        choices=[
            ("GONE", "No: it is gone"),
            ("THERE", "Yes: the control room is to take it out now"),
        ],
        widget=Radios(reveals={"GONE": "reference"}),
        error_messages={"required": "Select whether it still shows"},
    )
    reference = line(
        "Command and control reference under which you saw that", at_times=True, max_length=40
    )
    finding = words("How did it come about?", missing="Say how it came about")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("found") == "GONE":
            self.need("reference", "Enter the command and control reference")
        return self.cleaned_data


class ConcernForm(FlagForm):
    """A DI says what was done where a victim fears the flag."""

    done = words("What was done for their safety?", missing="Say what was done for their safety")


class ReadForm(FlagForm):
    """The owner has read of a call."""

    understood = forms.BooleanField(
        label="I have read what happened",
        error_messages={"required": "Tick that you have read what happened"},
    )


class AnotherForm(FlagForm):
    """After a move: is there another address?"""

    decision = forms.ChoiceField(
        label="Does another address need a flag?",
        choices=[
            ("YES", "Yes: I will propose it from the case"),
            ("NO", "No"),
        ],
        widget=Radios,
        error_messages={"required": "Select whether another address needs a flag"},
    )
    reason = words("Why?", missing="Say why")
