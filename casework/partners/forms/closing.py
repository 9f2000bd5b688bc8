"""Chasing, recalling, telling of an order, closing; and why somebody reads behind the wall."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.partners.forms.base import ReferralForm, chosen, words
from casework.partners.models import RiskEffect
from casework.partners.models.states import NEEDS_NEXT_STEP
from casework.ui.questions import YesNoField


class CallForm(ReferralForm):
    said = words(
        "What did they answer?",
        missing="Enter what they answered",
        help_text="If the agency has replied meanwhile, say so.",
    )


class BreachForm(ReferralForm):
    assessment = words(
        "What does the error mean for the people concerned?",
        missing="Enter what the error means for the people concerned",
        help_text="Who could read it, what they could learn, whom it could harm.",
    )
    reportable = YesNoField(
        label="Is it likely to harm somebody?",
        help_text="Then it is reported to the Information Commissioner within 72 hours.",
        error_messages={"required": "Select whether it is likely to harm somebody"},
    )


class OrderForm(ReferralForm):
    told = forms.CharField(
        label="Whom did you tell that they stopped, and how?",
        help_text="The court, probation, or whoever made the order.",
        max_length=300,
        error_messages={"required": "Enter whom you told, and how"},
    )


class CloseForm(ReferralForm):
    """What it did to the risk, and what follows."""

    effect = chosen(
        "What did it do to the risk?", RiskEffect.choices, missing="Select what it did to the risk"
    )
    note = words("What makes you say so? (optional)", rows=2)
    next_step = words("What is the next step?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.must_go_on = self.referral.state in NEEDS_NEXT_STEP
        if not self.must_go_on:
            self.fields["next_step"].label = "What is the next step? (optional)"

    def clean(self) -> dict[str, Any]:
        if self.must_go_on:
            self.ask_for("next_step", "Enter the next step: nothing was achieved yet")
        return self.cleaned_data


class WallForm(forms.Form):
    """Why somebody cleared reads what came from a victim."""

    reason = forms.CharField(
        label="Why do you need to read it?",
        max_length=300,
        help_text="Your name, the time and your reason are kept.",
        error_messages={"required": "Enter why you need to read it"},
    )
