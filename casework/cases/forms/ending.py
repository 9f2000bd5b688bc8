"""Forms of the moves after adoption."""

from __future__ import annotations

from django import forms

from casework.cases.forms.base import CaseForm, words
from casework.cases.guards import holds_to_lift
from casework.cases.models import ContactHold, RetentionGroup, StepDownProposal
from casework.cases.models.states import FOR_CLOSING, FOR_SUSPENDING
from casework.ui.forms import Radios
from casework.ui.times import short_date


class ReasonForm(CaseForm):
    reason = words("Why?", error="Enter the reason")


class ProposeForm(CaseForm):
    reason = words("Why can the case step down?", error="Enter why the case can step down")
    victim_view = words(
        "What does the victim or their advocate think of it?",
        hint="Say so if they were not asked, and why.",
        error="Enter what the victim or their advocate thinks of it",
    )


class DecideStepDownForm(CaseForm):
    decision = forms.ChoiceField(
        label="Does the case step down?",
        choices=[
            (StepDownProposal.Decision.AGREED.value, "Yes, monitoring begins"),
            (StepDownProposal.Decision.REFUSED.value, "No, the case stays under way"),
        ],
        widget=Radios(),
        error_messages={"required": "Select whether the case steps down"},
    )
    reason = words("Why?", error="Enter the reason")


class CloseForm(CaseForm):
    reason_code = forms.ChoiceField(
        label="Why is the case closed?",
        choices=[(code.value, code.label) for code in FOR_CLOSING],
        widget=Radios(),
        error_messages={"required": "Select why the case is closed"},
    )
    reason = words("Say more", error="Enter why the case is closed")
    retention_group = forms.ChoiceField(
        label="How long is the record kept?",
        choices=RetentionGroup.choices,
        widget=Radios(),
        error_messages={"required": "Select the retention group"},
    )
    partners_told = forms.BooleanField(label="The partners who work with the person have been told")


class SuspendForm(CaseForm):
    reason_code = forms.ChoiceField(
        label="Why is the case suspended?",
        choices=[(code.value, code.label) for code in FOR_SUSPENDING],
        widget=Radios(),
        error_messages={"required": "Select why the case is suspended"},
    )
    wake_on = forms.DateField(
        label="When does it wake?",
        widget=forms.DateInput,
        help_text="The day of release, or the day somebody has to look at it again.",
        error_messages={"required": "Enter the day the case wakes"},
    )
    reason = words("Say more", error="Enter why the case is suspended")


class MappaForm(CaseForm):
    level = forms.ChoiceField(
        label="At which MAPPA level?",
        choices=[("2", "Level 2"), ("3", "Level 3")],
        widget=Radios(inline=True),
        error_messages={"required": "Select the MAPPA level"},
    )
    lead_contact = forms.CharField(
        label="Who leads there?",
        max_length=120,
        error_messages={"required": "Enter who leads there"},
    )
    reason = words("Why does MAPPA lead?", error="Enter why MAPPA leads")


class TransferForm(CaseForm):
    receiving_force = forms.CharField(
        label="Which force takes the case?",
        max_length=120,
        error_messages={"required": "Enter which force takes the case"},
    )
    accepted_by = forms.CharField(
        label="Who accepted it there?",
        max_length=120,
        error_messages={"required": "Enter who accepted the case there"},
    )
    minutes = forms.CharField(
        label="Where are the minutes of the handover?",
        max_length=120,
        error_messages={"required": "Enter where the minutes are"},
    )
    reason = words("Why is the case transferred?", error="Enter why the case is transferred")


class HoldForm(CaseForm):
    kind = forms.ChoiceField(
        label="What is the hold for?",
        choices=ContactHold.Kind.choices,
        widget=Radios(),
        help_text="Officers read the same words whatever it is for: Refer to DI before contact.",
        error_messages={"required": "Select what the hold is for"},
    )
    note = words("Why is contact held?", error="Enter why contact is held")


class HoldField(forms.ModelChoiceField):
    """One of the holds in place, by what it is for and since when."""

    def label_from_instance(self, obj: ContactHold) -> str:
        return f"{obj.get_kind_display()}, since {short_date(obj.placed_at)}"


class LiftHoldForm(CaseForm):
    hold = HoldField(
        ContactHold.objects.none(),
        label="Which hold is lifted?",
        widget=Radios(),
        empty_label=None,
        error_messages={"required": "Select which hold is lifted"},
    )
    reason = words("Why is it lifted?", error="Enter why the hold is lifted")

    def prepare(self) -> None:
        field: HoldField = self.fields["hold"]  # type: ignore[assignment]
        field.queryset = holds_to_lift(self.subject)
