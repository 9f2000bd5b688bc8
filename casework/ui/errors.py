"""Error messages of forms in words that say what to do."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField

CHOICES = (forms.ChoiceField, forms.ModelChoiceField, forms.TypedChoiceField)


def message_of(bound: BoundField) -> str:
    """The first thing wrong with a field, or "". The same words go in the summary."""
    if not bound.form.is_bound:
        return ""
    for error in bound.errors.as_data():
        return _worded(bound, error)
    return ""


def _worded(bound: BoundField, error: ValidationError) -> str:
    """Django's "This field is required." does not say which field nor what to do."""
    stock = forms.Field.default_error_messages["required"]
    if error.code == "required" and error.message == stock:
        return what_to_do(bound)
    return str(error.messages[0])


def what_to_do(bound: BoundField) -> str:
    """ "Enter the reason", "Select an answer", "Choose a file": from the field's kind and label."""
    label = str(bound.label or "").strip()
    if isinstance(bound.field, forms.FileField):
        return "Choose a file"
    verb = "Select" if isinstance(bound.field, CHOICES) else "Enter"
    if isinstance(bound.field, forms.BooleanField):
        return f"Confirm: {label}"
    if not label or label.endswith("?"):
        return f"{verb} an answer"
    # "Reason" becomes "reason"; "PNC number" keeps its capitals.
    lowered = label[:1].lower() + label[1:] if label[1:2].islower() or len(label) == 1 else label
    return f"{verb} {lowered}"


def summary_of(form: BaseForm) -> list[dict[str, str]]:
    """Every error of the form, in the order of the page: text and link to the field."""
    if not form.is_bound or not form.errors:
        return []
    found = [{"text": str(text), "href": ""} for text in form.non_field_errors()]
    for bound in form:
        text = message_of(bound)
        if text:
            found.append({"text": text, "href": f"#{first_input_id(bound)}"})
    return found


def first_input_id(bound: BoundField) -> str:
    """The id of the input an error of this field leads to."""
    own = str(bound.auto_id or bound.html_name)
    first = getattr(bound.field.widget, "first_part", "")
    return f"{own}_{first}" if first else own
