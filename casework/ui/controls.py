"""From a form's field to the component that draws it and the component's options."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from casework.ui.components import render
from casework.ui.errors import message_of
from casework.ui.fields import DATE_PARTS, joined
from casework.ui.reveals import names_by_choice, revealed_names

Drawn = tuple[str, dict[str, Any]]

INPUT_TYPES: list[tuple[type[forms.Widget], dict[str, str]]] = [
    (forms.EmailInput, {"type": "email", "spellcheck": "false", "autocomplete": "email"}),
    (forms.URLInput, {"type": "url"}),
    (forms.NumberInput, {"inputmode": "numeric", "classes": "govuk-input--width-5"}),
    (forms.DateTimeInput, {"type": "datetime-local", "classes": "app-input--when"}),
    (forms.DateInput, {"type": "date", "classes": "app-input--when"}),
    (forms.TimeInput, {"type": "time", "classes": "app-input--when"}),
]

# Attributes of a widget that the component draws in its own way. A number is an input of type
# text, which takes no limits; the form says what is wrong with it.
DRAWN_OTHERWISE = frozenset({"class", "rows", "cols", "maxlength", "min", "max", "step"})


def component_of(bound: BoundField) -> Drawn:
    """The component's name and options for a field, by the kind of its widget.

    CheckboxSelectMultiple is looked for before RadioSelect, of which Django derives it.
    """
    kinds: list[tuple[type[forms.Widget], Callable[[BoundField], Drawn]]] = [
        (forms.MultipleHiddenInput, _hidden),
        (forms.HiddenInput, _hidden),
        (forms.CheckboxSelectMultiple, _checkboxes),
        (forms.RadioSelect, _radios),
        (forms.Select, _select),
        (forms.CheckboxInput, _tick),
        (forms.Textarea, _textarea),
        (forms.FileInput, _file),
        (forms.PasswordInput, _password),
        (forms.MultiWidget, _date_parts),
    ]
    for kind, draw in kinds:
        if isinstance(bound.field.widget, kind):
            return draw(bound)
    return _input(bound)


def _common(bound: BoundField) -> dict[str, Any]:
    """What every component takes: hint, error message, name and id."""
    message = message_of(bound)
    return {
        "id": str(bound.auto_id or bound.html_name),
        "name": bound.html_name,
        "hint": {"text": bound.help_text} if bound.help_text else None,
        "errorMessage": {"text": message} if message else None,
        "disabled": bound.field.disabled,
    }


def _labelled(bound: BoundField) -> dict[str, Any]:
    """The options of a component with one control: its label and the widget's own attributes."""
    attrs = {
        name: value
        for name, value in bound.field.widget.attrs.items()
        if name not in DRAWN_OTHERWISE
    }
    weight = "" if bound.name in revealed_names(bound.form) else "govuk-label--s"
    return _common(bound) | {
        "label": {"text": bound.label, "classes": weight},
        "classes": bound.field.widget.attrs.get("class", ""),
        "value": _value(bound),
        "attributes": {name: {"value": each, "optional": True} for name, each in attrs.items()},
    }


def _value(bound: BoundField) -> Any:
    """The value as the control shows it; dates and times as the browser's own inputs read them."""
    value = bound.value()
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return bound.field.widget.format_value(value)


def _input(bound: BoundField) -> Drawn:
    options = _labelled(bound)
    for kind, given in INPUT_TYPES:
        if isinstance(bound.field.widget, kind):
            own = {name: each for name, each in given.items() if name != "classes"}
            options["type"] = own.pop("type", "text")
            options["attributes"] = own | options["attributes"]
            options["classes"] = joined(given.get("classes", ""), options["classes"])
            break
    length = getattr(bound.field, "max_length", None)
    if options.get("type", "text") == "text" and isinstance(length, int) and length <= 20:
        options["classes"] = joined(
            f"govuk-input--width-{10 if length <= 12 else 20}", options["classes"]
        )
    return "input", options


def _hidden(bound: BoundField) -> Drawn:
    value = bound.value()
    values = value if isinstance(bound.field.widget, forms.MultipleHiddenInput) else [value]
    given = {"name": bound.html_name, "id": bound.auto_id, "values": values or []}
    return "hidden-input", given


def _textarea(bound: BoundField) -> Drawn:
    """A field with a longest length counts what is left; nothing pasted is cut off in silence."""
    options = _labelled(bound) | {"rows": bound.field.widget.attrs.get("rows") or 5}
    if options["rows"] == "10":  # Django's own default, too tall for a phone
        options["rows"] = 5
    length = getattr(bound.field, "max_length", None)
    if length:
        return "character-count", options | {"maxlength": length}
    return "textarea", options


