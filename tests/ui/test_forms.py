"""Plain Django forms drawn with the components: labels, hints, errors, reveals."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from casework.ui import errors, reveals
from casework.ui.forms import Checkboxes, DateField, Radios


class Visit(forms.Form):
    outcome = forms.ChoiceField(
        label="What happened?",
        choices=[("SEEN", "Seen"), ("NOBODY", "No answer")],
        widget=Radios(hints={"SEEN": "They came to the door"}, reveals={"SEEN": "said"}),
        error_messages={"required": "Select what happened"},
    )
    said = forms.CharField(label="What did they say?", required=False, max_length=300)
    born = DateField(label="Date of birth")
    read = forms.BooleanField(label="I have read the markers")
    checks = forms.MultipleChoiceField(
        label="Checks", choices=[("A", "One"), ("B", "Two")], widget=Checkboxes(), required=False
    )


def page(form: forms.Form) -> str:
    return Template("{% error_summary form %}{{ form }}").render(Context({"form": form}))


def filled(**changes: Any) -> Visit:
    given = {
        "outcome": "SEEN",
        "born_day": "27",
        "born_month": "March",
        "born_year": "1985",
        "read": "on",
        "checks": ["B"],
    }
    return Visit({key: value for key, value in (given | changes).items() if value is not None})


def test_a_label_is_tied_to_its_input() -> None:
    shown = page(Visit())
    assert 'for="id_born_day"' in shown
    assert 'id="id_born_day"' in shown


def test_nothing_is_called_wrong_before_anything_was_sent() -> None:
    assert "govuk-error" not in page(Visit())


def test_an_error_stands_at_the_field_and_in_the_summary_with_the_same_words() -> None:
    shown = page(filled(outcome=None))
    assert shown.count("Select what happened") == 2
    assert 'href="#id_outcome"' in shown
    assert 'id="id_outcome-error"' in shown


def test_an_error_of_a_date_leads_to_its_first_box_and_names_the_missing_part() -> None:
    form = filled(born_month="")
    assert errors.message_of(form["born"]) == "The date must include a month"
    assert 'href="#id_born_day"' in page(form)


def test_stock_messages_are_replaced_by_what_to_do() -> None:
    form = filled(read=None)
    assert errors.message_of(form["read"]) == "Confirm: I have read the markers"


def test_a_month_may_be_typed_as_a_name() -> None:
    form = filled()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(1985, 3, 27)


@pytest.mark.parametrize("day", ["31", "0", "x", "-1"])
def test_a_date_that_does_not_exist_is_refused(day: str) -> None:
    form = filled(born_day=day, born_month="2")
    assert not form.is_valid()
    assert form.data["born_day"] == day  # nothing typed is lost
    assert f'value="{day}"' in page(form)


def test_a_revealed_field_stands_inside_its_choice_and_only_there() -> None:
    shown = page(Visit())
    assert shown.count('name="said"') == 1
    assert shown.index("govuk-radios__conditional") < shown.index('name="said"')


def test_a_field_would_stand_twice_without_the_reveal_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The red twin: with the rule switched off the field is drawn again on its own."""
    monkeypatch.setattr("casework.ui.forms.revealed_names", lambda form: set())
    assert reveals.revealed_names(Visit()) == {"said"}
    assert page(Visit()).count('name="said"') == 2


def test_what_was_typed_comes_back_after_an_error() -> None:
    shown = page(filled(outcome=None, said="He was <calm>"))
    assert "He was &lt;calm&gt;" in shown


def test_a_chosen_box_stays_chosen() -> None:
    shown = page(filled(outcome=None))
    box = shown[shown.index('value="B"') - 200 : shown.index('value="B"') + 60]
    assert "checked" in box


def test_a_password_is_never_sent_back() -> None:
    class SignIn(forms.Form):
        password = forms.CharField(widget=forms.PasswordInput)
        name = forms.CharField()

    assert "secret words" not in page(SignIn({"password": "secret words"}))


def test_a_file_makes_the_form_multipart() -> None:
    class WithFile(forms.Form):
        photo = forms.FileField()

    shown = Template('{% form_page form button="Save" %}').render(Context({"form": WithFile()}))
    assert 'enctype="multipart/form-data"' in shown


def test_what_one_form_reveals_says_nothing_of_the_next() -> None:
    one = Visit()
    one.fields["outcome"].widget.reveals["GONE"] = "where"
    one.fields["outcome"].widget.hints["GONE"] = "They moved"
    again = Visit().fields["outcome"].widget
    assert "GONE" not in again.reveals
    assert "GONE" not in again.hints


def test_no_two_choices_reveal_one_field() -> None:
    widget = Radios(reveals={"SEEN": "said", "GONE": ("where", "said")})
    with pytest.raises(ValueError, match="let it stand on its own"):
        reveals.names_by_choice(widget)


def test_a_number_is_an_input_of_text_without_limits() -> None:
    class Count(forms.Form):
        people = forms.IntegerField(min_value=1, max_value=9)

    drawn = str(Count()["people"])
    assert 'inputmode="numeric"' in drawn
    assert "min=" not in drawn
    assert "max=" not in drawn


def test_a_list_that_nothing_is_chosen_from_says_so_in_words() -> None:
    class Asked(forms.Form):
        who = forms.ChoiceField(choices=[("", "---------"), ("A", "One")])
        more = forms.ChoiceField(choices=[("", "---------"), ("A", "One")], required=False)
        own = forms.ChoiceField(choices=[("", "Nobody"), ("A", "One")], required=False)

    shown = page(Asked())
    assert "---" not in shown
    found = [shown.count(f">{text}</option>") for text in ("Choose one", "Not chosen", "Nobody")]
    assert found == [1, 1, 1]
