"""Forms that restrict a case, keep its list, and say that somebody knows the person."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

from casework.accounts.models import User
from casework.cases import restricting as rules
from casework.cases.forms.base import CaseForm, words
from casework.cases.models import GlassBroken, Interest, NamedReader, RestrictionGround
from casework.cases.models.queryset import number_and_year
from casework.ui.forms import Checkboxes, Radios
from casework.ui.times import short_date


def roles_in_words(user: User) -> str:
    return ", ".join(dict.fromkeys(grant.get_role_display().lower() for grant in user.grants_on()))


class OnePerson(forms.ModelChoiceField):
    """Somebody who works here, chosen from a list."""

    def __init__(self, label: str, *, error: str, hint: str = "") -> None:
        super().__init__(
            User.objects.none(),
            label=label,
            help_text=hint,
            empty_label="Choose a name",
            error_messages={"required": error},
        )

    def label_from_instance(self, obj: User) -> str:
        return str(obj.display_name)

    def offer(self, people: QuerySet[User]) -> None:
        self.queryset = people


class SeveralPeople(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.display_name}, {roles_in_words(obj)}"


class AskForm(forms.Form):
    """For which case, and why now."""

    reference = forms.CharField(
        label="What is the reference of the case?",
        max_length=GlassBroken.LONGEST_REFERENCE,
        help_text="The whole of it, such as IC-0417/26",
        error_messages={"required": "Enter the reference of the case"},
    )
    reason = words(
        "Why do you need to see it now?",
        error="Enter why you need to see it now",
        hint="Say who is in danger and what you will do.",
    )

    def clean_reference(self) -> str:
        typed = self.cleaned_data["reference"].strip()
        if number_and_year(typed) is None:
            raise forms.ValidationError("Enter a reference such as IC-0417/26")
        return str(typed)


class RestrictForm(CaseForm):
    """Why, who answers for the list, and who else is on it."""

    ground = forms.ChoiceField(
        label="Why is the case restricted?",
        choices=RestrictionGround.choices,
        widget=Radios(),
        error_messages={"required": "Select why the case is restricted"},
    )
    reason = words("What is this based on?", error="Enter what this is based on")
    manager = OnePerson(
        "Which manager (DI) answers for the list?",
        error="Choose the manager who answers for the list",
        hint="They see the case and are told when somebody gets in for a reason.",
    )
    readers = SeveralPeople(
        User.objects.none(),
        label="Who else may see the case?",
        help_text="Nobody else does, and that includes you. Whoever owns the case or has an open "
        "task on it has to be here.",
        widget=Checkboxes(small=True),
        required=False,
    )

    def prepare(self) -> None:
        manager: OnePerson = self.fields["manager"]  # type: ignore[assignment]
        manager.offer(rules.managers_for(self.subject))
        readers: SeveralPeople = self.fields["readers"]  # type: ignore[assignment]
        readers.queryset = rules.nameable_for(self.subject)
        if self.subject.owner_id is not None:
            self.initial.setdefault("readers", [self.subject.owner_id])

    def clean_readers(self) -> list[User]:
        return list(self.cleaned_data["readers"])


class NameForm(CaseForm):
    who = OnePerson("Who is to see the case?", error="Choose who is to see the case")
    reason = words("Why do they need to see it?", error="Enter why they need to see it")

    def prepare(self) -> None:
        field: OnePerson = self.fields["who"]  # type: ignore[assignment]
        field.offer(rules.nameable_for(self.subject))


class ReaderField(forms.ModelChoiceField):
    def label_from_instance(self, obj: NamedReader) -> str:
        return f"{obj.user.display_name}, named {short_date(obj.named_at)}: {obj.reason}"


class RemoveForm(CaseForm):
    reader = ReaderField(
        NamedReader.objects.none(),
        label="Who is taken off the list?",
        widget=Radios(),
        empty_label=None,
        error_messages={"required": "Select who is taken off the list"},
    )
    reason = words("Why?", error="Enter why they are to see the case no longer")

    def prepare(self) -> None:
        field: ReaderField = self.fields["reader"]  # type: ignore[assignment]
        field.queryset = rules.readers_of(self.subject)


class HandOnForm(CaseForm):
    manager = OnePerson(
        "Which manager (DI) answers for the list from now on?",
        error="Choose the manager who answers for the list",
        hint="Whoever answers for it now is off the list, unless you name them again.",
    )
    reason = words("Why?", error="Enter why another manager answers for the list")

    def prepare(self) -> None:
        field: OnePerson = self.fields["manager"]  # type: ignore[assignment]
        field.offer(rules.managers_for(self.subject))


class LiftForm(CaseForm):
    reason = words(
        "Why is the restriction lifted?",
        error="Enter why the restriction is lifted",
        hint="Everybody whose role shows them the case sees it again, with all that was written.",
    )


class KnowForm(CaseForm):
    how = words(
        "How do you know the person?",
        error="Enter how you know the person",
        hint="You stop seeing the case at once. Your supervisor reads this, and your tasks on the "
        "case go to somebody else.",
    )


class KnowAnotherForm(CaseForm):
    who = OnePerson("Who knows the person?", error="Choose who knows the person")
    how = words(
        "How do they know the person?",
        error="Enter how they know the person",
        hint="They stop seeing the case at once.",
    )

    def prepare(self) -> None:
        field: OnePerson = self.fields["who"]  # type: ignore[assignment]
        field.offer(rules.nameable_for(self.subject).exclude(pk=self.user.pk))


class InterestField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Interest) -> str:
        return f"{obj.user.display_name}, declared {short_date(obj.declared_at)}: {obj.how}"


class WithdrawForm(CaseForm):
    interest = InterestField(
        Interest.objects.none(),
        label="Which declaration was an error?",
        widget=Radios(),
        empty_label=None,
        error_messages={"required": "Select which declaration was an error"},
    )
    reason = words("Why was it an error?", error="Enter why it was an error")

    def prepare(self) -> None:
        field: InterestField = self.fields["interest"]  # type: ignore[assignment]
        field.queryset = rules.interests_in(self.subject)