def _file(bound: BoundField) -> Drawn:
    options = _labelled(bound)
    several = getattr(bound.field.widget, "allow_multiple_selected", False)
    return "file-upload", options | {"multiple": several}


def _password(bound: BoundField) -> Drawn:
    """What was typed is never sent back to the page."""
    options = _labelled(bound) | {"value": None}
    options["autocomplete"] = bound.field.widget.attrs.get("autocomplete", "")
    options["attributes"].pop("autocomplete", None)
    return "password-input", options


def _date_parts(bound: BoundField) -> Drawn:
    options = _common(bound)
    value = bound.value()
    shown = value if isinstance(value, list) else bound.field.widget.decompress(value)
    message = bound.errors.as_data()[0] if bound.form.is_bound and bound.errors else None
    missing = (message.params or {}).get("part") if message is not None else None
    items = [
        {
            "name": f"{bound.html_name}_{part}",
            "id": f"{options['id']}_{part}",
            "label": part.capitalize(),
            "value": "" if typed is None else str(typed),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}",
            "error": bool(missing == part),
            "autocomplete": bound.field.widget.attrs.get(f"autocomplete-{part}"),
        }
        for part, typed in zip(DATE_PARTS, shown, strict=True)
    ]
    return "date-input", options | {"fieldset": _fieldset(bound), "items": items}


def _fieldset(bound: BoundField) -> dict[str, Any]:
    size = "" if bound.name in revealed_names(bound.form) else "govuk-fieldset__legend--s"
    return {"legend": {"text": bound.label, "classes": size}}


def _choice_rows(bound: BoundField) -> list[tuple[Any, str]]:
    """Value and words of each choice; the choices of a group follow its heading, unmarked."""
    rows: list[tuple[Any, str]] = []
    for value, words in bound.field.widget.choices:
        if isinstance(words, list | tuple):
            rows.extend((own, text) for own, text in words)
        else:
            rows.append((value, words))
    return rows


def _items(bound: BoundField, chosen: set[str]) -> list[dict[str, Any]]:
    hints: dict[str, str] = getattr(bound.field.widget, "hints", {})
    reveals = names_by_choice(bound.field.widget)
    items = []
    for value, words in _choice_rows(bound):
        if value in ("", None) and isinstance(bound.field.widget, forms.RadioSelect):
            continue  # it is no choice among radios
        item: dict[str, Any] = {
            "value": str(value),
            "text": words,
            "checked": str(value) in chosen,
            "hint": {"text": hints[str(value)]} if str(value) in hints else None,
        }
        if str(value) in reveals:
            item["conditional"] = {"html": _revealed(bound, reveals[str(value)])}
        items.append(item)
    return items


def _revealed(bound: BoundField, names: tuple[str, ...]) -> SafeString:
    return format_html_join(
        "", "{}", ((render(*component_of(bound.form[name])),) for name in names)
    )


def _chosen(bound: BoundField) -> set[str]:
    value = bound.value()
    values = value if isinstance(value, list | tuple | set) else [value]
    return {str(each) for each in values if each not in (None, "")}


def _group(bound: BoundField, classes: str) -> dict[str, Any]:
    common = _common(bound)
    return common | {
        "idPrefix": common["id"],
        "fieldset": _fieldset(bound),
        "classes": joined(classes, bound.field.widget.attrs.get("class", "")),
        "items": _items(bound, _chosen(bound)),
    }


def _radios(bound: BoundField) -> Drawn:
    inline = getattr(bound.field.widget, "inline", False)
    return "radios", _group(bound, "govuk-radios--inline" if inline else "")


def _checkboxes(bound: BoundField) -> Drawn:
    small = getattr(bound.field.widget, "small", False)
    return "checkboxes", _group(bound, "govuk-checkboxes--small" if small else "")


def _tick(bound: BoundField) -> Drawn:
    """One thing to confirm: the label stands beside the box, without a legend."""
    common = _common(bound)
    item = {
        "value": "on",
        "text": bound.label,
        "checked": bool(bound.value()),
        "hint": common.pop("hint"),
        "disabled": common["disabled"],
    }
    return "checkboxes", common | {"idPrefix": common["id"], "items": [item]}


NO_CHOICE = "---------"  # Django's words for it; a screen reader says every dash


def _select(bound: BoundField) -> Drawn:
    chosen = _chosen(bound)
    nothing = "Choose one" if bound.field.required else "Not chosen"
    items = [
        {
            "value": "" if value is None else str(value),
            "text": nothing if words == NO_CHOICE else words,
            "selected": str(value) in chosen,
        }
        for value, words in _choice_rows(bound)
    ]
    options = _labelled(bound) | {"items": items, "value": None}
    if getattr(bound.field.widget, "allow_multiple_selected", False):
        options["attributes"] |= {"multiple": {"value": True, "optional": True}}
    return "select", options
