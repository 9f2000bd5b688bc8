"""Recalling a briefing, renewing it, issuing it again."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.enforcement.briefings.forms.base import BriefingForm, tick, words
from casework.enforcement.briefings.models import Ground
from casework.enforcement.briefings.models.states import BY_THE_SYSTEM
from casework.ui.forms import Radios
from casework.ui.questions import line

GROUNDS = [(ground.value, ground.label) for ground in Ground if ground not in BY_THE_SYSTEM]


class RecallForm(BriefingForm):
    """At once: nobody reads it any more."""

    ground = forms.ChoiceField(
        label="Why is it recalled?",
        choices=GROUNDS,
        widget=Radios(
            hints={
                str(Ground.COPY_LOST): "A manager (DI) reports the data breach",
                str(Ground.SUBJECT_KNOWS): "A manager (DI) reviews the safety of victims",
            }
        ),
        error_messages={"required": "Select why it is recalled"},
    )
    reason = words("What do you know?", missing="Say what you know", rows=3)


class RenewalForm(BriefingForm):
    """Before it ends: another version, or none."""

    decision = forms.ChoiceField(
        label="Is the briefing renewed?",
        choices=[
            ("RENEW", "Renew it: a new version is written and authorised"),
            ("END", "Let it end on its day"),
        ],
        widget=Radios,
        error_messages={"required": "Select whether it is renewed"},
    )
    reason = words("Why?", missing="Say why")


class ReissueForm(BriefingForm):
    """After a recall: put it right, or leave it."""

    decision = forms.ChoiceField(
        label="Is a corrected briefing issued?",
        choices=[
            ("REISSUE", "Issue it again: a new version is written and authorised"),
            ("END", "No"),
        ],
        widget=Radios,
        error_messages={"required": "Select whether it is issued again"},
    )
    reason = words("What changes, or why not?", missing="Say what changes, or why not")


class ToldForm(BriefingForm):
    """Readers are told."""

    told = tick(
        "My officers know that this briefing is recalled",
        missing="Tick that your officers were told",
    )


class DealForm(BriefingForm):
    """A DI sees to what it may have done."""

    done = words("What was done?", missing="Say what was done", rows=3)
    reference = line("Reference of the data breach report", at_times=True, max_length=40)

    def prepare(self) -> None:
        if self.briefing.recall_ground != Ground.COPY_LOST:
            del self.fields["reference"]

    def clean(self) -> dict[str, Any]:
        if "reference" in self.fields:
            self.need("reference", "Enter the reference of the data breach report")
        return self.cleaned_data
