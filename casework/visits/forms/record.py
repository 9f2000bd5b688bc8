"""The record of a visit, and its review."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms

from casework.ui.forms import Radios
from casework.visits.actions.record import SEEN
from casework.visits.forms.base import VisitForm, YesNoField, words
from casework.visits.models import RiskAnswer, VisitAttempt


class Part(NamedTuple):
    """Fields that stand under one heading of the page."""

    heading: str
    names: tuple[str, ...]


PARTS = (
    Part("Who was there", ("announced", "present", "children_present")),
    Part(
        "What you saw",
        ("demeanour", "alcohol_or_drugs", "injuries_or_damage", "cohabitation_signs"),
    ),
    Part("What was said", ("discussed", "disclosures", "changes_seen")),
    Part("Help and referrals", ("support_offered", "safeguarding_referral", "bwv_reference")),
    Part("Facts and opinion", ("facts", "opinion")),
    Part("Risk", ("risk_trigger", "risk_trigger_note")),
)
# What can be told only of a visit at which somebody was seen.
ONLY_IF_SEEN = (
    "present",
    "children_present",
    "demeanour",
    "alcohol_or_drugs",
    "discussed",
    "disclosures",
    "support_offered",
)


class RecordForm(VisitForm):
    """What was found, fact and opinion apart (DPA 2018 s.38(3)). Most of it only where it applies.

    Where nobody was seen, what only somebody seen could show is not asked. A returned record
    comes back with what was written.
    """

    announced = YesNoField(
        label="Did they know you were coming?",
        widget=Radios(inline=True),
        error_messages={"required": "Select whether they knew you were coming"},
    )
    present = words("Who was there?", missing="Enter who was there")
    children_present = words("Children, by name and date of birth where known")
    demeanour = words("How were they?")
    alcohol_or_drugs = words("Signs of alcohol or drugs")
    injuries_or_damage = words("Injuries or damage seen")
    cohabitation_signs = words(
        "Signs that someone protected by an order or by bail lives there",
    )
    discussed = words("What was talked about?")
    disclosures = words("What did anyone disclose or refuse?")
    changes_seen = words("New partner, vehicle, phone or job")
    support_offered = words("Help offered, and the answer")
    safeguarding_referral = forms.CharField(
        label="Safeguarding referral made (optional)",
        help_text="To whom and when. A worry about a child is referred the same day.",
        required=False,
        max_length=200,
    )
    bwv_reference = forms.CharField(
        label="Body-worn video reference (optional)", required=False, max_length=60
    )
    facts = words(
        "Facts: what you saw, heard and did",
        missing="Enter the facts: what you saw, heard and did",
        rows=6,
    )
    opinion = words("Opinion: what you make of it, and why")
    risk_trigger = YesNoField(
        label="Does anything you saw or heard change the risk?",
        widget=Radios(inline=True),
        error_messages={"required": "Select whether anything changes the risk"},
    )
    risk_trigger_note = words(
        "What changes the risk", at_times=True, help_text="Needed if you answered yes."
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.attempt: VisitAttempt | None = self.visit.attempts.order_by("number").last()
        if self.visit.came_to not in SEEN:
            for name in ONLY_IF_SEEN:
                del self.fields[name]
        self._begin_with_what_is_known()

    def _begin_with_what_is_known(self) -> None:
        """The returned version, else the words written at the door."""
        latest = self.visit.records.first()
        if latest is None:
            if self.attempt is not None:
                self.initial.setdefault("facts", self.attempt.said)
            return
        for name in self.fields:
            value = getattr(latest, name)
            if isinstance(value, bool):
                value = "yes" if value else "no"
            self.initial.setdefault(name, value)

    @property
    def parts(self) -> list[tuple[str, list[Any]]]:
        """Headings of the page with the fields that stand under each."""
        found = [
            (part.heading, [self[name] for name in part.names if name in self.fields])
            for part in PARTS
        ]
        return [(heading, fields) for heading, fields in found if fields]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("risk_trigger"):
            self.need("risk_trigger_note", "Say what changes the risk")
        return self.cleaned_data


class ReviewForm(VisitForm):
    """A supervisor closes the visit or returns its record."""

    decision = forms.ChoiceField(
        label="Is the record complete?",
        choices=[("CLOSE", "Yes, close the visit"), ("RETURN", "No, return it to the officer")],
        widget=Radios,
        error_messages={"required": "Select whether the record is complete"},
    )
    risk_answer = forms.ChoiceField(
        label="Does the visit change the risk?",
        help_text="Answer this when you close the visit.",
        choices=RiskAnswer.choices,
        widget=Radios,
        required=False,
    )
    reason = words(
        "What is missing, or anything to note",
        at_times=True,
        help_text="Needed when you return it.",
    )

    def clean(self) -> dict[str, Any]:
        decision = self.cleaned_data.get("decision")
        if decision == "CLOSE":
            self.need("risk_answer", "Select whether the visit changes the risk")
        if decision == "RETURN":
            self.need("reason", "Say what is missing from the record")
        return self.cleaned_data
