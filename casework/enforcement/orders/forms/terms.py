"""The conditions of an order: ticked by kind, each with what a computer needs to act on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from casework.cases.gate import linked_victims
from casework.enforcement.orders.actions.shared import TermGiven, may_be_a_home
from casework.enforcement.orders.forms.base import OrderForm, day, line, words
from casework.enforcement.orders.models import TermKind
from casework.enforcement.orders.rules import BAIL_GIVERS
from casework.ui.forms import Checkboxes, Radios

K = TermKind
SOMEBODY = "SOMEBODY"
# Which fields a kind of condition reveals.
REVEALS: dict[str, str | tuple[str, ...]] = {
    str(K.NO_CONTACT): ("people", "other_people"),
    str(K.EXCLUSION): ("place", "radius_metres", "on_face"),
    str(K.CURFEW): ("curfew_from", "curfew_to"),
    str(K.REPORT): ("station", "report_when"),
    str(K.NOTIFY): "notify_what",
    str(K.PROGRAMME): "programme",
    str(K.TAG): "tag_until",
    str(K.OTHER): "other_term",
}
NEEDED = {
    K.EXCLUSION: ("place", "Enter the place they must stay away from"),
    K.CURFEW: ("curfew_from", "Enter from when they must be at home"),
    K.REPORT: ("station", "Enter the station they report to"),
    K.PROGRAMME: ("programme", "Enter which programme they attend"),
    K.TAG: ("tag_until", "Enter until when the tag is worn"),
    K.OTHER: ("other_term", "Enter the other condition"),
}


def clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput,
        error_messages={"invalid": "Enter a time, like 19:00"},
    )


class TermsForm(OrderForm):
    """What the court set: the terms as printed, and the same as conditions by kind."""

    full_text = words(
        "The terms, word for word",
        rows=6,
        at_times=True,
        help_text="Copy them from the order. Leave out the address of whoever it protects unless "
        "the order itself prints it.",
    )
    kinds = forms.MultipleChoiceField(
        label="Which conditions does it have?",
        choices=TermKind.choices,
        required=False,
        widget=Checkboxes(reveals=REVEALS),
    )
    people = forms.MultipleChoiceField(label="No contact with", required=False, widget=Checkboxes)
    other_people = line("Somebody else", max_length=200)
    place = line("Place they must stay away from", at_times=True, max_length=220)
    radius_metres = forms.IntegerField(
        label="How far, in metres (optional)", required=False, min_value=1, max_value=50_000
    )
    on_face = forms.BooleanField(
        label="This address is printed on the order itself", required=False
    )
    curfew_from, curfew_to = clock("At home from"), clock("Until")
    station = line("Station they report to", at_times=True, max_length=220)
    report_when = line("When they report", max_length=200)
    notify_what = line("What they must tell the police", max_length=200)
    programme = line("Programme they attend", at_times=True, max_length=200)
    tag_until = day("Tag worn until", at_times=True)
    other_term = words("The other condition", at_times=True, rows=2)
    OF_TERMS = (
        "people",
        "other_people",
        "place",
        "radius_metres",
        "on_face",
        "curfew_from",
        "curfew_to",
        "station",
        "report_when",
        "notify_what",
        "programme",
        "tag_until",
        "other_term",
    )

    def prepare(self) -> None:
        """Whom the person may be barred from: those their records name."""
        self.named = list(linked_victims(self.order.case))
        people = self.fields["people"]
        choices = [(str(each.pk), each.full_name) for each in self.named]
        people.choices = choices  # type: ignore[attr-defined]
        if self.order.protected_person_id:
            self.initial.setdefault("people", [str(self.order.protected_person_id)])

    def clean_terms(self) -> None:
        """Turn what was ticked into `terms`; say what is missing. For subclasses' `clean`."""
        answers = self.cleaned_data
        kinds = answers.pop("kinds", None) or []
        for kind in kinds:
            if kind in NEEDED:
                name, sentence = NEEDED[K(kind)]
                self.need(name, sentence)
        if K.CURFEW in kinds:
            self.need("curfew_to", "Enter until when they must be at home")
        if K.NO_CONTACT in kinds and not (answers.get("people") or answers.get("other_people")):
            self.add_error("people", "Select whom they must not contact, or enter somebody else")
        if not kinds:
            self.add_error("kinds", "Select at least one condition")
        self.need("full_text", "Enter the terms as the order states them")
        self._check_home(kinds)
        given = {name: answers.pop(name, None) for name in self.OF_TERMS}
        if not self.errors:
            answers["terms"] = [term for kind in kinds for term in self._terms(K(kind), given)]

    def forget_terms(self) -> None:
        """Whatever was typed about terms is not asked here."""
        for name in (*self.OF_TERMS, "kinds", "full_text"):
            self.cleaned_data.pop(name, None)

    def _check_home(self, kinds: list[str]) -> None:
        """An address of somebody to protect is kept only if the order prints it."""
        place = self.cleaned_data.get("place")
        if K.EXCLUSION not in kinds or not place or self.cleaned_data.get("on_face"):
            return
        if may_be_a_home(self.order, place):
            self.add_error(
                "place",
                "Someone to protect may live here. Name the area instead, or tick that the order "
                "itself prints the address",
            )

    def _terms(self, kind: TermKind, given: dict[str, Any]) -> list[TermGiven]:
        if kind == K.NO_CONTACT:
            people = {str(each.pk): each for each in self.named}
            found = [TermGiven(kind=kind, person=people[pk]) for pk in given["people"] or []]
            other = given["other_people"]
            return [*found, *([TermGiven(kind=kind, words=other)] if other else [])]
        return [_term(kind, given)]


