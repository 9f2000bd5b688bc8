"""Grading a warrant, circulating it, giving it to somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.models import User
from casework.enforcement.warrants import queries, rules
from casework.enforcement.warrants.forms.base import WarrantForm, line, moment, one_of
from casework.enforcement.warrants.models import CODES, Grade, Kind
from casework.ui.forms import Radios
from casework.visits.forms.base import OfficerField, words
from casework.visits.permissions import visiting_officers

SYSTEMS = [("LEDS", "LEDS"), ("PNC", "PNC")]


class GradeForm(WarrantForm):
    """What the court sent, and how urgent it is."""

    kind = one_of("What is it for?", Kind.choices, missing="Select what kind of warrant it is")
    code = forms.ChoiceField(
        label="The code the court sent",
        choices=[("", "Choose a code")]
        + [(code, f"{code}: {about.words.lower()}") for code, about in CODES.items() if about.live],
        error_messages={"required": "Select the code the court sent with it"},
    )
    backed = forms.ChoiceField(
        label="Is it backed for bail?",
        help_text="Only where the code does not say.",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=Radios(inline=True),
        required=False,
    )
    court = line("Court", missing="Enter the court that issued the warrant")
    reference = line("Warrant number (optional)", most=60)
    offence = line("Offence (optional)", most=200)
    received_at = moment(
        "When was it received?", help_text="Only if it was not when this was started here"
    )
    grade = one_of("Grade", Grade.choices, missing="Select the grade")
    grade_reason = words("Why this grade?", missing="Say why it has this grade")

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.initial.setdefault("grade", rules.USUAL_GRADE)
        widget, nation = self.fields["grade"].widget, self.warrant.case.force.nation
        widget.hints = {  # type: ignore[attr-defined]
            str(grade): f"To be executed within {period.asks_for(nation)} of receipt"
            for grade, period in rules.TARGET_DAYS.items()
        }

    def clean_received_at(self) -> Any:
        at = self.cleaned_data["received_at"]
        if at is not None and at > timezone.now():
            raise forms.ValidationError("The time it was received must be now or in the past")
        return at

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        said = answers.pop("backed", "")
        about = CODES.get(answers.get("code", ""))
        if about is not None and about.backed is None and not said:
            self.add_error("backed", "Select whether the warrant is backed for bail")
        answers["backed_for_bail"] = {"yes": True, "no": False}.get(said)
        return answers


class CirculateForm(WarrantForm):
    """The person stands as wanted in the national system, with their warnings."""

    system = one_of(
        "National system",
        SYSTEMS,
        missing="Select the national system it was circulated on",
        inline=True,
        initial="LEDS",
    )
    reference = line(
        "Circulation reference", missing="Enter the reference of the circulation", most=60
    )
    at = moment("When was it circulated?")
    warnings = words(
        "Warnings carried over",
        missing="Say which warnings were carried over, or that there are none",
        help_text="What stands here about the person is filled in. Check it against the entry.",
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.initial.setdefault("warnings", queries.warnings_of(self.warrant) or "None recorded")


class AllocateForm(WarrantForm):
    """Who looks for them, and who has to be safe first."""

    officer = OfficerField(
        queryset=User.objects.none(),
        label="Who is it for? (optional)",
        help_text="Left empty, any officer of the team may take it.",
        required=False,
        empty_label="The whole team",
    )
    victim_safety = words(
        "Who has to be safe before the arrest, and how?",
        missing="Say who has to be safe before the arrest, and how",
        help_text="Such as: the advocate knows the day. No address of anybody to be protected.",
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        case = self.warrant.case
        self.fields["officer"].queryset = visiting_officers(case)  # type: ignore[attr-defined]
        self.initial.setdefault("officer", case.owner_id)
