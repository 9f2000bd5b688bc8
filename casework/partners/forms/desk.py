"""At the desk of another agency: short questions, and one about what a victim may have said."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.partners.forms.base import ReferralForm, chosen, words
from casework.partners.models import DeclineCode, ReferralState
from casework.ui.forms import Radios
from casework.ui.questions import YesNoField


def wall() -> YesNoField:
    """Asked wherever an agency writes in its own words."""
    return YesNoField(
        label="Is there anything in it that a victim, or somebody close to one, told you?",
        help_text="If so it is kept apart, and only those cleared for it read it.",
        error_messages={"required": "Select whether it holds anything a victim told you"},
    )


class AcknowledgeForm(ReferralForm):
    """That it arrived, and with whom."""

    note = forms.CharField(
        label="Your own reference, or who deals with it (optional)", required=False, max_length=200
    )


class DecideForm(ReferralForm):
    """Whether the agency takes the person on."""

    decision = chosen(
        "Do you take this referral on?",
        [
            ("ACCEPT", "Yes, we take it on"),
            ("MORE_INFO", "We need to know more first"),
            ("REDIRECT", "Another agency is the right one"),
            ("DECLINE", "No, we decline"),
        ],
        missing="Select whether you take this referral on",
        widget=Radios(reveals={"DECLINE": "decline_code"}),
    )
    decline_code = forms.ChoiceField(
        label="Why do you decline?",
        required=False,
        choices=[("", "Choose a reason"), *DeclineCode.choices],
    )
    note = words(
        "What should the police know?", help_text="What you need to know, or which agency is right."
    )
    behind_the_wall = wall()

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if answers.get("decision") == "DECLINE":
            self.ask_for("decline_code", "Select why you decline")
        else:
            answers["decline_code"] = ""
        if answers.get("decision") == "MORE_INFO":
            self.ask_for("note", "Enter what you need to know")
        if answers.get("decision") == "REDIRECT":
            self.ask_for("note", "Enter which agency is the right one")
        return answers


class BeginForm(ReferralForm):
    """The first appointment."""

    came = YesNoField(
        label="Did they come to a first appointment?",
        widget=Radios(
            hints={"no": "Only if they will not come any more. The referral then ends"},
            reveals={"yes": "on"},
        ),
        error_messages={"required": "Select whether they came"},
    )
    on = forms.DateField(label="Which day was it?", required=False)
    note = words("What should the police know? (optional)", rows=2)
    behind_the_wall = wall()

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("came"):
            self.ask_for("on", "Enter the day of the first appointment")
        return self.cleaned_data


class ReportForm(ReferralForm):
    """How it goes, every four weeks and at the end."""

    progress = chosen(
        "How does it go?",
        [
            (ReferralState.IN_SERVICE.value, "They take part"),
            (ReferralState.COMPLETED.value, "They completed it"),
            (ReferralState.DISENGAGED.value, "They stopped coming"),
            (ReferralState.WITHDRAWN.value, "We ended it"),
        ],
        missing="Select how it goes",
    )
    sessions = forms.IntegerField(
        label="How many sessions did they come to in all?",
        min_value=0,
        max_value=500,
        error_messages={"required": "Enter how many sessions they came to"},
    )
    note = words("What should the police know?", missing="Enter how it goes")
    bears_on_risk = YesNoField(
        label="Does anything you know change the risk to somebody?",
        widget=Radios(hints={"yes": "If somebody is in danger now, call 999 first"}),
        error_messages={"required": "Select whether anything changes the risk"},
    )
    behind_the_wall = wall()


class DeletionForm(ReferralForm):
    """Deleting what was sent in error."""

    how = words(
        "What did you delete, and where were copies?",
        missing="Enter what you deleted and where copies were",
        help_text="Mail, paper, case systems, and with whom you shared it.",
    )
