"""What is said against a served letter, the answer, and what follows from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.models import User
from casework.ui.forms import Checkboxes, Radios
from letters.correspondence import rules
from letters.correspondence.forms.base import WHEN, LetterForm
from letters.correspondence.models import Representation

Decision, Breach, Told = (
    Representation.Decision,
    Representation.Breach,
    Representation.Told,
)


class ReceiveForm(LetterForm):
    """What was said, by whom, and when it reached the police."""

    source = forms.ChoiceField(
        label="How did it reach the police?",
        choices=Representation.Source.choices,
        widget=Radios,
        error_messages={"required": "Select how it reached the police"},
    )
    received_at = forms.DateTimeField(
        label="When did it reach the police?",
        help_text="The time they have counts to then, not to today.",
        widget=forms.DateTimeInput(attrs=WHEN),
        error_messages={"required": "Enter when it reached the police"},
    )
    said = forms.CharField(
        label="What was said?",
        help_text="In their own words as far as you can. Do not ask about an offence: if an "
        "account is wanted, they are interviewed under caution.",
        widget=forms.Textarea,
        error_messages={"required": "Enter what was said"},
    )
    about = forms.MultipleChoiceField(
        label="Does any of this apply? (optional)",
        choices=[
            ("WRONG_PERSON", "The letter reached the wrong person, or that is said"),
            ("SAYS_VICTIM", "They say that they are the one who is harmed"),
            ("HOSTILE", "They were hostile or made threats"),
        ],
        widget=Checkboxes,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_at"].initial = timezone.now()

    def clean_received_at(self) -> Any:
        """Not later than now. The page has minutes only, so the minute of the service is the
        service."""
        at, served = self.cleaned_data["received_at"], self.letter.served_at
        if at > timezone.now():
            raise forms.ValidationError("The time must be now or in the past")
        if served and at < served and at == served.replace(second=0, microsecond=0):
            return served
        return at

    def clean(self) -> dict[str, Any]:
        """The three things that may apply as the action takes them."""
        given: dict[str, Any] = super().clean() or {}
        about = given.pop("about", [])
        given |= {
            "says_wrong_person": "WRONG_PERSON" in about,
            "says_victim": "SAYS_VICTIM" in about,
            "hostile": "HOSTILE" in about,
        }
        at = given.get("received_at")
        against = at and rules.why_not_against(
            self.letter, received_at=at, wrong_person=given["says_wrong_person"]
        )
        if against:
            self.add_error("received_at", against)
        return given


class RepresentationForm(forms.Form):
    """Base of the forms about one thing that was said."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        subject: Representation,
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.representation, self.user = subject, user


class AnswerForm(RepresentationForm):
    """Whether the letter stands, with reasons."""

    decision = forms.ChoiceField(
        label="Does the letter stand?",
        choices=[
            (Decision.UPHELD, "Yes: it stands as it was served"),
            (Decision.AMENDED, "Yes, but part of it is to be read differently"),
            (Decision.WITHDRAWN, "No: it is withdrawn, with everything that cites it"),
        ],
        widget=Radios(reveals={"AMENDED": "amendment", "WITHDRAWN": "wrong_person"}),
        error_messages={"required": "Select whether the letter stands"},
    )
    amendment = forms.CharField(
        label="How is it to be read now?",
        help_text="The letter itself stays word for word as it was served.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wrong_person = forms.BooleanField(label="It had reached the wrong person", required=False)
    reasons = forms.CharField(
        label="What are your reasons?",
        help_text="They are told to whoever said it. Name nobody who reported anything.",
        widget=forms.Textarea,
        error_messages={"required": "Enter your reasons"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wrong_person"].initial = self.representation.says_wrong_person

    def clean(self) -> dict[str, Any]:
        """What was revealed by another choice does not count."""
        given: dict[str, Any] = super().clean() or {}
        decision = given.get("decision")
        if decision == Decision.AMENDED and not given.get("amendment", "").strip():
            self.add_error("amendment", "Enter how it is to be read now")
        if decision != Decision.AMENDED:
            given["amendment"] = ""
        if decision != Decision.WITHDRAWN:
            given["wrong_person"] = False
        return given


class BreachForm(RepresentationForm):
    """What a letter in the wrong hands did, and whether it is reported."""

    note = forms.CharField(
        label="Who could be put at risk by it, and what was done?",
        help_text="Whether the letter is back, who was told, and what was said to whoever had it.",
        widget=forms.Textarea,
        error_messages={"required": "Enter who could be put at risk and what was done"},
    )
    decision = forms.ChoiceField(
        label="Is the breach reported?",
        help_text="Within 72 hours of knowing of it, unless nobody is likely to be put at risk.",
        choices=Breach.choices,
        widget=Radios(reveals={"REPORT": "reference"}),
        error_messages={"required": "Select whether the breach is reported"},
    )
    reference = forms.CharField(label="Reference of the report", max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """A report has its reference."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("decision") == Breach.REPORT and not given.get("reference", "").strip():
            self.add_error("reference", "Enter the reference of the report")
        return given


class TellForm(RepresentationForm):
    """That whoever said it has the answer."""

    how = forms.ChoiceField(
        label="How were they told?",
        choices=[each for each in Told.choices if each[0] != Told.NOBODY],
        widget=Radios,
        error_messages={"required": "Select how they were told"},
    )
    at = forms.DateTimeField(
        label="When?",
        widget=forms.DateTimeInput(attrs=WHEN),
        error_messages={"required": "Enter when they were told"},
    )
    note = forms.CharField(
        label="What did they say? (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].initial = timezone.now()

    def clean_at(self) -> Any:
        """After the answer. The page has minutes only, so this very minute is the present."""
        at, now = self.cleaned_data["at"], timezone.now()
        answered = self.representation.answered_at
        if at > now or (answered and at < answered.replace(second=0, microsecond=0)):
            raise forms.ValidationError("The time must be after the answer, and not in the future")
        return now if at == now.replace(second=0, microsecond=0) else max(at, answered or at)
