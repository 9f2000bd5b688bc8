"""Forms of the moves up to adoption."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

from casework.accounts.access import holders_of
from casework.accounts.models import Role, User
from casework.cases.forms.base import CaseForm, optional_words, words
from casework.cases.models import AdoptionChecks, Band, Change
from casework.cases.models.states import FOR_DECLINING
from casework.cases.queries import open_cases_of
from casework.ui.forms import Radios


class OwnerField(forms.ModelChoiceField):
    """One of the team's officers, with how many open cases each has."""

    def __init__(self, label: str = "Which officer?") -> None:
        super().__init__(
            User.objects.none(),
            label=label,
            empty_label="Choose an officer",
            error_messages={"required": "Choose an officer"},
        )
        self.reader: User

    def offer(self, officers: QuerySet[User], reader: User) -> None:
        """Offer these officers to a reader, who is told what they may know of each one's work."""
        self.queryset, self.reader = officers, reader

    def label_from_instance(self, obj: User) -> str:
        count = open_cases_of(obj, self.reader)
        return f"{obj.display_name} ({count} open case{'' if count == 1 else 's'})"


class OwnerForm(CaseForm):
    """Who answers for the case from now on, and why."""

    owner = OwnerField()
    reason = words("Why?", error="Enter the reason")

    def prepare(self) -> None:
        officers = holders_of(Role.OFFICER, force=self.subject.force, team=self.subject.team)
        field: OwnerField = self.fields["owner"]  # type: ignore[assignment]
        field.offer(officers, self.user)


class TriageForm(CaseForm):
    no_duplicate = forms.BooleanField(
        label="The person is recorded once, or the records are linked"
    )
    events_verified = forms.BooleanField(
        label="The records behind the flag are theirs, as a suspect and not as a victim only"
    )
    reason = words("What did you check?", error="Enter what you checked")


class DeclineForm(CaseForm):
    reason_code = forms.ChoiceField(
        label="Why is the case not adopted?",
        choices=[(code.value, code.label) for code in FOR_DECLINING],
        widget=Radios(),
        error_messages={"required": "Select why the case is not adopted"},
    )
    reason = words("Say more", error="Enter why the case is not adopted")
    review_on = forms.DateField(
        label="Look at it again on (optional)",
        required=False,
        widget=forms.DateInput,
        help_text="Leave empty if a new flag is enough.",
    )


class AssessmentForm(CaseForm):
    """The formal assessment (domain: section 3.2), in the order it is thought through."""

    tool = forms.CharField(
        label="Which tool did you use?",
        max_length=40,
        help_text="Such as PPIT, DARA or DASH.",
        error_messages={"required": "Enter which tool you used"},
    )
    tool_version = forms.CharField(label="Version (optional)", max_length=20, required=False)
    static_history = words("What is known of the past?", error="Enter what is known of the past")
    dynamic_factors = words(
        "What is changing, or may change?", error="Enter what is changing, or may change"
    )
    protective_factors = optional_words("What makes harm less likely?")
    people_at_risk = words(
        "Who is at risk?",
        hint="Victims, a current partner, children, officers. No addresses or phone numbers.",
        error="Enter who is at risk",
    )
    scenarios = words(
        "What may happen, to whom, when and why?", error="Enter what may happen, when and why"
    )
    stalking_and_control = optional_words("Signs of stalking or control")
    confidence = forms.CharField(
        label="How sure are you? (optional)", max_length=200, required=False
    )
    missing_information = optional_words("What is not known?")
    band = forms.ChoiceField(
        label="How high is the risk?",
        choices=list(reversed(Band.choices)),
        widget=Radios(
            hints={
                "VERY_HIGH": "Imminent; more likely than not; the harm would be serious",
                "HIGH": "Clear signs; could happen at any time; the harm would be serious",
                "MEDIUM": "Signs, but unlikely unless something changes",
                "STANDARD": "No present signs of serious harm",
            }
        ),
        error_messages={"required": "Select how high the risk is"},
    )
    review_due_on = forms.DateField(
        label="Review by (optional)",
        required=False,
        widget=forms.DateInput,
        help_text="Leave empty for the latest day that this level allows.",
    )


class CountersignForm(CaseForm):
    reason = words("What does your agreement rest on?", error="Enter what you agree on")


class ChecksForm(CaseForm):
    safety_plan = forms.ChoiceField(
        label="How does the victim's safety plan stand?",
        choices=AdoptionChecks.SafetyPlan.choices,
        widget=Radios(reveals={"NONE_NEEDED": "safety_plan_note"}),
        error_messages={"required": "Select how the safety plan stands"},
    )
    safety_plan_note = forms.CharField(label="Why is none needed?", required=False)
    mappa_check = words("What did the MAPPA check show?", error="Enter what the MAPPA check showed")
    marac_check = words("What did the MARAC check show?", error="Enter what the MARAC check showed")
    live_investigation_check = words(
        "Is an investigation live, and what does the officer in the case say?",
        error="Enter whether an investigation is live",
    )


class AdoptForm(CaseForm):
    legal_basis = words("What is the legal basis?", error="Enter the legal basis")
    necessity = words("Why is it necessary?", error="Enter why it is necessary")
    proportionality = words("Why is it proportionate?", error="Enter why it is proportionate")
    least_intrusive = words("Why would nothing less do?", error="Enter why nothing less would do")
    disagreement = optional_words("Does anyone disagree, and why?")


class ReopenForm(AdoptForm):
    owner = OwnerField("Which officer takes the case?")

    def prepare(self) -> None:
        OwnerForm.prepare(self)  # type: ignore[arg-type]
        self.order_fields(["owner"])


class ChangeForm(CaseForm):
    kind = forms.ChoiceField(
        label="What changed?",
        choices=Change.Kind.choices,
        widget=Radios(),
        error_messages={"required": "Select what changed"},
    )
    note = words(
        "What is known about it?",
        hint="No victim's address, phone number or words.",
        error="Enter what is known about it",
    )
