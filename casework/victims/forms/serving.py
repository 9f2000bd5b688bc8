"""The referral, the answers of the advocate, and what is asked when a service is silent."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from casework.ui.forms import Radios
from casework.victims.forms.base import (
    WHEN,
    OfferForm,
    ReturningForm,
    words,
)
from casework.victims.models import AdvocateNotice, Gap, Rung, SupportService
from casework.victims.presenters import notice_words

NO_SERVICE = "NONE"


class ReferForm(OfferForm):
    """Which service is asked, or what is missing where there is none."""

    to = forms.ChoiceField(
        label="Which service can support them?",
        widget=Radios(reveals={NO_SERVICE: "gap"}),
        error_messages={"required": "Select a service, or that there is none"},
    )
    gap = forms.ChoiceField(
        label="Why is there none?", choices=[("", "Choose why"), *Gap.choices], required=False
    )
    children = words("Which children are there?", rows=2)
    for_advocate = words(
        "What does the advocate have to know?",
        help_text="What happened, what is planned, and what the other person does and does not "
        "know. How to reach your victim is passed on by itself: do not write it here.",
    )

    def prepare(self) -> None:
        open_here = SupportService.objects.filter(force=self.offer.case.force, is_open=True)
        self.services = {str(each.pk): each for each in open_here}
        choices = [(pk, _named(each)) for pk, each in self.services.items()]
        field: Any = self.fields["to"]
        field.choices = [*choices, (NO_SERVICE, "There is no service that can take them")]
        for name in ("children", "for_advocate"):
            self.fields[name].label = str(self.fields[name].label).removesuffix(" (optional)")
        self.fields["for_advocate"].help_text = (
            "What happened, what is planned, and what the other person does and does not know. "
            "How to reach them safely is passed on by itself: do not write it here. "
            "Where there is no service, say what was missing."
        )

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        to = answers.pop("to", None)
        if to is None:
            return answers
        self.need("for_advocate", "Enter what the advocate has to know, or what was missing")
        if to == NO_SERVICE:
            self.need("gap", "Select why there is no service")
            return answers | {"service": None, "gap_note": answers.get("for_advocate", "")}
        self.need("children", "Enter which children there are, or that there are none")
        return answers | {"service": self.services[to], "gap": ""}


def _named(service: SupportService) -> str:
    only = " (only where somebody is charged or likely to be)" if service.charged_only else ""
    return f"{service.name}{only}"


class ReceiveForm(OfferForm):
    """Nothing to ask: saying so is the answer."""


class ContactForm(ReturningForm):
    """Whether the advocate reached the client. A try counts only at a safe time."""

    outcome = forms.ChoiceField(
        label="Did you reach them?",
        choices=[
            ("REACHED", "Yes, I spoke to them"),
            ("NOT_REACHED", "No, I tried at a time that is safe for them"),
        ],
        widget=Radios,
        error_messages={"required": "Select whether you reached them"},
    )
    at = forms.DateTimeField(
        label="When?",
        widget=forms.DateTimeInput(attrs=WHEN),
        error_messages={"required": "Enter when you tried", "invalid": "Enter when you tried"},
    )

    def prepare(self) -> None:
        super().prepare()
        self.initial["at"] = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        return answers | {"at_a_safe_time": answers.get("outcome") == "NOT_REACHED"}


class EngageForm(ReturningForm):
    """Whether the client takes up support."""

    engaged = forms.TypedChoiceField(
        label="Do they take up support?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        widget=Radios,
        error_messages={"required": "Select whether they take up support"},
    )

    def prepare(self) -> None:
        super().prepare()
        self.order_fields(["engaged"])


class GoesOnForm(ReturningForm):
    """Whether support goes on, or the day it ended and nothing else."""

    ended = forms.TypedChoiceField(
        label="Does support go on?",
        choices=[("no", "Yes, it goes on"), ("yes", "No, it has ended")],
        coerce=lambda answer: answer == "yes",
        widget=Radios(reveals={"yes": "ended_on"}),
        error_messages={"required": "Select whether support goes on"},
    )
    ended_on = forms.DateField(
        label="On which day did it end?",
        required=False,
        error_messages={"invalid": "Enter the day on which support ended"},
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if answers.get("ended"):
            self.need("ended_on", "Enter the day on which support ended")
            day: date | None = answers.get("ended_on")
            if day is not None and day > timezone.localdate():
                self.add_error("ended_on", "The day must be today or in the past")
        else:
            answers["ended_on"] = None
        return answers


class CallForm(OfferForm):
    """What a silent service said."""

    rung = forms.ChoiceField(
        label="Whom did you ask?",
        choices=Rung.choices,
        widget=Radios,
        error_messages={"required": "Select whom you asked"},
    )
    said = words("What did they say, and by when will it be done?", missing="Enter what they said")

    def prepare(self) -> None:
        service = self.offer.service
        field: Any = self.fields["rung"]
        if service is not None:
            field.choices = [
                (rung.value, f"{rung.label}: {service.at_rung(rung)}") for rung in Rung
            ]


class TellForm(OfferForm):
    """What the advocate was told before an act, and what they said."""

    at = forms.DateTimeField(
        label="When did you speak to the advocate?",
        widget=forms.DateTimeInput(attrs=WHEN),
        error_messages={
            "required": "Enter when you spoke to the advocate",
            "invalid": "Enter when you spoke to the advocate",
        },
    )
    said = words(
        "What did the advocate say, and what did you agree?",
        missing="Enter what the advocate said",
        help_text="Nothing about where or how to reach anybody",
    )
    person_knows = words("What does the person of the case know of it?", rows=2)
    person_does_not_know = words("What do they not know?", rows=2)

    def prepare(self) -> None:
        notice = AdvocateNotice.objects.filter(pk=self.task_data.get("notice", 0)).first()
        if notice is not None:
            self.fields["at"].help_text = f"Before this: {notice_words(notice)}"
        self.initial["at"] = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)
