"""Telling the advocate, issuing a letter, and writing down its service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.models import User
from casework.ui.forms import Checkboxes, Radios, typed
from letters.correspondence import permissions, rules
from letters.correspondence.forms.base import WHEN, LetterForm, MethodForm
from letters.correspondence.models import BY_OTHERS, Method, ServiceAttempt


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
        self.ask_about_advocate()
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
    reactions = forms.MultipleChoiceField(
        label="How did they take it? (optional)",
        help_text="Either asks for a new assessment of risk.",
        choices=[
            ("HOSTILE", "They were hostile or made threats"),
            ("SAYS_VICTIM", "They say that they are the one who is harmed"),
        ],
        widget=Checkboxes,
        required=False,
    )
    not_cleared_reason = forms.CharField(
        label="Why was it served although contact is not cleared?",
        help_text="Only if it has been served already. A supervisor hears of it. "
        "Otherwise do not serve it.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    no_authority_reason = forms.CharField(
        label="Why was it served although its authority was over?",
        help_text="Only if it has been served already. A supervisor hears of it. "
        "Otherwise do not serve it.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask_why_if_not_cleared()
        self._ask_why_if_authority_is_over()
        self.offer_methods(Method(self.letter.service_method))
        officers = permissions.serving_officers(self.letter.case)
        for name in ("server", "second_officer"):
            self.fields[name].queryset = officers  # type: ignore[attr-defined]
        self.fields["server"].initial = self.user
        self.fields["place"].initial = self.letter.service_place
        self.fields["at"].initial = timezone.now()
        self.ask_about_advocate()
        for name in {"advocate_note", "advocate_at"} & set(self.fields):
            self.fields[name].required = False

    def _ask_why_if_not_cleared(self) -> None:
        """Only where contact is not cleared now, or was not at the time that was typed: nobody
        should serve it, but who has served it must be able to say so."""
        methods = [self.letter.service_method, self["method"].data if self.is_bound else None]
        asked = any(
            rules.why_not_cleared(self.letter, method, at)
            for at in self.times()
            for method in methods
            if method
        )
        if not asked:
            del self.fields["not_cleared_reason"]

    def _ask_why_if_authority_is_over(self) -> None:
        """The same of an authority that is over now, or was at the time that was typed."""
        if not any(rules.authority_was_over(self.letter, at) for at in self.times()):
            del self.fields["no_authority_reason"]

    def times(self) -> list[datetime]:
        """At which it may have been served: now, and when they say it was."""
        return [timezone.now(), *filter(None, [typed(self, "at")])]

    def clean_at(self) -> Any:
        """Now or in the past. The page has minutes only, so this very minute is the present."""
        at, now = self.cleaned_data["at"], timezone.now()
        if at > now:
            raise forms.ValidationError("The time must be now or in the past")
        if at == now.replace(second=0, microsecond=0):
            return now
        issued = self.letter.issued_at
        if issued and at < issued <= now and at == issued.replace(second=0, microsecond=0):
            return issued
        return at

    def clean(self) -> dict[str, Any]:
        """Proof by what was chosen: ours, or that of whoever delivered it."""
        given: dict[str, Any] = super().clean() or {}
        taken = given.pop("reactions", [])
        given |= {"hostile": "HOSTILE" in taken, "says_victim": "SAYS_VICTIM" in taken}
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
        if "advocate_note" in self.fields:
            needed["advocate_note"] = "Enter what the advocate said"
        if why_not := self._why_not_cleared(given):
            needed["not_cleared_reason"] = f"{why_not} {rules.SAY_HOW_IT_CAME}"
        if over := self._authority_was_over(given):
            needed["no_authority_reason"] = f"{over} {rules.SAY_HOW_IT_CAME}"
        for name, sentence in needed.items():
            if not given.get(name):
                self.add_error(name, sentence)
        return given

    def _why_not_cleared(self, given: dict[str, Any]) -> str | None:
        """Why it could not be served as was said, where the question is on the page."""
        if "not_cleared_reason" not in self.fields or not given.get("at"):
            return None
        return rules.why_not_cleared(self.letter, given.get("method", ""), given["at"])

    def _authority_was_over(self, given: dict[str, Any]) -> str | None:
        if "no_authority_reason" not in self.fields or not given.get("at"):
            return None
        return rules.authority_was_over(self.letter, given["at"])


class ServiceReviewForm(LetterForm):
    """A supervisor looks at how a letter came to be served while contact was not cleared, or
    after its authority was over."""

    note = forms.CharField(
        label="What did you find, and what did you do?",
        help_text="Whether anyone was put at risk, who was told, and whether risk is assessed "
        "again.",
        widget=forms.Textarea,
        error_messages={"required": "Enter what you found and what you did"},
    )


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
