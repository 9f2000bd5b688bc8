"""Planning a visit and its checks, and approving it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from casework.accounts.models import User
from casework.people.models import Contact
from casework.ui.forms import Radios
from casework.ui.times import short_date
from casework.visits import permissions, queries, rules
from casework.visits.forms.base import OfficerField, VisitForm, words
from casework.visits.models import VisitCheck
from casework.visits.permissions import leading_officers, visiting_officers

ELSEWHERE = "ELSEWHERE"
Kind = VisitCheck.Kind
# Where each is usually looked up; the officer changes what was different.
USUAL_SOURCE = {
    Kind.PNC: "PNC or LEDS",
    Kind.INTELLIGENCE: "Force intelligence and PND",
    Kind.WARNINGS: "PNC or LEDS and force records",
    Kind.FIREARMS_LICENCE: "Firearms licensing records",
    Kind.DOGS: "Force intelligence",
    Kind.CHILDREN: "Force records and children's services",
    Kind.VICTIM_AT_ADDRESS: "Force records",
    Kind.ORDERS: "PNC or LEDS and court records",
    Kind.LAST_VISIT: "This service",
    Kind.MARAC: "MARAC coordinator",
}


class PlanForm(VisitForm):
    """Why, where, when and by whom, and the checks that hold for a day."""

    purpose = words("What is the visit for?", missing="Say what the visit is for")
    place = forms.ChoiceField(
        label="Where?",
        widget=Radios,
        error_messages={"required": "Select where the visit is to be"},
    )
    elsewhere = forms.CharField(
        label="Where, if somewhere else (optional)", required=False, max_length=220
    )
    planned_for = forms.DateTimeField(
        label="When?",
        widget=forms.DateTimeInput,
        error_messages={
            "required": "Enter when the visit is to be",
            "invalid": "Enter the date and time of the visit",
        },
    )
    lead_officer = OfficerField(
        queryset=User.objects.none(),
        label="Who leads the visit?",
        error_messages={"required": "Select the officer who leads the visit"},
    )
    second_officer = OfficerField(
        queryset=User.objects.none(),
        label="Who goes with them?",
        error_messages={"required": "Select the second officer"},
    )
    checked_at = forms.DateTimeField(
        label="When were the checks made? (optional)",
        help_text="Only if it was not just now. Checks hold for 24 hours.",
        required=False,
        widget=forms.DateTimeInput,
        error_messages={"invalid": "Enter the date and time of the checks"},
    )
    PLAN = ("purpose", "place", "elsewhere", "planned_for", "lead_officer", "second_officer")

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        hold_for = rules.CHECKS_VALID.asks_for(self.visit.case.force.nation)
        self.fields[
            "checked_at"
        ].help_text = f"Only if it was not just now. Checks hold for {hold_for}."
        self.fields["planned_for"].help_text = rules.in_untried(rules.untried_bands(self.visit))
        self._offer_places()
        self._offer_officers()
        self._offer_checks()
        self.initial.setdefault("purpose", self.visit.purpose)
        self.initial.setdefault("planned_for", self.visit.planned_for)

    def _offer_places(self) -> None:
        self.contacts = {str(each.pk): each for each in queries.addresses(self.visit.case)}
        place = self.fields["place"]
        choices = [(pk, each.one_line) for pk, each in self.contacts.items()]
        place.choices = [*choices, (ELSEWHERE, "Somewhere else")]  # type: ignore[attr-defined]
        place.widget.hints = {  # type: ignore[attr-defined]
            pk: f"Doubtful since {short_date(each.doubtful_since)}"
            for pk, each in self.contacts.items()
            if each.doubtful_since
        }
        if self.visit.contact_id:
            self.initial.setdefault("place", str(self.visit.contact_id))
        elif self.visit.place:
            self.initial.setdefault("place", ELSEWHERE)
            self.initial.setdefault("elsewhere", self.visit.place)
        elif not choices:
            self.initial.setdefault("place", ELSEWHERE)

    def _offer_officers(self) -> None:
        case = self.visit.case
        self.fields["lead_officer"].queryset = leading_officers(case)  # type: ignore[attr-defined]
        self.fields["second_officer"].queryset = visiting_officers(case)  # type: ignore[attr-defined]
        lead = self.visit.lead_officer_id or self.visit.case.owner_id
        self.initial.setdefault("lead_officer", lead)
        self.initial.setdefault("second_officer", self.visit.second_officer_id)

    def _offer_checks(self) -> None:
        """One answer and one source for each check, with what is recorded here as a hint."""
        recorded = queries.recorded(self.visit)
        for kind in Kind:
            self.fields[_answer(kind)] = forms.CharField(
                label=kind.label,
                help_text=recorded.get(kind, ""),
                max_length=300,
                error_messages={"required": f"Enter what the check showed: {kind.label}"},
            )
            self.fields[_source(kind)] = forms.CharField(
                label=f"Where you looked: {kind.label}",
                initial=USUAL_SOURCE[kind],
                max_length=120,
                error_messages={"required": f"Enter where you looked: {kind.label}"},
            )

    @property
    def plan(self) -> list[BoundField]:
        """The questions about the visit itself."""
        return [self[name] for name in self.PLAN]

    @property
    def checks(self) -> Iterator[tuple[BoundField, BoundField, bool]]:
        """For each check its answer, its source and whether the source has to be shown open."""
        for kind in Kind:
            source = self[_source(kind)]
            yield self[_answer(kind)], source, bool(self.is_bound and source.errors)

    def clean_planned_for(self) -> datetime:
        at: datetime = self.cleaned_data["planned_for"]
        if at < timezone.now():
            raise forms.ValidationError("The time of the visit must be in the future")
        if against := rules.why_not_planned_for(self.visit, at):
            raise forms.ValidationError(against)
        return at

    def clean_checked_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["checked_at"]
        if at is not None and at > timezone.now():
            raise forms.ValidationError("The time of the checks must be now or in the past")
        return at

    def clean(self) -> dict[str, Any]:
        """The place as an address of the person or as words, and the checks in one mapping."""
        answers = self.cleaned_data
        if answers.get("lead_officer") and answers["lead_officer"] == answers.get("second_officer"):
            self.add_error("second_officer", "Select two different officers. Nobody visits alone")
        elsewhere: str = answers.pop("elsewhere", "")
        if answers.get("place") == ELSEWHERE and not elsewhere:
            self.add_error("elsewhere", "Enter where the visit is to be")
        elif "place" in answers:
            place: Contact | str = self.contacts.get(answers["place"], elsewhere)
            answers["place"] = place
        answers["checks"] = {
            kind: {
                "source": answers.pop(_source(kind), ""),
                "answer": answers.pop(_answer(kind), ""),
            }
            for kind in Kind
        }
        return answers


def _answer(kind: VisitCheck.Kind) -> str:
    return f"{kind.value.lower()}_answer"


def _source(kind: VisitCheck.Kind) -> str:
    return f"{kind.value.lower()}_source"


class ApproveForm(VisitForm):
    """Someone who does not visit lets it go ahead, or sends it back."""

    who_decides = staticmethod(permissions.check_can_approve_visit)

    decision = forms.ChoiceField(
        label="Your decision",
        choices=[
            ("APPROVE", "Approve the visit"),
            ("SEND_BACK", "Send it back to be planned again"),
        ],
        widget=Radios,
        error_messages={"required": "Select your decision"},
    )
    reason = words(
        "What must change, or anything to note", at_times=True, help_text="Needed to send it back."
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("decision") == "SEND_BACK":
            self.need("reason", "Say what must change before the visit")
        return self.cleaned_data
