"""Bail: its conditions, a check, a breach, the end."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.enforcement.warrants import permissions, rules
from casework.enforcement.warrants.forms.base import WarrantForm, day, line, moment, one_of
from casework.enforcement.warrants.models import (
    TRIGGERS,
    BailAuthority,
    BailCondition,
    BailEnd,
    BailKind,
    CheckResult,
)
from casework.visits.forms.base import words


class ConditionsForm(WarrantForm):
    """The bail as it was granted, and how its conditions are checked."""

    bail_kind = one_of(
        "What kind of bail?", BailKind.choices, missing="Select what kind of bail it is"
    )
    bail_authority = one_of(
        "Who granted it?", BailAuthority.choices, missing="Select who granted the bail"
    )
    bail_from = day("When did it begin?", missing="Enter when bail began")
    bail_until = day("The last day of bail", missing="Enter the last day of bail")
    trigger = forms.ChoiceField(
        label="Code of the court's message (optional)",
        choices=[("", "None")] + [(code, f"{code}: {said}") for code, said in TRIGGERS.items()],
        required=False,
    )
    conditions = words(
        "The conditions, one on each line",
        missing="Enter at least one condition",
        rows=5,
        help_text="In the words they were set in. No address of anybody who is protected.",
    )
    check_every_days = forms.IntegerField(
        label="How many days between checks?",
        min_value=1,
        max_value=90,
        error_messages={"required": "Say how often the conditions are checked"},
    )
    check_method = line(
        "How are they checked?", missing="Say how the conditions are checked", most=200
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.initial.setdefault("check_every_days", rules.check_bail_every(self.warrant))

    def clean_conditions(self) -> list[str]:
        return [text.strip() for text in self.cleaned_data["conditions"].splitlines()]


class ConditionField(forms.ModelChoiceField):
    """One condition of the bail, by its number and words."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}. {obj.text}"


class CheckForm(WarrantForm):
    """Whether the conditions are kept."""

    result = one_of(
        "Are the conditions kept?",
        CheckResult.choices,
        missing="Select whether the conditions are kept",
        reveals={str(CheckResult.BREACHED): "condition"},
    )
    condition = ConditionField(
        queryset=BailCondition.objects.none(),
        label="Which condition was broken?",
        required=False,
        empty_label="Choose a condition",
    )
    found = words("What did you see and hear?", missing="Say what you saw and heard")
    method = line("How did you check, if not as agreed? (optional)", most=200)
    at = moment("When?")

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        own = BailCondition.objects.filter(warrant=self.warrant)
        self.fields["condition"].queryset = own  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("result") == CheckResult.BREACHED:
            self.need("condition", "Select which condition was broken")
        return self.cleaned_data


class BreachForm(WarrantForm):
    """An arrest for the breach, or why there is none."""

    decision = one_of(
        "Was anybody arrested for the breach?",
        [("yes", "Yes"), ("no", "No, and I propose that nobody is")],
        missing="Select whether anybody was arrested",
        reveals={
            "yes": ("place", "arresting_officer", "custody_reference", "at"),
            "no": "reason",
        },
    )
    place = line("Where was the arrest?", most=220)
    arresting_officer = line("Arresting officer and collar number")
    custody_reference = line("Custody reference", most=40)
    at = moment("When?")
    reason = line("Why is nobody arrested?", most=500)

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        me = ", ".join(filter(None, (self.user.display_name, self.user.collar_number)))
        self.initial.setdefault("arresting_officer", me)

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        decision = answers.pop("decision", "")
        answers["arrested"] = decision == "yes"
        if decision == "yes":
            self.need("place", "Say where the arrest was made")
            self.need("arresting_officer", "Enter who made the arrest")
            self.need("custody_reference", "Enter the custody reference of the arrest")
        if decision == "no":
            self.need("reason", "Say why nobody is arrested")
        return answers


class AgreeForm(WarrantForm):
    """A supervisor on a breach without an arrest."""

    who_decides = staticmethod(permissions.check_can_agree_no_arrest)

    decision = one_of(
        "Do you agree that nobody is arrested?",
        [("yes", "Yes: go on checking"), ("no", "No: act on the breach")],
        missing="Select whether you agree",
    )
    reason = words("Why?", missing="Say why you decide this")

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["agreed"] = self.cleaned_data.pop("decision", "") == "yes"
        return self.cleaned_data


class BailEndForm(WarrantForm):
    """What follows the bail."""

    decision = one_of(
        "What follows?",
        [("EXTENDED", "Bail is extended"), ("ENDED", "Bail has ended")],
        missing="Select whether bail was extended or has ended",
        reveals={"EXTENDED": ("bail_authority", "bail_until"), "ENDED": "way"},
    )
    bail_authority = forms.ChoiceField(
        label="Who extended it?",
        choices=[("", "Choose who"), *BailAuthority.choices],
        required=False,
    )
    bail_until = day("The new last day of bail")
    way = forms.ChoiceField(
        label="How did it end?", choices=[("", "Choose how"), *BailEnd.choices], required=False
    )
    reason = words("Why?", missing="Say why")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("decision") == "EXTENDED":
            self.need("bail_authority", "Select who extended it")
            self.need("bail_until", "Enter the new last day of bail")
        if self.cleaned_data.get("decision") == "ENDED":
            self.need("way", "Select how it ended")
        return self.cleaned_data
