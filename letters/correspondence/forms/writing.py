"""Writing a letter and deciding on it."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.incidents.models import Incident
from casework.people.models import Contact
from casework.ui.forms import Checkboxes, Radios
from casework.ui.times import short_date
from letters.correspondence import permissions, rules
from letters.correspondence.forms.base import LetterForm
from letters.correspondence.models import FactLine
from letters.correspondence.policy import MOST_FACTS
from letters.correspondence.reports import proposed_line, report_in_words

NO_ADDRESS = "NONE"
# A page that offers every report of ten years helps nobody choose.
MOST_OFFERED = 20


class ComposeForm(LetterForm):
    """Which reports, in which words, and to which address."""

    contact = forms.ChoiceField(
        label="Which address is printed on the letter?",
        widget=Radios,
        error_messages={"required": "Select an address, or that none is printed"},
    )
    reports = forms.MultipleChoiceField(
        label="Which reports does the letter rest on?",
        widget=Checkboxes,
        error_messages={"required": "Select at least one report"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_addresses()
        self._offer_reports()

    def _offer_addresses(self) -> None:
        self.contacts = rules.safe_addresses(self.letter.case.person)
        none = (NO_ADDRESS, "None: it is handed over without an address")
        field: Any = self.fields["contact"]
        field.choices = [*((str(each.pk), each.one_line) for each in self.contacts), none]
        field.widget.hints = {str(each.pk): _how_sure(each) for each in self.contacts}
        shared = rules.shared_addresses(self.letter.case.person)
        if shared:
            field.help_text = (
                "An address where someone else linked to the person may live is not offered."
            )
        if self.letter.version:
            field.initial = str(self.letter.service_contact_id or NO_ADDRESS)

    def _offer_reports(self) -> None:
        written = {
            line.incident_id: line
            for line in FactLine.objects.filter(letter=self.letter, version=self.letter.version)
        }
        offered = list(rules.incidents_for(self.letter.case)[:MOST_OFFERED])
        offered += list(
            rules.incidents_for(self.letter.case)
            .filter(pk__in=written)
            .exclude(pk__in=[each.pk for each in offered])
        )
        self.offered: dict[str, Incident] = {str(each.pk): each for each in offered}
        field: Any = self.fields["reports"]
        field.choices = [(key, report_in_words(each)) for key, each in self.offered.items()]
        field.widget.reveals = {key: f"line_{key}" for key in self.offered}
        field.initial = [str(pk) for pk in written]
        field.help_text = (
            f"At most {MOST_FACTS.value}. Say what was reported and nothing of who reported it."
        )
        for key, each in self.offered.items():
            line = written.get(each.pk)
            self.fields[f"line_{key}"] = forms.CharField(
                label="What the letter says of it",
                required=False,
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=line.text if line else proposed_line(each),
            )

    def clean(self) -> dict[str, Any]:
        """What the action takes: the address, and each chosen report with its line."""
        given: dict[str, Any] = super().clean() or {}
        chosen = given.get("reports", [])
        if len(chosen) > MOST_FACTS.value:
            self.add_error("reports", f"Select at most {MOST_FACTS.value} reports")
        for key in chosen:
            if not given.get(f"line_{key}", "").strip():
                self.add_error(f"line_{key}", "Enter what the letter says of this report")
        by_key = {str(each.pk): each for each in self.contacts}
        return {
            "facts": [(self.offered[key], given.get(f"line_{key}", "")) for key in chosen],
            "service_contact": by_key.get(given.get("contact", "")),
        }


def _how_sure(contact: Contact) -> str:
    if contact.doubtful_since is not None:
        return f"In doubt since {short_date(contact.doubtful_since)}"
    return f"Last recorded on {short_date(contact.last_seen_on)}"


class DecideForm(LetterForm):
    """An authorising officer lets it go out, returns it or refuses it."""

    who_decides = staticmethod(permissions.check_can_decide)

    decision = forms.ChoiceField(
        label="What do you want to do?",
        error_messages={"required": "Select what you want to do"},
    )
    redaction_checked = forms.BooleanField(
        label="I have read every line. Nothing shows who reported, or that anyone spoke to us",
        required=False,
    )
    change = forms.CharField(label="What needs to change?", required=False, widget=forms.Textarea)
    refusal = forms.CharField(label="Why do you refuse it?", required=False, widget=forms.Textarea)
    REVEALS = {"AUTHORISE": "redaction_checked", "RETURN": "change", "REFUSE": "refusal"}
    MISSING = {
        "AUTHORISE": "Confirm that you have read every line",
        "RETURN": "Enter what needs to change",
        "REFUSE": "Enter why you refuse it",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["decision"]
        writer = self.letter.last_editor or self.letter.author
        choices = [
            ("AUTHORISE", "Authorise it to be served"),
            ("RETURN", f"Return it to {writer.display_name}"),
            ("REFUSE", "Refuse it"),
        ]
        if not permissions.can_authorise(self.user, self.letter):
            choices = choices[1:]
        field.widget = Radios(reveals={key: self.REVEALS[key] for key, _ in choices})
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Decision, reason and whether every line was read."""
        given: dict[str, Any] = super().clean() or {}
        decision = given.get("decision", "")
        needed = self.REVEALS.get(decision)
        if needed and not given.get(needed):
            self.add_error(needed, self.MISSING[decision])
        reason = {"RETURN": given.get("change", ""), "REFUSE": given.get("refusal", "")}
        return {
            "decision": decision,
            "reason": reason.get(decision, ""),
            "redaction_checked": bool(given.get("redaction_checked")),
        }
