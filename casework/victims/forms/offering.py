"""The offer: whom, by which safe way, what they said, and what a sergeant decides."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.cases.gate import linked_victims
from casework.people.models import Person
from casework.ui.forms import Radios
from casework.victims import permissions, rules
from casework.victims.forms.base import (
    ROUTE,
    OfferForm,
    RouteFields,
    route_of,
    words,
)
from casework.victims.models import SupportOfferState


class VictimField(forms.ModelChoiceField):
    """One person who was harmed, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class ConsiderForm(OfferForm):
    """Whether somebody may be asked, before anybody calls them."""

    victim = VictimField(
        queryset=Person.objects.none(),
        label="Who is support for?",
        widget=Radios,
        empty_label=None,
        error_messages={"required": "Select who support is for"},
    )
    decision = forms.ChoiceField(
        label="May they be asked?",
        choices=[
            ("APPROACH", "Yes, by a way that is safe for them"),
            ("NOT_SAFE", "No, it is not safe to contact them"),
            ("SUPPORTED", "No, an advocate supports them already"),
        ],
        widget=Radios,
        error_messages={"required": "Select whether they may be asked"},
    )
    reason = words("Why?", missing="Enter why")
    safeguarding = forms.CharField(
        label="Reference of the safeguarding referral (optional)",
        help_text="Someone of 16 or 17 is referred to safeguarding as well, the same day",
        required=False,
        max_length=200,
    )

    def prepare(self) -> None:
        found = linked_victims(self.offer.case)
        if self.offer.earlier is not None and self.offer.victim is not None:
            found = found.filter(pk=self.offer.victim.pk)
        field: Any = self.fields["victim"]
        field.queryset = found
        self.named = list(found)
        self.initial["victim"] = self.offer.victim_id or (
            self.named[0].pk if len(self.named) == 1 else None
        )

    def clean(self) -> dict[str, Any]:
        victim = self.cleaned_data.get("victim")
        if victim is not None and rules.needs_safeguarding(victim):
            self.need("safeguarding", "Enter the reference of the safeguarding referral")
        return self.cleaned_data


class RouteForm(OfferForm, RouteFields):
    """The safe way, before any call. What is written is not shown again here."""

    still_holds = forms.BooleanField(
        label="The way that is recorded already is still safe", required=False
    )

    def prepare(self) -> None:
        victim = self.offer.victim
        self.named = [victim] if victim else []
        if victim is None or not rules.holds_a_safe_way(victim):
            del self.fields["still_holds"]
            return
        self.order_fields(["still_holds", *ROUTE])
        if self.data.get("still_holds"):
            for name in ROUTE:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        holds = self.cleaned_data.setdefault("still_holds", False)
        route = route_of(self.cleaned_data)
        return {"still_holds": holds, "route": None if holds else route}


class AnswerForm(OfferForm):
    """What came of asking."""

    answer = forms.ChoiceField(
        label="What was the answer?",
        choices=[
            ("CONSENTED", "They agree to be referred"),
            ("DECLINED", "They do not want it now"),
            ("UNSAFE", "Nobody was asked: the way was not safe after all"),
        ],
        widget=Radios(reveals={"UNSAFE": "reason"}),
        error_messages={"required": "Select what the answer was"},
    )
    reason = forms.CharField(label="What made it unsafe?", required=False, max_length=300)
    words_used = words(
        "What did you ask, and what did they say?", help_text="The words used on both sides"
    )
    information_given = words(
        "What information did you give?", help_text="It is given whatever the answer is"
    )

    def prepare(self) -> None:
        self.named = [self.offer.victim] if self.offer.victim else []
        for name in ("words_used", "information_given"):
            self.fields[name].label = str(self.fields[name].label).removesuffix(" (optional)")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("answer") == "UNSAFE":
            self.need("reason", "Enter what made it unsafe")
        elif "answer" in self.cleaned_data:
            self.need("words_used", "Enter what you asked and what they said")
            self.need("information_given", "Enter what information you gave")
        return self.cleaned_data


class OverrideForm(OfferForm):
    """A sergeant decides what follows where the answer is no, or nobody could be asked."""

    who_decides = staticmethod(permissions.check_can_override)

    decision = forms.ChoiceField(
        label="What happens now?",
        choices=[],
        widget=Radios,
        error_messages={"required": "Select what happens now"},
    )
    reason = words("Why?", missing="Enter why")

    def prepare(self) -> None:
        choices = [("LEAVE", "Leave it: it is offered again when something changes")]
        if self.offer.state == SupportOfferState.NOT_SAFE_TO_CONTACT:
            choices.insert(0, ("AGAIN", "Look for another way that is safe"))
        if rules.is_high(self.offer.case):
            choices.append(("OVERRIDE", "Refer without agreement: the risk is high"))
        field: Any = self.fields["decision"]
        field.choices = choices
