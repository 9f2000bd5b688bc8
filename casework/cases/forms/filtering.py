"""What narrows the list of cases."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.cases.models import OPEN, State


class ListForm(forms.Form):
    """A state, with how many cases it has; own cases alone."""

    state = forms.ChoiceField(label="State", required=False)
    mine = forms.BooleanField(label="Only cases I own", required=False)

    def __init__(self, data: Any = None, *, counts: dict[str, int]) -> None:
        super().__init__(data)
        open_cases = sum(counts.get(state, 0) for state in OPEN)
        field: forms.ChoiceField = self.fields["state"]  # type: ignore[assignment]
        field.choices = [("", f"All open cases ({open_cases})")] + [
            (state.value, f"{state.label} ({counts.get(state, 0)})") for state in State
        ]

    def narrowing(self) -> dict[str, Any]:
        """The arguments of `queries.cases_for`; what cannot be read narrows nothing."""
        if not self.is_bound or not self.is_valid():
            return {}
        return dict(self.cleaned_data)
