"""At the door, on a phone: few questions, in the order in which things happen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from casework.accounts.models import User
from casework.cases.gate import gate_status
from casework.ui.forms import Radios, typed
from casework.ui.questions import YesNoField
from casework.visits import presenters, rules
from casework.visits.forms.base import (
    LONGEST,
    OfficerField,
    VisitForm,
    words,
)
from casework.visits.models import Outcome
from casework.visits.permissions import visiting_officers

SOMEONE_ELSE = "ELSE"
OUTCOME_HINTS = {
    Outcome.NOT_AT_ADDRESS: "The address is marked doubtful and you are asked to find them",
    Outcome.ABANDONED_SAFETY: "It was not safe to knock, or not safe to stay",
}


class DoorForm(VisitForm):
    """What happened at the door. Left empty, the time is now and the place is as planned."""

    outcome = forms.ChoiceField(
        label="What happened at the door?",
        choices=Outcome.choices,
        widget=Radios(
            hints={str(value): hint for value, hint in OUTCOME_HINTS.items()},
            reveals={str(Outcome.ARREST_MADE): "custody_reference"},
        ),
        error_messages={"required": "Select what happened at the door"},
    )
    custody_reference = forms.CharField(label="Custody reference", required=False, max_length=40)
    said = forms.CharField(
        label="What did you see, hear and say?",
        help_text="Facts first. Use the person's own words where you can.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Enter what you saw, heard and said"},
    )
    worried = YesNoField(
        label="Are you worried about anyone's safety now?",
        widget=Radios(hints={"yes": "Call the control room before you leave"}),
        error_messages={"required": "Select whether you are worried about anyone's safety"},
    )
    second_officer = forms.ChoiceField(
        label="Who was with you?",
        widget=Radios(reveals={SOMEONE_ELSE: "other_officer"}),
        error_messages={"required": "Select who was with you"},
    )
    other_officer = OfficerField(
        queryset=User.objects.none(),
        label="Name the officer",
        required=False,
        empty_label="Choose an officer",
    )
    at = forms.DateTimeField(
        label="When you arrived (optional)",
        help_text="Only if it was not just now",
        required=False,
        widget=forms.DateTimeInput,
        error_messages={"invalid": "Enter the date and time you arrived"},
    )
    left_at = forms.DateTimeField(
        label="When you left (optional)",
        required=False,
        widget=forms.DateTimeInput,
        error_messages={"invalid": "Enter the date and time you left"},
    )
    place = forms.CharField(
        label="Where, if not at the planned address (optional)", required=False, max_length=220
    )
    not_cleared_reason = words(
        "Why was contact made although it is not cleared?",
        at_times=True,
        help_text="Only if you had been there before you saw this.",
    )
    # Shown folded away: they are filled in for the officer unless something was different.
    FOLDED: tuple[str, ...] = ("at", "left_at", "place")

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        planned = [self.visit.lead_officer, self.visit.second_officer]
        self.companions = {
            str(officer.pk): officer for officer in planned if officer and officer != self.user
        }
        if self.cleared:
            del self.fields["not_cleared_reason"]
        others = visiting_officers(self.visit.case).exclude(pk__in=[self.user.pk])
        self.fields["other_officer"].queryset = others  # type: ignore[attr-defined]
        choices = [(pk, officer.display_name) for pk, officer in self.companions.items()]
        who = self.fields["second_officer"]
        who.choices = [*choices, (SOMEONE_ELSE, "Someone else")]  # type: ignore[attr-defined]
        who.initial = choices[0][0] if len(choices) == 1 else None

    @property
    def cleared(self) -> bool:
        """Whether contact is cleared now and was when they say they went.

        Where it is not nobody should go, but those who went must be able to say how it came.
        """
        told = typed(self, "at")  # when they say they went
        return gate_status(self.visit.case).open and (
            told is None or gate_status(self.visit.case, at=told).open
        )

    @property
    def folded(self) -> list[BoundField]:
        """The questions that are folded away."""
        return [self[name] for name in self.FOLDED]

    @property
    def folded_open(self) -> bool:
        """Whether something is wrong, or was typed, in what is folded away."""
        return self.is_bound and any(field.errors or field.value() for field in self.folded)

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at is not None and at > timezone.now():
            raise forms.ValidationError("The time of the visit must be now or in the past")
        return at

    def clean(self) -> dict[str, Any]:
        """The officer who was there as a user; the custody reference of an arrest."""
        answers = self.cleaned_data
        if answers.get("outcome") == Outcome.ARREST_MADE:
            self.need("custody_reference", "Enter the custody reference of the arrest")
        else:
            answers["custody_reference"] = ""
        other = answers.pop("other_officer", None)
        chosen = answers.get("second_officer")
        if chosen == SOMEONE_ELSE:
            if other is None and "other_officer" not in self.errors:
                self.add_error("other_officer", "Select the officer who was with you")
            answers["second_officer"] = other
        elif chosen:
            answers["second_officer"] = self.companions[chosen]
        return answers


class LateDoorForm(DoorForm):
    """The checks ran out before the visit was written down: was it made? If so, what happened."""

    made = YesNoField(
        label="Did you go to the address while the checks held?",
        widget=Radios(
            hints={"yes": "Answer the questions below, as you would have at the door"},
            reveals={"no": "reason"},
        ),
        error_messages={"required": "Select whether you went to the address"},
    )
    reason = words("Why was the visit not made?", at_times=True)
    # Asked as at the door, but only of those who went.
    ASKED = ("at", "outcome", "said", "worried", "second_officer")
    FOLDED = ("left_at", "place")

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["at"].label = "When did you arrive?"
        self.fields["at"].help_text = presenters.while_checks_held(self.visit)
        self.fields["at"].error_messages["required"] = "Enter the date and time you arrived"
        for name in self.ASKED:
            self.fields[name].required = False

    @property
    def cleared(self) -> bool:
        """Whether contact was cleared when they went; what holds now says nothing of it."""
        told = typed(self, "at")  # when they say they went
        return told is None or gate_status(self.visit.case, at=told).open

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        against = rules.why_not_made_at(self.visit, at, timezone.now()) if at else ""
        if against:
            raise forms.ValidationError(against)
        return at

    def clean(self) -> dict[str, Any]:
        """Of a visit that was not made only the reason; of one that was what the door form asks."""
        answers = self.cleaned_data
        if answers.get("made") is False:
            # What was half written about the door does not matter then.
            for name in {*self.errors} - {"made", "reason"}:
                del self.errors[name]
            self.need("reason", "Say why the visit was not made")
            return {"made": False, "reason": answers.get("reason", "")}
        if "made" in answers:
            for name in self.ASKED:
                self.need(name, str(self.fields[name].error_messages["required"]))
        return super().clean() | {"reason": ""}


class NoReplyReviewForm(VisitForm):
    """A supervisor decides once the attempts are used up."""

    decision = forms.ChoiceField(
        label="What happens now?",
        choices=[
            ("AGAIN", "Try again: a new round of attempts"),
            ("END", "End the visit: the officer writes the record"),
        ],
        widget=Radios,
        error_messages={"required": "Select what happens now"},
    )
    reason = words("Why?", missing="Say why you decide this")


class LocateForm(VisitForm):
    """What came of looking for somebody who no longer lives at the address."""

    found = YesNoField(
        label="Do you know where they live now?",
        widget=Radios(
            hints={"yes": "The address itself comes with the force's next export, not from here"}
        ),
        error_messages={"required": "Select whether you know where they live now"},
    )
    note = words(
        "What did you do, and what did you find?", missing="Say what you did and what you found"
    )
