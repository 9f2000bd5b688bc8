"""What the sign-in and account pages ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

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
