"""The court: applying, listing, what it decided; orders that others made; the life of an order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.enforcement.orders.actions.court import CLASH
from casework.enforcement.orders.forms.base import OrderForm, day, line, past, words
from casework.enforcement.orders.forms.terms import EndingForm
from casework.enforcement.orders.models import Hearing, Version
from casework.enforcement.orders.permissions import can_supervise
from casework.enforcement.orders.regimes import law
from casework.enforcement.orders.rules import rung_due
from casework.ui.forms import Radios

MADE = str(Hearing.Outcome.MADE)


class ApplyForm(OrderForm):
    """The application has gone to the court."""

    court = line("Which court?", missing="Enter which court was asked")
    at = past("When did it go")
    note = words("Anything to note", rows=2)


class AlarmForm(OrderForm):
    """What is done so that the notice is heard in time."""

    note = words("What have you done to get a hearing in time?", missing="Say what you have done")


class ListForm(OrderForm):
    """The court has given a time."""

    hearing_at = forms.DateTimeField(
        label="When is the hearing?",
        widget=forms.DateTimeInput,
        error_messages={
            "required": "Enter when the hearing is",
            "invalid": "Enter the date and time of the hearing",
        },
    )
    court = line("Which court?", missing="Enter which court hears it")
    court_ref = line("Court reference", max_length=60)

    def prepare(self) -> None:
        self.initial.setdefault("court", self.order.court)
        self.initial.setdefault("court_ref", self.order.court_ref)


class CourtForm(EndingForm):
    """What an order has besides its terms."""

    vary_by = line("Who may ask for it to be changed?")
    undertaking = forms.BooleanField(
        label="It is an undertaking: a promise, nobody is arrested for breaking it",
        required=False,
    )
    clash = words(f"{CLASH}: how?", rows=2)
    MORE = ("vary_by", "undertaking", "clash")


class ResultForm(CourtForm):
    """What the court did, with the terms of an order it made."""

    outcome = forms.ChoiceField(
        label="What did the court do?",
        choices=[each for each in Hearing.Outcome.choices if each[0] != "LISTED"],
        widget=Radios(
            hints={MADE: "Enter its terms below"},
        ),
        error_messages={"required": "Select what the court did"},
    )
    note = words(
        "Why, as far as it is known?", at_times=True, rows=2, help_text="Needed unless it was made."
    )
    field_order = ("outcome", "note", "lasts", "ends_on", "full_text", "kinds")

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if answers.get("outcome") == MADE:
            self.clean_ending()
            self.clean_terms()
        else:
            if answers.get("outcome") in ("REFUSED", "WITHDRAWN"):
                self.need("note", "Say why, as far as it is known")
            self.forget_ending()
            self.forget_terms()
            for name in self.MORE:
                answers.pop(name, None)
        answers.pop("given_by", None)
        return answers


class ReceiveForm(CourtForm):
    """An order as others made it."""

    court = line(
        "Which court or station does it come from?", missing="Enter which court or station"
    )
    court_ref = line("Reference", max_length=60)
    made_on = day("When was it made?", missing="Enter when it was made")
    received_on = day("When did we receive it?", missing="Enter when we received it")
    field_order = ("court", "court_ref", "made_on", "received_on", "lasts", "ends_on", "given_by")

    def clean(self) -> dict[str, Any]:
        self.clean_ending()
        self.clean_terms()
        return self.cleaned_data


ONLY_A_SUPERVISOR = (
    "Does another unit keep watch over it from now on? A supervisor or a manager of this team "
    "decides that, on this page. You do not have to give them the task."
)


class WatchForm(EndingForm):
    """What became of an order that lives."""

    what = forms.ChoiceField(
        label="What became of it?",
        choices=[
            ("NOTHING", "Nothing: it holds as it is"),
            ("VARIED", "The court changed its terms"),
            ("RENEWED", "It was renewed or made longer"),
            ("DISCHARGED", "The court ended it"),
            ("HANDED_OVER", "Another unit keeps watch over it from now on"),
        ],
        widget=Radios(reveals={"HANDED_OVER": "handed_to"}),
        error_messages={"required": "Select what became of it"},
    )
    handed_to = line("Who keeps watch over it?", at_times=True, max_length=200)
    note = words("What did the court do, or what did you find?", missing="Say what you found")
    on = day("From which day? (today if empty)", at_times=True)
    field_order = ("what", "handed_to", "note", "on", "lasts", "ends_on", "given_by", "full_text")

    def prepare(self) -> None:
        super().prepare()
        offered = list(self.fields["what"].choices)  # type: ignore[attr-defined]
        if not law(self.order.regime or "DAPO").extendable:
            offered = [each for each in offered if each[0] != "RENEWED"]
        if not can_supervise(self.user, self.order):
            offered = [each for each in offered if each[0] != "HANDED_OVER"]
            self.fields["what"].help_text = ONLY_A_SUPERVISOR
        self.fields["what"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if answers.get("what") in Version.Why.values:
            self.clean_ending()
            self.clean_terms()
        else:
            self.forget_ending()
            self.forget_terms()
        self.need_if("what", "HANDED_OVER", {"handed_to": "Say who keeps watch over it now"})
        return answers


class RenewalForm(OrderForm):
    """Before its end: seek more time, or let it end with a plan."""

    decision = forms.ChoiceField(
        label="What happens when it ends?",
        choices=[
            ("RENEW", "Go to court for more time"),
            ("LET_END", "Let it end"),
        ],
        widget=Radios,
        error_messages={"required": "Select what happens when it ends"},
    )
    note = words(
        "Why, and what keeps those at risk safe once it ends?",
        missing="Say why, and what keeps those at risk safe",
    )

    def prepare(self) -> None:
        if not law(self.order.regime or "DAPO").extendable:
            choices = self.fields["decision"].choices[1:]  # type: ignore[attr-defined]
            self.fields["decision"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With the rung of the ladder that asked."""
        self.cleaned_data["days"] = rung_due(self.order, timezone.now())
        return self.cleaned_data
