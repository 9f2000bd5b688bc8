"""One person of an operation, the contacts with them, the line for the control room."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.access import holders_of
from casework.accounts.models import Role, User
from casework.operations import rules
from casework.operations.forms.base import DeedForm, line, words
from casework.operations.models import ContactKind, Decision, TimedContact
from casework.operations.models.window import LONGEST_INSTRUCTION
from casework.operations.presenters.words import when_words
from casework.ui.forms import Radios


class DecideForm(DeedForm):
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=Decision.choices,
        widget=Radios,
        error_messages={"required": "Select what you decide"},
    )
    reason = words(
        "Why, for this person?",
        missing="Enter why, for this person",
        help_text="Whom they support or follow is no reason",
    )


class PackageForm(DeedForm):
    """What goes with the person: checks first, then those who were harmed."""

    checks = words(
        "What did you look up about warrants, bail and orders?",
        missing="Enter what you looked up, where and when",
        help_text="Say where and when you looked",
    )
    victim_cover = words(
        "What is offered to those who were harmed, and who covers?",
        missing="Enter what is offered to those who were harmed, and who covers",
        help_text="No names, no addresses and no phone numbers",
    )

    def prepare(self) -> None:
        self.initial = {"checks": self.subject.checks, "victim_cover": self.subject.victim_cover}


class OfficerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class ContactForm(DeedForm):
    """A contact, so far from the event."""

    kind = forms.ChoiceField(
        label="What kind of contact is it?",
        choices=ContactKind.choices,
        widget=Radios,
        error_messages={"required": "Select what kind of contact it is"},
    )
    minutes = forms.TypedChoiceField(
        label="When?",
        coerce=int,
        help_text="It moves with the event",
        error_messages={"required": "Select when"},
    )
    officer = OfficerField(
        queryset=User.objects.none(),
        label="Who makes it?",
        empty_label=None,
        error_messages={"required": "Select who makes it"},
    )

    def prepare(self) -> None:
        operation, case = self.subject.operation, self.subject.case
        when: Any = self.fields["minutes"]
        when.choices = [(each, when_words(operation, each)) for each in rules.offsets()]
        who: Any = self.fields["officer"]
        who.queryset = holders_of(Role.OFFICER, force=case.force, team=case.team)
        self.initial = {"officer": case.owner_id, "minutes": -rules.DAY}


class FlagForm(DeedForm):
    instruction = line(
        "What is the control room to tell officers?",
        missing="Enter what the control room is to tell officers",
        max_length=LONGEST_INSTRUCTION,
        help_text="At most 200 characters. Nothing that says who reported",
    )


class RankForm(DeedForm):
    rank = forms.IntegerField(
        label="Which place?",
        min_value=1,
        max_value=999,
        help_text="1 is reached first",
        error_messages={"required": "Enter a place", "invalid": "Enter a whole number"},
    )
    reason = words("Why in this order?", missing="Enter why in this order", rows=2)

    def prepare(self) -> None:
        self.initial = {"rank": self.subject.rank}


class ResultForm(DeedForm):
    was_made = forms.TypedChoiceField(
        label="Was the person reached?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        widget=Radios(inline=True),
        error_messages={"required": "Select whether the person was reached"},
    )
    result = words("What came of it?", missing="Enter what came of it")

    def prepare(self) -> None:
        contact: TimedContact = self.subject
        if contact.was_made is not None:
            self.initial = {
                "was_made": "yes" if contact.was_made else "no",
                "result": contact.result,
            }


class ReferenceForm(DeedForm):
    reference = line(
        "Reference in command and control", missing="Enter the reference", max_length=40
    )
