"""Behind the wall: the reason for opening it, a way written down, an officer cleared."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.access import holders_of
from casework.accounts.models import Role, User
from casework.victims.forms.base import OfferForm, RouteFields, route_of, words


class OpenForm(OfferForm):
    reason = words(
        "Why do you need it?",
        missing="Enter why you need it",
        rows=2,
        help_text="The reason is kept with your name and the time",
    )


class WriteDownForm(OfferForm, RouteFields):
    """A safe way learnt of later. The last one is not shown here."""

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data if self.errors else {"route": route_of(self.cleaned_data)}


class OfficerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class ClearForm(OfferForm):
    officer = OfficerField(
        queryset=User.objects.none(),
        label="Which officer?",
        empty_label="Choose an officer",
        error_messages={"required": "Select an officer"},
    )
    reason = words("Why do they need it?", missing="Enter why they need it", rows=2)

    def prepare(self) -> None:
        case = self.offer.case
        field: Any = self.fields["officer"]
        officers = holders_of(Role.OFFICER, force=case.force, team=case.team)
        field.queryset = officers.exclude(pk=self.user.pk)
