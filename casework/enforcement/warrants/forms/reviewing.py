"""Looking at what is outstanding, and hearing from another force."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.enforcement.warrants import rules
from casework.enforcement.warrants.forms.base import WarrantForm, day, line, one_of
from casework.enforcement.warrants.models import Decision, Grade
from casework.ui.forms import Checkboxes
from casework.visits.forms.base import words

BY_A_MANAGER = (Decision.DEATH, Decision.NOT_WANTED)
EVIDENCE = {
    Decision.COURT: ("court_reference", "Enter the reference of the court"),
    Decision.DEATH: ("evidence_of_death", "Say what evidence you have seen"),
    Decision.NOT_WANTED: ("evidence_not_wanted", "Say what evidence you have seen"),
}


class ReviewForm(WarrantForm):
    """What happens now; a supervisor's choices."""

    OFFERED: tuple[Decision, ...] = tuple(each for each in Decision if each not in BY_A_MANAGER)

    decision = one_of(
        "What happens now?",
        (),
        missing="Select what happens now",
        reveals={
            str(Decision.REGRADE): "grade",
            str(Decision.ASK_FORCE): ("force", "contact_point"),
            str(Decision.COURT): "court_reference",
        },
    )
    grade = forms.ChoiceField(
        label="New grade", choices=[("", "Choose a grade"), *Grade.choices], required=False
    )
    force = line("Which force?")
    contact_point = line("Whom did you ask there (the SPOC)?")
    court_reference = line("Reference of the court")
    reason = words("Why?", missing="Say why you decide this")

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        offered = [each for each in self.OFFERED if each != Decision.REGRADE or self.warrant.grade]
        choices = [(str(each), each.label) for each in offered]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers, decision = self.cleaned_data, self.cleaned_data.get("decision")
        if decision == Decision.REGRADE:
            self.need("grade", "Select the new grade")
        if decision == Decision.ASK_FORCE:
            self.need("force", "Enter which force is asked")
            self.need("contact_point", "Name whom you asked there")
        if decision in EVIDENCE:
            name, sentence = EVIDENCE[Decision(decision)]
            self.need(name, sentence)
            answers["evidence"] = answers.get(name, "")
        self.take(*(name for name, _ in EVIDENCE.values()))
        return answers


class ManagerReviewForm(ReviewForm):
    """Past the target date: how they are traced and when it is looked at again; or an end."""

    OFFERED = tuple(Decision)

    evidence_of_death = line("What evidence of it have you seen?", most=500)
    evidence_not_wanted = line("What evidence of it have you seen?", most=500)
    trace_plan = forms.CharField(
        label="How are they to be traced?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    also = forms.MultipleChoiceField(
        label="Also (optional)",
        choices=[("MEDIA", "Media appeal"), ("PORTS", "Ports alert")],
        widget=Checkboxes,
        required=False,
    )
    authorised_checks = line(
        "Financial and phone checks, and who authorised each (optional)", most=500
    )
    next_on = day("When is it reviewed next?")

    field_order = ["decision"]

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["decision"].widget.reveals |= {  # type: ignore[attr-defined]
            str(Decision.CARRY_ON): ("trace_plan", "also", "authorised_checks", "next_on"),
            str(Decision.DEATH): "evidence_of_death",
            str(Decision.NOT_WANTED): "evidence_not_wanted",
        }
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])
        self.initial.setdefault("next_on", rules.latest_review(self.warrant))

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if answers.get("decision") == Decision.CARRY_ON:
            self.need("trace_plan", "Say how they are to be traced")
            self.need("next_on", "Enter when it is reviewed next")
        (also,) = self.take("also")
        answers["media_appeal"] = "MEDIA" in (also or [])
        answers["ports_alert"] = "PORTS" in (also or [])
        return answers


class ForceAnswerForm(WarrantForm):
    """What the other force says."""

    answer = one_of(
        "What does the other force say?",
        [
            ("ACCEPTED", "They accept it: it is theirs from now on"),
            ("REFUSED", "They do not: we go on looking"),
            ("SILENT", "They have not answered: ask again"),
        ],
        missing="Select what the other force says",
        reveals={"ACCEPTED": "answered_by"},
    )
    answered_by = line("Who accepted it there?")
    note = words("What was said, and how?", missing="Say what was said, and how")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("answer") == "ACCEPTED":
            self.need("answered_by", "Enter who accepted it there")
        return self.cleaned_data
