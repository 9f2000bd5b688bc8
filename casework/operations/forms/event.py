"""The event, its earlier ones, who is put forward, and what becomes of the whole."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.accounts.access import teams_of
from casework.accounts.models import Role, Team
from casework.cases.models import Case
from casework.operations.forms.base import DeedForm, line, moment, optional_words, words
from casework.operations.models import Intensity
from casework.operations.presenters.words import grounds_in_short
from casework.operations.queries import candidates
from casework.ui.forms import Checkboxes, Radios


class PlanForm(DeedForm):
    """The event, and a code word that names the operation."""

    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label="Which team runs it?",
        error_messages={"required": "Select the team"},
        empty_label=None,
    )
    code = line(
        "Code word",
        missing="Enter a code word",
        max_length=40,
        help_text="Letters and figures, such as NIGHTJAR. Nobody's name.",
    )
    event_at = moment("When does the event start?", missing="Enter the day and the time")
    venue = line("Where does it take place?", missing="Enter where the event takes place")
    intensity = forms.ChoiceField(
        label="How much trouble is expected?",
        choices=Intensity.choices,
        widget=Radios(inline=True),
        error_messages={"required": "Select how much trouble is expected"},
    )

    def prepare(self) -> None:
        field: Any = self.fields["team"]
        field.queryset = teams_of(self.user, Role.MANAGER)


class ConfirmForm(DeedForm):
    """Nothing is asked: the page says what follows, the button does it."""


class EarlierEventForm(DeedForm):
    """An earlier event in whose window reports are looked for."""

    at = moment("When did the earlier event start?", missing="Enter the day and the time")
    named = forms.CharField(
        label="What was it? (optional)", max_length=80, required=False, help_text="Such as Cup tie"
    )


class PeopleForm(DeedForm):
    """Which of those with a ground are proposed."""

    people = forms.MultipleChoiceField(
        label="Whom do you propose?",
        error_messages={"required": "Select at least one person"},
    )

    def prepare(self) -> None:
        self.found = candidates(self.subject, self.user)
        field: Any = self.fields["people"]
        hints = {str(case.pk): grounds_in_short(why) for case, why in self.found}
        field.widget = Checkboxes(hints=hints)
        field.choices = [
            (str(case.pk), f"{case.person.full_name}, {case.ref}") for case, _ in self.found
        ]

    @property
    def chosen(self) -> list[Case]:
        wanted = set(self.cleaned_data["people"])
        return [case for case, _ in self.found if str(case.pk) in wanted]


class TopListForm(DeedForm):
    """Somebody on the list of a published run, by the reference of their case."""

    case = forms.CharField(
        label="Reference of the case",
        max_length=12,
        help_text="Such as IC-0417/26",
        error_messages={"required": "Enter the reference of the case"},
    )
    top_list = line(
        "Which run, and which place on its list?",
        missing="Enter the run and the place on its list",
        help_text="Such as Ranking of 3 May, place 4",
    )

    def clean_case(self) -> Case:
        typed = self.cleaned_data["case"].strip()
        found: Case | None = Case.objects.visible_to(self.user).by_ref(typed).first()
        if found is None:
            raise forms.ValidationError("Enter the reference of a case that you see")
        return found


class ApproveForm(DeedForm):
    """What the choice of people means for equality."""

    equality_note = words(
        "What does this choice of people mean for equality?",
        missing="Enter what this choice of people means for equality",
        help_text="Who is affected more than others, why that is fair, what was changed "
        "(Equality Act 2010, section 149)",
    )


class MoveForm(DeedForm):
    """The new start of the event."""

    event_at = moment("When does the event start now?", missing="Enter the day and the time")
    reason = words("Why does it move?", missing="Enter why the event moves", rows=2)


class ReasonForm(DeedForm):
    reason = words("Why?", missing="Enter why", rows=2)


class CloseForm(DeedForm):
    """What came of the operation."""

    results = words(
        "What came of the operation?",
        missing="Enter what came of the operation",
        rows=5,
        help_text="Say how sure the figures are: small numbers go up and down by themselves",
    )
    late_because = optional_words("Why are the results late?")
