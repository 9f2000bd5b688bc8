"""Writing, approving and sending a referral."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.partners import permissions
from casework.partners.forms.base import ReferralForm, chosen, words
from casework.partners.models import Disclosure, Referral, Service
from casework.partners.queries import open_services, warnings_in_words
from casework.ui.forms import Radios


class ServiceField(forms.ModelChoiceField):
    """A service with its agency and what kind of help it gives."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.agency.name}: {obj.name} ({obj.get_pathway_display().lower()})"


class WriteForm(ReferralForm):
    """To whom and why. What is shared is asked next."""

    service = ServiceField(
        queryset=Service.objects.none(),
        label="Which service?",
        empty_label="Choose a service",
        error_messages={"required": "Select a service"},
    )
    need = words(
        "What do they need?",
        missing="Enter what they need",
        help_text="The agency reads this. Leave out what it does not need to know.",
    )
    urgency = chosen(
        "How urgent is it?",
        Referral.Urgency.choices,
        missing="Select how urgent it is",
        widget=Radios(
            hints={"URGENT": "The agency is asked to acknowledge it the next working day"}
        ),
    )
    risk_to_staff = words(
        "What must the agency's staff know to be safe?",
        missing="Enter what staff must know, or that no risk to them is known",
        help_text="Warnings must be shared. The agency reads this.",
    )
    person_told = words(
        "What has the person been told?", missing="Enter what the person has been told", rows=2
    )
    takes_part = chosen(
        "Do they agree to take part?",
        Referral.TakesPart.choices,
        missing="Select whether they agree to take part",
        widget=Radios(hints={"AGREED": "This is apart from the ground on which you share"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.referral
        self.fields["service"].queryset = open_services(row.case)  # type: ignore[attr-defined]
        self.show_first(
            service=row.service_id,
            need=row.need,
            urgency=row.urgency,
            risk_to_staff=row.risk_to_staff or warnings_in_words(row.case.person),
            person_told=row.person_told,
            takes_part=row.takes_part,
        )


class ApproveForm(ReferralForm):
    """A sergeant's decision on what is shared."""

    who_decides = staticmethod(permissions.check_can_approve)

    decision = chosen(
        "What do you decide?",
        [
            ("APPROVE", "Approve: this may go to the agency"),
            ("SEND_BACK", "Send it back to be changed"),
        ],
        missing="Select what you decide",
        widget=Radios(reveals={"SEND_BACK": "reason"}),
    )
    reason = words("What must change?")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("decision") == "SEND_BACK":
            self.ask_for("reason", "Enter what must change")
        return self.cleaned_data


class SendForm(ReferralForm):
    """To whom it goes, and how."""

    recipient = forms.CharField(
        label="Who at the agency gets it?",
        max_length=120,
        error_messages={"required": "Enter who at the agency gets it"},
    )
    method = chosen(
        "How does it go?",
        Disclosure.Method.choices,
        missing="Select how it goes",
        widget=Radios(hints={"HERE": "The agency's people sign in and read it"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.show_first(recipient=self.referral.agency.spoc[:120], method="HERE")
