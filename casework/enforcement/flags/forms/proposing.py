"""Proposing an address flag: which address, what to do there, why, until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from casework.enforcement.flags import rules
from casework.enforcement.flags.actions.proposing import Occupancy
from casework.enforcement.flags.forms.base import FlagForm, words
from casework.enforcement.flags.models import VictimView
from casework.enforcement.flags.models.flag import LONGEST_INSTRUCTION
from casework.people.queries import addresses
from casework.ui.forms import Radios
from casework.ui.questions import YesNoField, line
from casework.ui.times import short_date

ELSEWHERE = "ELSEWHERE"
KEPT = (
    "uprn",
    "matched_by_hand",
    "occupancy_source",
    "occupancy_checked_on",
    "occupants",
    "phones",
    "instruction",
    "reason",
    "victim_view",
    "victim_note",
    "cites",
)
OF_THE_PLACE = {
    "occupancy_source": "source",
    "occupancy_checked_on": "checked_on",
    "uprn": "uprn",
    "matched_by_hand": "matched_by_hand",
    "occupants": "occupants",
    "phones": "phones",
    "protected_person_there": "protected_person_there",
}


class ProposeForm(FlagForm):
    """Everything the approver and the control room need, once."""

    place = forms.ChoiceField(
        label="Which address?",
        widget=Radios(reveals={ELSEWHERE: "elsewhere"}),
        error_messages={"required": "Select the address"},
    )
    elsewhere = line("The address, with its postcode", at_times=True, max_length=220)
    uprn = line(
        "UPRN",
        max_length=12,
        help_text="The reference number of the property, if you know it",
        validators=[RegexValidator(r"^[0-9]*$", "Enter the UPRN in figures")],
    )
    matched_by_hand = line(
        "How you matched the address by hand",
        at_times=True,
        max_length=200,
        help_text="Needed where the UPRN is not known",
    )
    occupancy_source = line(
        "How is it known who lives there?",
        missing="Say how it is known who lives there",
        max_length=200,
        help_text="A flag that is out of date endangers whoever lives there next",
    )
    occupancy_checked_on = forms.DateField(
        label="When was that checked?",
        widget=forms.DateInput,
        error_messages={
            "required": "Enter the day on which it was checked",
            "invalid": "Enter the day on which it was checked",
        },
    )
    occupants = line("Who else lives there, without names of victims", max_length=300)
    protected_person_there = YesNoField(
        label="May someone to protect be there?",
        widget=Radios(inline=True),
        error_messages={"required": "Select whether someone to protect may be there"},
    )
    phones = line("Phone numbers of the person, if calls come from them", max_length=200)
    instruction = forms.CharField(
        label="What is the call handler to do?",
        help_text="At most 200 characters. Name no victim, and accuse nobody.",
        max_length=LONGEST_INSTRUCTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the call handler is to do"},
    )
    treat_as_urgent = YesNoField(
        label="Is every call to be treated as urgent?",
        widget=Radios(hints={"yes": "A manager (DI) decides on it"}),
        error_messages={"required": "Select whether every call is to be treated as urgent"},
    )
    reason = words("Why does this address need a flag?", missing="Say why it needs a flag")
    victim_view = forms.ChoiceField(
        label="Were those it protects asked?",
        choices=VictimView.choices,
        widget=Radios,
        error_messages={"required": "Select whether they were asked"},
    )
    victim_note = words(
        "What do they think, or why is it not safe to ask?",
        missing="Say what they think, or why it is not safe to ask",
        rows=2,
    )
    expires_on = forms.DateField(
        label="Until when?",
        widget=forms.DateInput,
        error_messages={"required": "Enter the last day", "invalid": "Enter the last day"},
    )
    cites = line("Reference of a letter it rests on", max_length=40)

    def prepare(self) -> None:
        found = addresses(self.flag.case.person)
        self.contacts = {str(each.pk): each for each in found if each.doubtful_since is None}
        places = [(pk, each.one_line) for pk, each in self.contacts.items()]
        self.fields["place"].choices = [*places, (ELSEWHERE, "Somewhere else")]  # type: ignore[attr-defined]
        case = self.flag.case
        latest = rules.latest_end(rules.risk_of(case), case.force.nation)
        self.fields["expires_on"].help_text = f"On this risk at the latest {short_date(latest)}"
        for name in KEPT:
            self.initial[name] = getattr(self.flag, name)
        self.initial["expires_on"] = self.flag.expires_on or latest
        self.initial["occupancy_checked_on"] = (
            self.flag.occupancy_checked_on or timezone.localdate()
        )
        if self.flag.place:
            known = str(self.flag.contact_id) in self.contacts
            self.initial["place"] = str(self.flag.contact_id) if known else ELSEWHERE
            self.initial["elsewhere"] = "" if known else self.flag.place
            self.initial["treat_as_urgent"] = "yes" if self.flag.treat_as_urgent else "no"
            there = "yes" if self.flag.protected_person_there else "no"
            self.initial["protected_person_there"] = there
        elif not places:
            self.initial["place"] = ELSEWHERE

    def clean(self) -> dict[str, Any]:
        """The address and who lives there in one value, as the action takes them."""
        answers = self.cleaned_data
        if not answers.get("uprn") and not answers.get("matched_by_hand"):
            self.add_error("uprn", "Enter the UPRN, or say how the address was matched by hand")
        if answers.get("place") == ELSEWHERE:
            self.need("elsewhere", "Enter the address")
        if self.errors:
            return answers
        elsewhere = answers.pop("elsewhere")
        place = self.contacts.get(answers.pop("place"), elsewhere)
        there = {to: answers.pop(name) for name, to in OF_THE_PLACE.items()}
        answers["occupancy"] = Occupancy(place=place, **there)
        return answers
