"""Breaches: reporting one, recording it, the arrest and what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from casework.enforcement.orders.forms.base import OrderForm, line, past, words
from casework.enforcement.orders.models import Breach, BreachState
from casework.enforcement.orders.queries import breaches_at
from casework.ui.forms import Radios
from casework.ui.times import local_time


class BreachField(forms.ModelChoiceField):
    """One of the breaches that wait for the same step, by when it happened."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_kind_display()}, {local_time(obj.happened_at)}"


class ReportForm(OrderForm):
    """Anyone who sees the case says what happened."""

    happened_at = past("When did it happen?", missing="Enter when it happened")
    what = words(
        "What happened, and which term did it break?",
        missing="Say what happened",
        help_text="Facts only. If the protected person made contact, the order still binds the "
        "person it was made against, and nobody else.",
    )


class BreachForm(OrderForm):
    """Which breach, where several wait for this step: the oldest unless told."""

    step = ""
    breach = BreachField(
        queryset=Breach.objects.none(),
        label="Which breach?",
        empty_label=None,
        widget=Radios,
        error_messages={"required": "Select which breach"},
    )

    def prepare(self) -> None:
        waiting: QuerySet[Breach] = breaches_at(self.order, self.step)
        self.fields["breach"].queryset = waiting  # type: ignore[attr-defined]
        if waiting.count() == 1:
            self.fields["breach"].widget = forms.HiddenInput()
        oldest = waiting.first()
        self.initial.setdefault("breach", oldest.pk if oldest else None)


class ArrestForm(BreachForm):
    """The arrest that was graded: made, or not to be."""

    step = "arrest"
    arrest = forms.ChoiceField(
        label="What about the arrest?",
        choices=[
            ("MADE", "They have been arrested"),
            ("NONE", "Ask a sergeant that nobody be arrested"),
        ],
        widget=Radios(reveals={"MADE": ("arrested_at", "custody_ref"), "NONE": "no_arrest_reason"}),
        error_messages={"required": "Select what happens about the arrest"},
    )
    arrested_at = past("When were they arrested")
    custody_ref = line("Custody reference", at_times=True, max_length=40)
    no_arrest_reason = words("Why should nobody be arrested?", at_times=True, rows=2)
    legal_advice = words(
        "What did the lawyer advise?",
        at_times=True,
        rows=2,
        help_text="Needed before an arrest: see above.",
    )

    def prepare(self) -> None:
        super().prepare()
        if not self.order.legal_question or self.order.legal_advice:
            del self.fields["legal_advice"]

    def clean(self) -> dict[str, Any]:
        self.need_if("arrest", "MADE", {"custody_ref": "Enter the custody reference"})
        reason = {"no_arrest_reason": "Say why nobody should be arrested"}
        self.need_if("arrest", "NONE", reason)
        if self.cleaned_data.get("arrest") != "NONE":
            self.need("legal_advice", "Enter what the lawyer advised")
        return self.cleaned_data


class RecordBreachForm(ArrestForm):
    """Within 24 hours: the crime record, and how urgent the arrest is."""

    step = "breach"
    crime_ref = line("Crime or occurrence reference", missing="Enter the reference", max_length=40)
    grade = forms.ChoiceField(
        label="How urgent is the arrest?",
        choices=Breach.Grade.choices,
        initial=Breach.Grade.A,
        widget=Radios(reveals={"B": "grade_reason", "C": "grade_reason_c"}),
        error_messages={"required": "Select how urgent the arrest is"},
    )
    grade_reason = words("Why is it less urgent?", at_times=True, rows=2)
    grade_reason_c = words("Why can it wait?", at_times=True, rows=2)
    field_order = ("breach", "crime_ref", "grade", "grade_reason", "grade_reason_c", "arrest")

    def prepare(self) -> None:
        super().prepare()
        choices = list(self.fields["arrest"].choices)  # type: ignore[attr-defined]
        ordered = ("ORDERED", "The arrest is ordered and is still to be made")
        self.fields["arrest"].choices = [choices[0], ordered, choices[1]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        other = answers.pop("grade_reason_c", "")
        if answers.get("grade") == "C":
            answers["grade_reason"] = other
        if answers.get("grade") in ("B", "C") and not answers.get("grade_reason"):
            name = "grade_reason" if answers["grade"] == "B" else "grade_reason_c"
            self.add_error(name, "Say why the arrest is graded below A")
        return answers


class NoArrestForm(BreachForm):
    """A sergeant decides whether nobody is arrested."""

    step = "no_arrest"
    decision = forms.ChoiceField(
        label="Your decision",
        choices=[("AGREE", "Nobody is arrested"), ("ARREST", "They are to be arrested")],
        widget=Radios,
        error_messages={"required": "Select your decision"},
    )
    reason = words("Why?", missing="Say why you decide this")


class BreachOutcomeForm(BreachForm):
    """What came of it."""

    step = "breach_outcome"
    outcome = forms.ChoiceField(
        label="What came of the breach?",
        choices=[
            (str(each), each.label)
            for each in (BreachState.CHARGED, BreachState.NFA, BreachState.COURT_DEALT)
        ],
        widget=Radios,
        error_messages={"required": "Select what came of the breach"},
    )
    note = words("In a few words", missing="Say what came of it", rows=2)
