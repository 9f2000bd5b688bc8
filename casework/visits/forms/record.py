"""The record of a visit, and its review."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms

from casework.ui.forms import Radios
from casework.ui.questions import YesNoField
from casework.visits import permissions
from casework.visits.actions.record import SEEN
from casework.visits.forms.base import VisitForm, words
from casework.visits.models import MarkerProposal, RiskAnswer, VisitAttempt


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
    Part("Risk", ("risk_trigger", "risk_trigger_note", "marker_kind", "marker_note")),
)
PROPOSES = ("marker_kind", "marker_note")
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

    marker_kind = forms.ChoiceField(
        label="Do you propose a warning about them?",
        help_text="For a threat or a danger to officers. A supervisor decides.",
        choices=[("", "No"), *MarkerProposal.Kind.choices],
        widget=Radios,
        required=False,
    )
    marker_note = forms.CharField(
        label="What happened that asks for it?",
        help_text="Needed if you propose one. Officers read it before they knock. Name nobody who "
        "reported anything.",
        required=False,
        max_length=300,
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
        for name in self.fields.keys() - {*PROPOSES}:
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
        if self.cleaned_data.get("marker_kind"):
            self.need("marker_note", "Enter what happened that asks for it")
        return self.cleaned_data


class ReviewForm(VisitForm):
    """A supervisor closes the visit or returns its record."""

    who_decides = staticmethod(permissions.check_can_review)

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

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.proposals = list(self.visit.marker_proposals.filter(decision=""))
        for each in self.proposals:
            self.fields[f"marker_{each.pk}"] = forms.ChoiceField(
                label=f"Is the warning \u201c{each.in_words}\u201d placed?",
                help_text=f"Proposed by {each.proposed_by.display_name}. Needed when you close "
                "the visit. It counts from today.",
                choices=[("PLACE", "Yes, place it"), ("DECLINE", "No")],
                widget=Radios(reveals={"DECLINE": f"why_{each.pk}"}),
                required=False,
            )
            self.fields[f"why_{each.pk}"] = forms.CharField(
                label="Why is it not placed?", required=False, max_length=300
            )

    def _markers(self) -> list[tuple[MarkerProposal, str, str]]:
        """What was decided of each proposed warning, with the reason where it is not placed."""
        given, found = self.cleaned_data, []
        for each in self.proposals:
            decision = given.pop(f"marker_{each.pk}", "")
            why = given.pop(f"why_{each.pk}", "")
            if decision == "DECLINE" and not why.strip():
                self.add_error(f"why_{each.pk}", "Enter why it is not placed")
            if not decision and given.get("decision") == "CLOSE":
                self.add_error(f"marker_{each.pk}", "Select whether the warning is placed")
            if decision:
                found.append((each, decision, why if decision == "DECLINE" else ""))
        return found

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["markers"] = self._markers()
        decision = self.cleaned_data.get("decision")
        if decision == "CLOSE":
            self.need("risk_answer", "Select whether the visit changes the risk")
        if decision == "RETURN":
            self.need("reason", "Say what is missing from the record")
        return self.cleaned_data
