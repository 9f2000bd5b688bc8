"""From which day a notice or an order is in use in the force."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.models import Force
from casework.enforcement.orders.forms.base import day, words
from casework.enforcement.orders.models import Regime
from casework.enforcement.orders.regimes import LAWS
from casework.ui.forms import Radios


class SwitchForm(forms.Form):
    """One row of the table: what, whether, from when and on what authority."""

    regime = forms.ChoiceField(
        label="Which notice or order?",
        widget=Radios,
        error_messages={"required": "Select which notice or order"},
    )
    live = forms.TypedChoiceField(
        label="Is it in use in this force?",
        choices=[("yes", "Yes, from the day below"), ("no", "No longer, from the day below")],
        coerce=lambda answer: answer == "yes",
        widget=Radios,
        error_messages={"required": "Select whether it is in use"},
    )
    starts_on = day("From which day?", missing="Enter from which day")
    reason = words(
        "What does it rest on?",
        missing="Say what it rests on, such as the commencement regulations",
        rows=2,
    )

    def __init__(self, data: Any = None, *, force: Force, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = [each for each in Regime if force.nation in LAWS[each].nations]
        choices = [(str(each), each.label) for each in known]
        self.fields["regime"].choices = choices  # type: ignore[attr-defined]
