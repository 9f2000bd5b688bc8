"""What an action refuses is said at the form; everything else passes on."""

from __future__ import annotations

import pytest
from django import forms

from casework.core.errors import NotAllowed, Refused
from casework.ui.answers import taken


class Question(forms.Form):
    act = forms.CharField()


def answered() -> Question:
    form = Question({"act": "Telephone"})
    assert form.is_valid()
    return form


def test_an_action_gets_the_answers_by_their_names() -> None:
    form, got = answered(), []
    assert taken(form, lambda *, act: got.append(act), **form.cleaned_data)
    assert got == ["Telephone"]
    assert form.is_valid()


def test_what_it_refuses_is_an_error_of_the_form() -> None:
    form = answered()

    def refuse(*, act: str) -> None:
        raise Refused("That was done already.")

    assert not taken(form, refuse, **form.cleaned_data)
    assert form.non_field_errors() == ["That was done already."]


def test_what_nobody_can_type_better_passes_on() -> None:
    def forbid(*, act: str) -> None:
        raise NotAllowed("Only a supervisor does this.")

    with pytest.raises(NotAllowed):
        taken(answered(), forbid, act="Telephone")
