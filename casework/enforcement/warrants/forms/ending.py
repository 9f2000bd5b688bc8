"""After the outcome: the circulation cancelled, the victims told."""

from __future__ import annotations

from typing import Any

from casework.enforcement.warrants.forms.base import WarrantForm, line, moment, one_of
from casework.enforcement.warrants.models import ToldBy


class CancelForm(WarrantForm):
    """The person no longer stands as wanted."""

    reference = line(
        "Reference of the cancellation",
        missing="Enter the reference of the cancellation",
        most=60,
    )
    at = moment("When was it cancelled?")


class VictimsForm(WarrantForm):
    """How those who were harmed heard of it. What they said is not asked."""

    how = one_of(
        "How did those who were harmed hear of it?",
        ToldBy.choices,
        missing="Select how they heard",
        reveals={str(ToldBy.NOT_TOLD): "reason"},
    )
    reason = line("Why were they not told? Do not write down what they said", most=500)
    at = moment("When were they told?")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("how") == ToldBy.NOT_TOLD:
            self.need("reason", "Say why they were not told")
        return self.cleaned_data
