"""What named teams are asked: was the shift briefed, what did you see?"""

from __future__ import annotations

from django import forms

from casework.accounts.models import Team
from casework.enforcement.briefings.forms.base import BriefingForm, tick, words
from casework.enforcement.briefings.models import (
    Assessed,
    BriefingReturn,
    Handling,
    Shift,
    Source,
)
from casework.ui.forms import Radios
from casework.ui.questions import PastMoment, line


class AcknowledgeForm(BriefingForm):
    """One shift of one team."""

    briefed = tick("The shift was briefed", missing="Tick that the shift was briefed")

    def prepare(self) -> None:
        if self.task_data:
            team = Team.objects.get(pk=self.task_data["team"])
            shift = Shift(self.task_data["shift"]).label
            self.fields["briefed"].label = f"I have briefed the {shift} of {team.name}"


class ChaseForm(BriefingForm):
    """An inspector finds out why a team was not briefed in a day."""

    done = words("What was done about it?", missing="Say what was done about it")


class ReturnForm(BriefingForm):
    """What an officer saw, on a phone; graded as intelligence is."""

    kind = forms.ChoiceField(
        label="What was it?",
        choices=BriefingReturn.Kind.choices,
        widget=Radios,
        error_messages={"required": "Select what it was"},
    )
    place = line("Where?", missing="Enter where it was", max_length=220)
    what = words("What did you see or hear?", missing="Enter what you saw or heard", rows=4)
    source = forms.ChoiceField(
        label="The source",
        choices=Source.choices,
        widget=Radios(hints={str(Source.RELIABLE): "What you saw yourself"}),
        error_messages={"required": "Grade the source"},
    )
    assessed = forms.ChoiceField(
        label="The information",
        choices=Assessed.choices,
        widget=Radios,
        error_messages={"required": "Grade the information"},
    )
    handling = forms.ChoiceField(
        label="Handling",
        choices=Handling.choices,
        widget=Radios,
        error_messages={"required": "Select how it may be handled"},
    )
    at = PastMoment("When")


class EntryForm(BriefingForm):
    """The returns go into the intelligence system."""

    reference = line(
        "Reference of the intelligence entry",
        missing="Enter the reference of the intelligence entry",
        max_length=60,
    )
