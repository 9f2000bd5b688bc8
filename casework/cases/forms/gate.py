"""The contact check as a form: one question for each item of the gate (domain: section 2.0)."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.cases.forms.base import CaseForm, optional_words, words
from casework.cases.gate import has_unidentified_victims, linked_victims
from casework.cases.models import ContactGate, Special, VictimCheck
from casework.people.models import Person
from casework.ui.forms import Checkboxes, Radios

OUTCOMES = VictimCheck.Outcome
NONE_LIVE, AGREES, DISAGREES = "NONE", "AGREES", "DISAGREES"
DONE, NOT_DONE = "DONE", "NOT_DONE"
SAY_WHY_NOT = "Say why not"
AUTHORITY = ContactGate.Authority
CLINICIAN = "Which clinician or partner was asked, and what do they say? (optional)"
LIAISON = "Which prison or custody liaison was asked, and what do they say? (optional)"
CLEARED_BY = (Special.CAPACITY, Special.SELF_HARM, Special.IN_CUSTODY)


class GateForm(CaseForm):
    """Asks for every linked victim whether contact is safe, then the other items of the gate.

    `cleaned_data` is what `actions.check_gate` takes besides the case and the user.
    """

    others_note = optional_words(
        "Is anyone else at risk, such as a new partner?",
        hint="Say who they are and why contact is safe for them.",
    )
    idva_view = forms.ChoiceField(
        label="Was the view of the victim's advocate (IDVA) asked for?",
        choices=ContactGate.IdvaView.choices,
        widget=Radios(),
        error_messages={"required": "Select whether the advocate was asked"},
    )
    idva_note = words(
        "What did they say, or why were they not asked?",
        error="Enter what the advocate said, or why they were not asked",
    )
    investigation = forms.ChoiceField(
        label="Is an investigation of the person live?",
        choices=[
            (NONE_LIVE, "No live investigation"),
            (AGREES, "Yes, and the officer in the case agrees to contact"),
            (DISAGREES, "Yes, and the officer in the case does not agree, or was not reached"),
        ],
        widget=Radios(reveals={AGREES: "oic_name"}),
        error_messages={"required": "Select whether an investigation is live"},
    )
    oic_name = forms.CharField(label="Officer in the case", max_length=120, required=False)
    conditions = forms.ChoiceField(
        label="Have you read the bail, licence and order conditions?",
        choices=[(DONE, "Yes, all that are in force"), (NOT_DONE, "No")],
        widget=Radios(reveals={DONE: "conditions_note", NOT_DONE: "conditions_why_not"}),
        error_messages={"required": "Select whether you have read the conditions"},
    )
    conditions_note = forms.CharField(
        label="What do they say about contact? (optional)", required=False
    )
    conditions_why_not = forms.CharField(label="Why not?", required=False)
    deconfliction = forms.ChoiceField(
        label="Was the contact cleared with the deconfliction desk?",
        choices=[(DONE, "Yes, there is no objection"), (NOT_DONE, "No, or no answer yet")],
        widget=Radios(),
        error_messages={"required": "Select whether the contact was cleared"},
    )
    warnings = forms.ChoiceField(
        label="Have you checked warning markers and communication needs?",
        choices=[(DONE, "Yes"), (NOT_DONE, "No")],
        widget=Radios(reveals={DONE: "warnings_note", NOT_DONE: "warnings_why_not"}),
        error_messages={"required": "Select whether you have checked the warnings"},
    )
    warnings_note = forms.CharField(
        label="What has to be known before contact? (optional)", required=False
    )
    warnings_why_not = forms.CharField(label="Why not?", required=False)
    authority = forms.ChoiceField(
        label="Who has authorised the contact?",
        choices=[
            (AUTHORITY.SIGNED, "It is signed already"),
            (AUTHORITY.AT_RELEASE, "It is signed before the letter or visit is released"),
            (AUTHORITY.NONE, "There is no authority for it"),
        ],
        widget=Radios(),
        error_messages={"required": "Select who has authorised the contact"},
    )
    special = forms.MultipleChoiceField(
        label="Does any of this apply to the person? (optional)",
        choices=Special.choices,
        widget=Checkboxes(reveals={code: f"special_{code.lower()}" for code in CLEARED_BY}),
        required=False,
    )
    special_capacity = forms.CharField(label=CLINICIAN, required=False)
    special_self_harm = forms.CharField(label=CLINICIAN, required=False)
    special_in_custody = forms.CharField(label=LIAISON, required=False)

    def prepare(self) -> None:
        """One question for each victim, before the rest; nobody's name is in a field's name."""
        self.victims = self.named = list(linked_victims(self.subject))
        for number, victim in enumerate(self.victims, 1):
            self._ask_about(victim, number)
        if has_unidentified_victims(self.subject):
            others = self.fields["others_note"]
            others.required = True
            others.label = "A record names a victim who has no record of their own"
            others.error_messages["required"] = "Enter who they are and why contact is safe"
        asked = [name for name in self.fields if name.startswith("victim_")]
        self.order_fields([*asked, *self.base_fields])

    def _ask_about(self, victim: Person, number: int) -> None:
        name = f"victim_{number}"
        self.fields[name] = forms.ChoiceField(
            label=f"Is it safe for {victim.full_name} that contact is made?",
            choices=OUTCOMES.choices,
            widget=Radios(
                reveals={OUTCOMES.WITH_PLAN: f"{name}_plan", OUTCOMES.UNSAFE: f"{name}_unsafe"}
            ),
            error_messages={"required": f"Select whether contact is safe for {victim.full_name}"},
        )
        self.fields[f"{name}_plan"] = forms.CharField(
            label="What has to be done first?", required=False
        )
        self.fields[f"{name}_unsafe"] = forms.CharField(
            label="What stands in the way?", required=False
        )

    def clean(self) -> dict[str, Any]:
        """Turn the answers into the arguments of `check_gate`."""
        given = super().clean() or {}
        self._require_revealed(given)
        if self.errors:
            return given
        return {
            "victims": self._victim_answers(given),
            "idva_view": given["idva_view"],
            "idva_note": given["idva_note"],
            "others_note": given["others_note"],
            "live_investigation": given["investigation"] != NONE_LIVE,
            "oic_agrees": given["investigation"] == AGREES,
            "oic_name": given["oic_name"] if given["investigation"] == AGREES else "",
            "conditions_read": given["conditions"] == DONE,
            "conditions_note": _one_of(given, "conditions"),
            "deconflicted": given["deconfliction"] == DONE,
            "warnings_checked": given["warnings"] == DONE,
            "warnings_note": _one_of(given, "warnings"),
            "authority": given["authority"],
            "special": {
                code: given.get(f"special_{code.lower()}", "") for code in given["special"]
            },
        }

    def _require_revealed(self, given: dict[str, Any]) -> None:
        """What a choice reveals has to be answered where that choice was taken."""
        wanted = [
            ("investigation", AGREES, "oic_name", "Enter the name of the officer in the case"),
            ("conditions", NOT_DONE, "conditions_why_not", SAY_WHY_NOT),
            ("warnings", NOT_DONE, "warnings_why_not", SAY_WHY_NOT),
        ]
        for number in range(1, len(self.victims) + 1):
            name = f"victim_{number}"
            plan, unsafe = "Enter what has to be done first", "Enter what stands in the way"
            wanted.append((name, OUTCOMES.WITH_PLAN, f"{name}_plan", plan))
            wanted.append((name, OUTCOMES.UNSAFE, f"{name}_unsafe", unsafe))
        for name, choice, revealed, message in wanted:
            if given.get(name) == choice and not given.get(revealed):
                self.add_error(revealed, message)

    def _victim_answers(self, given: dict[str, Any]) -> dict[int, dict[str, str]]:
        notes = {OUTCOMES.WITH_PLAN: "_plan", OUTCOMES.UNSAFE: "_unsafe"}
        answers = {}
        for number, victim in enumerate(self.victims, 1):
            outcome = given[f"victim_{number}"]
            suffix = notes.get(outcome)
            note = given[f"victim_{number}{suffix}"] if suffix else ""
            answers[victim.pk] = {"outcome": outcome, "note": note}
        return answers


def _one_of(given: dict[str, Any], item: str) -> str:
    """The note that goes with the answer taken; the other one was typed in vain."""
    return str(given[f"{item}_note" if given[item] == DONE else f"{item}_why_not"])
