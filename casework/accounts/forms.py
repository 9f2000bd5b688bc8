"""What the sign-in and account pages ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from casework.accounts.models import RoleGrant, User
from casework.accounts.outside import OUTSIDE_ROLES

LONGEST_PASSWORD = 200


def _password(label: str, autocomplete: str, **options: Any) -> forms.CharField:
    """A password as it was typed, spaces and all."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, widget=widget, strip=False, max_length=LONGEST_PASSWORD, **options
    )


class SignInForm(forms.Form):
    """A user name and a password. Which of the two is wrong is never said."""

    username = forms.CharField(
        label="User name",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _password("Password", "current-password")


class PasswordForm(forms.Form):
    """The present password, and a new one typed twice."""

    present = _password("Present password", "current-password")
    new = _password("New password", "new-password", help_text="At least 12 characters")
    again = _password("New password again", "new-password")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", ValidationError("Enter the same new password twice"))
        return given


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and who stands in. Why is asked nowhere."""

    who = forms.ChoiceField(label="Who is away?", error_messages={"required": "Choose who is away"})
    starts_on = forms.DateField(
        label="First day away",
        help_text="For example, 27 3 2027",
        error_messages={"required": "Enter the first day", "invalid": "Enter a real date"},
    )
    ends_on = forms.DateField(
        label="Last day away",
        help_text="For example, 31 3 2027",
        error_messages={"required": "Enter the last day", "invalid": "Enter a real date"},
    )
    deputy = forms.ChoiceField(
        label="Who stands in?",
        help_text="They see and do what falls due meanwhile, as far as their own roles let them. "
        "They never decide on what was written by the person they stand in for",
        required=False,
    )

    def __init__(self, data: Any = None, *, user: User, led: list[User]) -> None:
        super().__init__(data)
        self.people = {str(each.pk): each for each in [user, *led]}
        own = [(str(user.pk), "I am")]
        others = [(key, each.display_name) for key, each in self.people.items() if each != user]
        self.fields["who"].choices = own + others  # type: ignore[attr-defined]
        if not led:
            self.fields["who"].widget = forms.HiddenInput()
        self.fields["who"].initial = str(user.pk)
        self.deputies = {str(each.pk): each for each in could_stand_in(user)}
        named = [(key, each.display_name) for key, each in self.deputies.items()]
        nobody = ("", "Nobody: their supervisor sees what falls due")
        self.fields["deputy"].choices = [nobody, *named]  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """As arguments of `record_absence`."""
        given = self.cleaned_data
        return {
            "user": self.people[given["who"]],
            "starts_on": given["starts_on"],
            "ends_on": given["ends_on"],
            "deputy": self.deputies.get(given["deputy"]),
        }


def could_stand_in(user: User) -> QuerySet[User]:
    """Colleagues of the same force with a role today, but for people of other agencies."""
    grants = (
        RoleGrant.objects.in_force().filter(force=user.force_id).exclude(role__in=OUTSIDE_ROLES)
    )
    found: QuerySet[User] = User.objects.visible_to(user).filter(
        is_active=True, force=user.force_id, pk__in=grants.values("user")
    )
    return found.order_by("last_name", "first_name", "pk")
