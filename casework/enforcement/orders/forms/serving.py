"""Serving, notifying, circulating and telling."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.cases.gate import gate_status, was_cleared
from casework.enforcement.orders.actions.telling import safety_is_replanned
from casework.enforcement.orders.forms.base import (
    OrderForm,
    line,
    past,
    words,
)
from casework.enforcement.orders.models import Service, ServiceMethod
from casework.ui.forms import Radios, typed
from casework.ui.questions import YesNoField

NOT_CLEARED = "Why was contact made although it is not cleared?"
NOT_CLEARED_HINT = "Only if they had been served before you saw this."


class ServiceForm(OrderForm):
    """What both services ask."""

    outcome = forms.ChoiceField(
        label="Was it served?",
        choices=Service.Outcome.choices,
        widget=Radios,
        error_messages={"required": "Select whether it was served"},
    )
    place = line("Where?", missing="Enter where it was served or tried", max_length=220)
    identity_check = line("How did you make sure that it was them?", at_times=True, max_length=200)
    at = past("When")
    note = words("What was said and done?", rows=2)
    not_cleared_reason = words(NOT_CLEARED, at_times=True, rows=2, help_text=NOT_CLEARED_HINT)

    def prepare(self) -> None:
        """Only where contact is not cleared, or was not when they say they went: who went all the
        same must be able to say why."""
        case, now = self.order.case, timezone.now()
        if gate_status(case).open and was_cleared(
            case, typed=typed(self, "at") or now, written_at=now
        ):
            del self.fields["not_cleared_reason"]


class ServeNoticeForm(ServiceForm):
    """Personal service of a notice by a constable, with everything the law asks."""

    explained = forms.BooleanField(
        label="I read them the grounds, the power of arrest and when a court hears it",
        required=False,
    )
    address_for_notice = line(
        "Address they gave for notice of the hearing",
        at_times=True,
        max_length=220,
        help_text="Ask for one. Enter “None given” where they gave none.",
    )
    commanding_officer = line("Commanding officer who was told", at_times=True)
    field_order = (
        "outcome",
        "place",
        "identity_check",
        "explained",
        "address_for_notice",
        "commanding_officer",
    )

    def prepare(self) -> None:
        super().prepare()
        if not self.order.service_accommodation:
            del self.fields["commanding_officer"]

    def clean(self) -> dict[str, Any]:
        wanted = {
            "identity_check": "Say how you made sure that it was them",
            "explained": "Read the grounds, the power of arrest and the hearing to them first",
            "address_for_notice": "Enter the address they gave, or that they gave none",
            "commanding_officer": "Name the commanding officer who was told",
        }
        self.need_if("outcome", Service.Outcome.SERVED, wanted)
        return self.cleaned_data


class ServeOrderForm(ServiceForm):
    """Proof of service of the order."""

    method = forms.ChoiceField(
        label="How?",
        choices=ServiceMethod.choices,
        widget=Radios(
            reveals={str(ServiceMethod.BY_OTHERS): "server"},
            hints={"BY_OTHERS": "A lawyer is asked before anybody is arrested for a breach"},
        ),
        error_messages={"required": "Select how it was served"},
    )
    server = line("Who served it?")
    field_order = ("outcome", "method", "server", "place", "identity_check")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("method") == ServiceMethod.PERSONAL:
            wanted = {"identity_check": "Say how you made sure that it was them"}
            self.need_if("outcome", Service.Outcome.SERVED, wanted)
        return self.cleaned_data


class NotifyForm(OrderForm):
    """They gave the police their name and address."""

    at = past("When they notified")
    note = words("Where, and what did they give?", rows=2)


class CirculateForm(OrderForm):
    """The reference of the entry in the national systems."""

    leds_reference = line(
        "LEDS (or PNC) reference", missing="Enter the reference of the entry", max_length=60
    )
    pnd_reference = line("PND reference", max_length=60)
    at = past("When")


class TellForm(OrderForm):
    """The protected person knows, with a copy where there is one; their safety is planned."""

    told = YesNoField(
        label="Have they been told?",
        widget=Radios(hints={"no": "Say below why they could not be told"}),
        error_messages={"required": "Select whether they have been told"},
    )
    told_by = line(
        "Who told them, or tried?",
        missing="Enter who told them, or who tried",
        help_text="Their advocate (IDVA) where they have one.",
    )
    copy_sent = forms.BooleanField(label="They have a copy of the order", required=False)
    safety_plan = words("How is their safety planned now?", at_times=True)
    note = words("How did it go?", missing="Say how it went", rows=2)
    at = past("When")

    def prepare(self) -> None:
        if self.order.made_at is None:
            del self.fields["copy_sent"]

    def clean(self) -> dict[str, Any]:
        if safety_is_replanned(self.order):
            self.need("safety_plan", "Say how their safety is planned now")
        return self.cleaned_data
