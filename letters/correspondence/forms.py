"""What each step of a letter asks. Every form knows the letter it is about and who fills it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.models import User
from casework.incidents.models import Incident
from casework.people.models import Contact
from casework.ui.forms import Checkboxes, Radios
from casework.ui.times import short_date
from letters.correspondence import permissions, rules
from letters.correspondence.models import (
    BY_OTHERS,
    FactLine,
    Letter,
    Method,
    ServiceAttempt,
)
from letters.correspondence.policy import MOST_FACTS
from letters.correspondence.wordings import proposed_line, report_in_words

NO_ADDRESS = "NONE"
# A page that offers every report of ten years helps nobody choose.
MOST_OFFERED = 20
WHEN = {"type": "datetime-local"}


class LetterForm(forms.Form):
    """Base of the forms of this room."""

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Letter, user: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.letter, self.user = subject, user


class MethodForm(LetterForm):
    """A form that asks how the letter is handed over; ways it may not go are not offered."""

    def offer_methods(self) -> None:
        field: Any = self.fields["method"]
        field.choices = [(each.value, each.label) for each in rules.methods(self.letter)]
        field.initial = self.letter.service_method or Method.IN_PERSON
        if why_not := rules.why_not_by(self.letter, Method.RECORDED_POST):
            field.help_text = f"Not by post. {why_not}"


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


class AdvocateForm(LetterForm):
    """What the advocate said, before anything is served."""

    at = forms.DateTimeField(
        label="When did you speak to the advocate?",
        widget=forms.DateTimeInput(attrs=WHEN),
        error_messages={"required": "Enter when you spoke to the advocate"},
    )
    note = forms.CharField(
        label="What did they say, and what did you agree?",
        help_text="Never put any of this in the letter or say it to the person.",
        widget=forms.Textarea,
        error_messages={"required": "Enter what the advocate said"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].initial = timezone.now()


class IssueForm(MethodForm):
    """How it is to be served, and what was confirmed just before."""

    CHECKS = [
        ("identity", "It is the right person: name, date of birth and photograph agree"),
        ("address", "The place is current, and nobody at risk lives or opens post there"),
        ("needs", "Capacity, mental health, language and reading needs are provided for"),
    ]
    method = forms.ChoiceField(
        label="How is it to be served?",
        widget=Radios,
        error_messages={"required": "Select how it is to be served"},
    )
    place = forms.CharField(
        label="Where is it to be handed over?",
        max_length=220,
        error_messages={"required": "Enter where it is to be handed over"},
    )
    checks = forms.MultipleChoiceField(
        label="What have you confirmed today?",
        choices=CHECKS,
        widget=Checkboxes,
        error_messages={"required": "Confirm all three"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_methods()
        self.fields["place"].initial = self.letter.service_address

    def clean_checks(self) -> list[str]:
        """All of them, or an error."""
        ticked: list[str] = self.cleaned_data["checks"]
        if len(ticked) < len(self.CHECKS):
            raise forms.ValidationError("Confirm all three")
        return ticked


class ServeForm(MethodForm):
    """One attempt to hand it over, with its proof."""

    SIGNATURES = [
        ("Signed for it", "They signed for it"),
        ("Refused to sign", "They refused to sign"),
    ]
    outcome = forms.ChoiceField(
        label="What happened?",
        choices=ServiceAttempt.Outcome.choices,
        widget=Radios(
            reveals={
                "SERVED": (
                    "identity_check",
                    "signature",
                    "delivery_reference",
                    "bwv_reference",
                    "said",
                )
            }
        ),
        error_messages={"required": "Select what happened"},
    )
    identity_check = forms.CharField(
        label="How did you make sure who they were?", required=False, max_length=200
    )
    signature = forms.ChoiceField(
        label="Did they sign?", choices=SIGNATURES, widget=Radios, required=False
    )
    delivery_reference = forms.CharField(
        label="Reference of the delivery or of the solicitor",
        help_text="Only where it was not handed over by the police",
        required=False,
        max_length=60,
    )
    bwv_reference = forms.CharField(
        label="Body-worn video reference (optional)", required=False, max_length=60
    )
    said = forms.CharField(label="What was said? (optional)", required=False, widget=forms.Textarea)
    method = forms.ChoiceField(
        label="How?", widget=Radios, error_messages={"required": "Select how it was served"}
    )
    at = forms.DateTimeField(
        label="When?",
        widget=forms.DateTimeInput(attrs=WHEN),
        error_messages={"required": "Enter when it happened"},
    )
    place = forms.CharField(
        label="Where?", max_length=220, error_messages={"required": "Enter where it happened"}
    )
    server = forms.ModelChoiceField(
        User.objects.none(),
        label="Who served it?",
        empty_label=None,
        error_messages={"required": "Select who served it"},
    )
    second_officer = forms.ModelChoiceField(
        User.objects.none(), label="Second officer (optional)", required=False, empty_label="None"
    )
    note = forms.CharField(
        label="Anything else, or what stood in the way",
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_methods()
        officers = permissions.serving_officers(self.letter.case)
        for name in ("server", "second_officer"):
            self.fields[name].queryset = officers  # type: ignore[attr-defined]
        self.fields["server"].initial = self.user
        self.fields["place"].initial = self.letter.service_place
        self.fields["at"].initial = timezone.now()

    def clean_at(self) -> Any:
        """Now or in the past. The page has minutes only, so this very minute is the present."""
        at, now = self.cleaned_data["at"], timezone.now()
        if at > now:
            raise forms.ValidationError("The time must be now or in the past")
        issued = self.letter.issued_at
        if issued and at < issued <= now and at == issued.replace(second=0, microsecond=0):
            return issued
        return at

    def clean(self) -> dict[str, Any]:
        """Proof by what was chosen: ours, or that of whoever delivered it."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("outcome") != ServiceAttempt.Outcome.SERVED:
            if given.get("outcome") and not given.get("note", "").strip():
                self.add_error("note", "Enter what stood in the way")
            return given
        if given.get("method") in BY_OTHERS:
            needed = {"delivery_reference": "Enter the reference of the delivery"}
        else:
            needed = {
                "identity_check": "Enter how you made sure who they were",
                "signature": "Select whether they signed",
            }
        for name, sentence in needed.items():
            if not given.get(name):
                self.add_error(name, sentence)
        return given


class FailedServiceForm(MethodForm):
    """A supervisor agrees another way, or withdraws the letter."""

    decision = forms.ChoiceField(
        label="What happens now?",
        choices=[("AGAIN", "Try another way or place"), ("WITHDRAW", "Withdraw the letter")],
        widget=Radios(reveals={"AGAIN": ("method", "place")}),
        error_messages={"required": "Select what happens now"},
    )
    method = forms.ChoiceField(label="How?", widget=Radios, required=False)
    place = forms.CharField(label="Where?", max_length=220, required=False)
    reason = forms.CharField(
        label="Why?", widget=forms.Textarea, error_messages={"required": "Say why"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_methods()
        self.fields["place"].initial = self.letter.service_place

    def clean(self) -> dict[str, Any]:
        """Another attempt says how and where."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("decision") == "AGAIN":
            for name, sentence in {"method": "Select how", "place": "Enter where"}.items():
                if not given.get(name):
                    self.add_error(name, sentence)
        return given
