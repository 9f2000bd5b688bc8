"""Forms of a retention record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.accounts.models import User
from casework.retention.models import DisposalHold, Group, HoldKind, Retention
from casework.ui.forms import Radios
from casework.ui.times import short_date


def words(label: str, *, error: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, widget=forms.Textarea, error_messages={"required": error}
    )


class RecordForm(forms.Form):
    """A form about one record, filled in by a user."""

    def __init__(self, data: Any = None, *, subject: Retention, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.subject, self.user = subject, user
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the record: choices, first values."""


class ReviewForm(RecordForm):
    """With what the reviewer looked at: whoever counts the review anew meanwhile is not undone."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        newest = self.subject.terms.first()
        self.initial["seen"] = newest.pk if newest else None


class KeepForm(ReviewForm):
    group = forms.ChoiceField(
        label="Which retention group is it from now on?",
        choices=Group.choices,
        widget=Radios(),
        help_text="The next review is counted by it.",
        error_messages={"required": "Select the retention group"},
    )
    reason = words("Why is the record kept?", error="Enter why the record is kept")

    def prepare(self) -> None:
        super().prepare()
        self.initial["group"] = self.subject.group


class ProposeForm(ReviewForm):
    reason = words(
        "Why is the record no longer needed?",
        hint="Another manager (DI) decides on it.",
        error="Enter why the record is no longer needed",
    )


class ConfirmForm(ReviewForm):
    reason = words(
        "Why do you agree?",
        hint="The record then says “Confirmed for disposal”. Nothing is deleted.",
        error="Enter why you agree",
    )


class ReturnForm(ReviewForm):
    reason = words("Why is it returned?", error="Enter why it is returned")


class HoldForm(RecordForm):
    kind = forms.ChoiceField(
        label="What is the hold for?",
        choices=HoldKind.choices,
        widget=Radios(),
        error_messages={"required": "Select what the hold is for"},
    )
    reason = words("Why must the record stay?", error="Enter why the record must stay")
    starts_on = forms.DateField(
        label="From which day?",
        widget=forms.DateInput,
        error_messages={"required": "Enter the day from which it is asked for"},
    )
    ends_on = forms.DateField(
        label="Until which day? (optional)",
        widget=forms.DateInput,
        required=False,
        help_text="Leave it empty where the end is not known: somebody then lifts the hold.",
    )

    def prepare(self) -> None:
        self.initial["starts_on"] = timezone.localdate()


class HoldField(forms.ModelChoiceField):
    """One of the holds that run, by what it is for and since when."""

    def label_from_instance(self, obj: DisposalHold) -> str:
        return f"{obj.get_kind_display()}, since {short_date(obj.starts_on)}"


class LiftForm(RecordForm):
    hold = HoldField(
        DisposalHold.objects.none(),
        label="Which hold is lifted?",
        widget=Radios(),
        empty_label=None,
        error_messages={"required": "Select which hold is lifted"},
    )
    reason = words("Why is it lifted?", error="Enter why the hold is lifted")

    def prepare(self) -> None:
        field: HoldField = self.fields["hold"]  # type: ignore[assignment]
        running = self.subject.holds.running(timezone.now())
        # One that somebody else lifted meanwhile is taken as an answer, to be told who did.
        field.queryset = self.subject.holds.all() if self.is_bound else running
