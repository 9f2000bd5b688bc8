"""What exactly is shared: each thing ticked brings up its own ground."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.partners.forms.base import ReferralForm, words
from casework.partners.models import Basis, ItemKind
from casework.partners.queries import values_known
from casework.ui.forms import Checkboxes, Radios
from casework.ui.questions import YesNoField

ALWAYS = (ItemKind.NEED, ItemKind.RISK_TO_STAFF)
LONG = (ItemKind.NEED, ItemKind.RISK_TO_STAFF, ItemKind.CONDITIONS, ItemKind.OTHER)
OFFERED = tuple(kind for kind in ItemKind if kind != ItemKind.OTHER)
PARTS = ("value", "basis", "statute", "necessity")
STATUTE_HINT = (
    "Only for a statute, such as Crime and Disorder Act 1998 s.115, Children Act 2004 s.11, "
    "Care Act 2014 s.6 or Offender Management Act 2007 s.14"
)


def fields_of(kind: str, label: str) -> dict[str, forms.Field]:
    """The questions about one thing that is shared."""
    widget = forms.Textarea(attrs={"rows": 3}) if kind in LONG else forms.TextInput()
    grounds = [("", "Choose a ground"), *Basis.choices]
    return {
        f"value_{kind}": forms.CharField(
            label=f"{label}: what the agency reads", required=False, max_length=3000, widget=widget
        ),
        f"basis_{kind}": forms.ChoiceField(
            label=f"{label}: on which ground?", required=False, choices=grounds
        ),
        f"statute_{kind}": forms.CharField(
            label=f"{label}: statute", required=False, max_length=120, help_text=STATUTE_HINT
        ),
        f"necessity_{kind}": forms.CharField(
            label=f"{label}: why does the agency need it?", required=False, max_length=300
        ),
    }


def names_of(kind: str) -> tuple[str, ...]:
    return tuple(f"{part}_{kind}" for part in PARTS)


class ItemsForm(ReferralForm):
    """The smallest set of things that serves the need."""

    proportionality = words(
        "Why is it fair to the person to share this much?",
        missing="Enter why sharing this much is proportionate",
        rows=2,
    )
    minimum = words(
        "What did you leave out, and why is this the least that does?",
        missing="Enter why this is the least that does",
        rows=2,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reveals: dict[str, Any] = {str(kind): names_of(kind) for kind in OFFERED}
        items = forms.MultipleChoiceField(
            label="What do you share?",
            help_text="Tick only what the agency needs. Nothing about a victim is shared.",
            choices=[(kind.value, kind.label) for kind in OFFERED],
            widget=Checkboxes(reveals=reveals),
            error_messages={"required": "Select what you share"},
        )
        first = {"items": items}
        for kind in OFFERED:
            first |= fields_of(kind, str(kind.label))  # type: ignore[arg-type]
        self.fields = first | self.fields
        known = values_known(self.referral)
        values = {f"value_{kind}": value for kind, value in known.items()}
        self.show_first(items=[str(kind) for kind in ALWAYS], **values)

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        chosen_kinds = answers.get("items", [])
        missing = [kind.label.lower() for kind in ALWAYS if kind not in chosen_kinds]
        if chosen_kinds and missing:
            self.add_error("items", f"These are always shared: {', '.join(missing)}")
        proportionality = answers.pop("proportionality", "")
        items = [self.item(kind, proportionality) for kind in chosen_kinds]
        return {"items": items, "minimum": answers.get("minimum", "")}

    def item(self, kind: str, proportionality: str) -> dict[str, str]:
        """One thing with its ground; an error at the field where something is missing."""
        answers = self.cleaned_data
        item = {part: str(answers.pop(f"{part}_{kind}", "")).strip() for part in PARTS}
        missing = {
            "value": "Enter what the agency reads, or do not share it",
            "basis": "Select on which ground it is shared",
            "necessity": "Enter why the agency needs it",
        }
        if item["basis"] == Basis.GATEWAY:
            missing["statute"] = "Enter the statute that lets us share it"
        label = ItemKind(kind).label
        for part, sentence in missing.items():
            if not item[part]:
                self.add_error(f"{part}_{kind}", f"{label}: {sentence[0].lower()}{sentence[1:]}")
        return item | {"kind": kind, "proportionality": proportionality}


ASKED = ("kind", "value", "basis", "statute", "necessity", "proportionality")


class AnswerForm(ReferralForm):
    """Answers the agency: one more thing with its ground, or why nothing more is shared."""

    share = YesNoField(
        label="Do you share something more?",
        widget=Radios(reveals={"yes": ASKED, "no": "reason"}),
        error_messages={"required": "Select whether you share something more"},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        required=False,
        choices=[("", "Choose"), *[(kind.value, kind.label) for kind in ItemKind]],
    )
    value = words("What the agency reads")
    basis = forms.ChoiceField(
        label="On which ground?", required=False, choices=[("", "Choose a ground"), *Basis.choices]
    )
    statute = forms.CharField(
        label="Statute", required=False, max_length=120, help_text=STATUTE_HINT
    )
    necessity = forms.CharField(
        label="Why does the agency need it?", required=False, max_length=300
    )
    proportionality = words("Why is it fair to the person, and the least that does?", rows=2)
    reason = words("Why is nothing more shared?", rows=2)

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if not answers.get("share"):
            if answers.get("share") is False:
                self.ask_for("reason", "Enter why nothing more is shared")
            return {"items": [], "minimum": "", "reason": answers.get("reason", "")}
        self.ask_for("kind", "Select what it is")
        self.ask_for("value", "Enter what the agency reads")
        self.ask_for("basis", "Select on which ground it is shared")
        self.ask_for("necessity", "Enter why the agency needs it")
        self.ask_for("proportionality", "Enter why it is fair and the least that does")
        if answers.get("basis") == Basis.GATEWAY:
            self.ask_for("statute", "Enter the statute that lets us share it")
        item = {name: str(answers.get(name, "")) for name in ASKED}
        return {"items": [item], "minimum": item["proportionality"], "reason": ""}
