"""What was done where officers were worried about anyone's safety."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.ui.forms import Radios
from casework.visits import rules
from casework.visits.forms.base import VisitForm, words
from casework.visits.models import SafeguardingReferral

Done = SafeguardingReferral.Done


class SafeguardForm(VisitForm):
    """To whom it was referred, when, and what the worry was; due the same day."""

    done = forms.ChoiceField(
        label="What was done?",
        choices=Done.choices,
        widget=Radios(reveals={"CHILDREN": "children_ref", "ADULT": "adult_ref"}),
        error_messages={"required": "Select what was done"},
    )
    children_ref = forms.CharField(label="Reference of the referral", required=False, max_length=60)
    adult_ref = forms.CharField(label="Reference of the referral", required=False, max_length=60)
    at = forms.DateTimeField(
        label="When?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        error_messages={"required": "Enter when it was done"},
    )
    concern = words(
        "What was the worry, and about whom?",
        missing="Enter what the worry was",
        help_text="Children by name and date of birth where known.",
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["at"].initial = timezone.now()

    def clean_at(self) -> Any:
        """Now or in the past, and not before the visit. The page has minutes only."""
        at, now, seen = self.cleaned_data["at"], timezone.now(), rules.worried_at(self.visit)
        if at > now or (seen and at < seen.replace(second=0, microsecond=0)):
            raise forms.ValidationError(
                "The time must be after the visit began, and not in the future"
            )
        return max(at, seen) if seen else at

    def clean(self) -> dict[str, Any]:
        """A referral has its reference; that of the other choice does not count."""
        given = self.cleaned_data
        asked = {Done.CHILDREN: "children_ref", Done.ADULT: "adult_ref"}.get(given.get("done", ""))
        references = {name: given.pop(name, "") for name in ("children_ref", "adult_ref")}
        given["reference"] = references.get(asked or "", "").strip()
        if asked and not given["reference"] and asked not in self.errors:
            self.add_error(asked, "Enter the reference of the referral")
        return given