def _term(kind: TermKind, given: dict[str, Any]) -> TermGiven:
    if kind == K.EXCLUSION:
        return TermGiven(
            kind=kind,
            place=given["place"],
            radius_metres=given["radius_metres"],
            on_face=bool(given["on_face"]),
        )
    if kind == K.CURFEW:
        return TermGiven(kind=kind, from_time=given["curfew_from"], to_time=given["curfew_to"])
    if kind == K.REPORT:
        return TermGiven(kind=kind, place=given["station"], words=given["report_when"] or "")
    if kind == K.TAG:
        return TermGiven(kind=kind, until=given["tag_until"])
    text = {K.NOTIFY: "notify_what", K.PROGRAMME: "programme", K.OTHER: "other_term"}[kind]
    return TermGiven(kind=kind, words=given[text] or "")


class EndingForm(TermsForm):
    """The terms with how long they hold, and of bail who gave it."""

    OPEN, DATED = "OPEN", "DATED"
    lasts = forms.ChoiceField(
        label="How long does it last?",
        choices=[(DATED, "Until a day"), (OPEN, "Until further order")],
        required=False,
        widget=Radios(reveals={DATED: "ends_on"}),
    )
    ends_on = day("Last day", at_times=True)
    given_by = forms.ChoiceField(
        label="Who gave bail for so long?",
        choices=list(BAIL_GIVERS.items()),
        required=False,
        widget=Radios,
    )

    def prepare(self) -> None:
        super().prepare()
        if self.order.regime != "PRE_CHARGE_BAIL":
            del self.fields["given_by"]

    def clean_ending(self) -> date | None:
        """The last day, None until further order; says what is missing."""
        answers = self.cleaned_data
        lasts = answers.pop("lasts", "")
        if not lasts:
            self.add_error("lasts", "Select how long it lasts")
        if lasts == self.DATED:
            self.need("ends_on", "Enter the last day")
        else:
            answers["ends_on"] = None
        self.need("given_by", "Select who gave bail for so long")
        ends: date | None = answers.get("ends_on")
        return ends

    def forget_ending(self) -> None:
        for name in ("lasts", "ends_on", "given_by"):
            self.cleaned_data.pop(name, None)
