"""What becomes of the answers of a form."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from casework.core.errors import Refused


def taken(form: forms.BaseForm, act: Callable[..., object], /, **answers: object) -> bool:
    """Hand the answers to an action, and say whether it took them.

    Where it refuses, its sentence becomes an error of the form. Every other error passes on:
    what somebody may not do is not theirs to type again.
    """
    try:
        act(**answers)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True
