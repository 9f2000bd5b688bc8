"""At the door, on a phone: what came of looking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField

from casework.accounts.models import User
from casework.enforcement.warrants import queries
from casework.enforcement.warrants.actions.searching import BAIL_SERVED, COURT, SURRENDERED
from casework.enforcement.warrants.forms.base import WarrantForm, day, line, moment, one_of
from casework.enforcement.warrants.models import Result
from casework.ui.times import short_date
from casework.visits.forms.base import OfficerField, words
from casework.visits.permissions import visiting_officers

ELSEWHERE = "ELSEWHERE"
# The results after which there is a court date, each with the names of its two fields.
HEARINGS = {
    str(Result.ARRESTED): ("arrest_court", "arrest_hearing_on"),
    str(SURRENDERED): ("surrender_court", "surrender_hearing_on"),
    str(BAIL_SERVED): ("bail_court", "bail_hearing_on"),
}
OF_ARREST = ("arresting_officer", "custody_reference", "next_steps")
RESULTS = [
    *Result.choices,
    (str(SURRENDERED), "They surrendered"),
    (str(BAIL_SERVED), "Bailed on the warrant"),
    (str(COURT), "The court has withdrawn it"),
]


def _court() -> forms.CharField:
    return line("Court they are to appear at")


class SearchForm(WarrantForm):
    """One attempt, or an end without one. Left empty, the time is now."""

    result = one_of(
        "What happened?",
        RESULTS,
        missing="Select what happened",
        reveals={
            str(Result.ARRESTED): (*OF_ARREST, *HEARINGS[str(Result.ARRESTED)]),
            str(SURRENDERED): HEARINGS[str(SURRENDERED)],
            str(BAIL_SERVED): HEARINGS[str(BAIL_SERVED)],
            str(COURT): "court_reference",
        },
        hints={
            str(Result.MOVED): "The address is marked doubtful",
            str(Result.UNSAFE): "Call the control room first",
        },
    )
    arresting_officer = line("Arresting officer and collar number")
    custody_reference = line("Custody reference", most=40)
    next_steps = line("What happens next?", most=500)
    arrest_court = _court()
    arrest_hearing_on = day("Date of the hearing")
    surrender_court = _court()
    surrender_hearing_on = day("Date of the hearing")
    bail_court = _court()
    bail_hearing_on = day("Date of the hearing")
    court_reference = line("Reference of the court")
    place = one_of("Where?", (), missing="Select where it was", required=False)
    elsewhere = line("Where, if somewhere else (optional)", most=220)
    intelligence = words("What did you learn?")
    next_action = words(
        "What is to be done next?",
        at_times=True,
        rows=2,
        help_text="Needed while they are still wanted.",
    )
    with_officer = OfficerField(
        queryset=User.objects.none(),
        label="Who was with you? (optional)",
        required=False,
        empty_label="Nobody",
    )
    at = moment("When?")
    FOLDED = ("with_officer", "at")

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self._offer_places()
        case = self.warrant.case
        others = visiting_officers(case).exclude(pk=self.user.pk)
        self.fields["with_officer"].queryset = others  # type: ignore[attr-defined]
        me = ", ".join(filter(None, (self.user.display_name, self.user.collar_number)))
        self.initial.setdefault("arresting_officer", me)
        if not self.warrant.backed_for_bail:
            result = self.fields["result"]
            result.choices = [each for each in RESULTS if each[0] != BAIL_SERVED]  # type: ignore[attr-defined]
            result.widget.reveals.pop(str(BAIL_SERVED), None)  # type: ignore[attr-defined]
            del self.fields["bail_court"], self.fields["bail_hearing_on"]

    def _offer_places(self) -> None:
        self.contacts = {str(each.pk): each for each in queries.addresses(self.warrant.case)}
        place = self.fields["place"]
        offered = [(pk, each.one_line) for pk, each in self.contacts.items()]
        place.choices = [*offered, (ELSEWHERE, "Somewhere else")]  # type: ignore[attr-defined]
        place.widget.hints = {  # type: ignore[attr-defined]
            pk: f"Doubtful since {short_date(each.doubtful_since)}"
            for pk, each in self.contacts.items()
            if each.doubtful_since
        }
        if not offered:
            self.initial.setdefault("place", ELSEWHERE)

    @property
    def folded(self) -> list[BoundField]:
        """The questions that are folded away."""
        return [self[name] for name in self.FOLDED]

    @property
    def folded_open(self) -> bool:
        """Whether something is wrong, or was typed, in what is folded away."""
        return self.is_bound and any(field.errors or field.value() for field in self.folded)

    def clean(self) -> dict[str, Any]:
        """The court date of whichever end it was; the place as an address or as words."""
        answers, result = self.cleaned_data, self.cleaned_data.get("result", "")
        if result == Result.ARRESTED:
            self.need("arresting_officer", "Enter who made the arrest, with the collar number")
            self.need("custody_reference", "Enter the custody reference of the arrest")
            self.need("next_steps", "Say what happens next")
        if result in HEARINGS:
            court, on = HEARINGS[result]
            self.need(court, "Enter the court they are to appear at")
            self.need(on, "Enter the date of the hearing")
            answers["hearing_court"], answers["hearing_on"] = answers.get(court), answers.get(on)
        if result == COURT:
            self.need("court_reference", "Enter the reference of the court")
        if result in Result.values:
            self._clean_attempt(result)
        self.take(*(name for names in HEARINGS.values() for name in names), "elsewhere")
        return answers

    def _clean_attempt(self, result: str) -> None:
        answers = self.cleaned_data
        if result != Result.ARRESTED:
            self.need("next_action", "Say what is to be done next")
        self.need("place", "Select where it was")
        if answers.get("place") == ELSEWHERE:
            self.need("elsewhere", "Enter where it was")
        chosen = answers.get("place", "")
        answers["place"] = self.contacts.get(chosen, answers.get("elsewhere", ""))
