"""Which fields of a form stand inside a choice of another field."""

from __future__ import annotations

from django.forms import BaseForm, Widget


def names_by_choice(widget: Widget) -> dict[str, tuple[str, ...]]:
    """For each choice value that reveals something, the names of the fields it reveals.

    Raises ValueError where two choices reveal one field: it would stand on the page twice, under
    one id, and a browser would send whichever comes last.
    """
    reveals: dict[str, str | tuple[str, ...]] = getattr(widget, "reveals", {})
    found = {
        str(choice): (names,) if isinstance(names, str) else tuple(names)
        for choice, names in reveals.items()
    }
    every = [name for names in found.values() for name in names]
    if len(every) != len(set(every)):
        raise ValueError("Two choices reveal one field; let it stand on its own")
    return found


def revealed_names(form: BaseForm) -> set[str]:
    """Every field of the form that stands inside a choice rather than on its own."""
    return {
        name
        for field in form.fields.values()
        for names in names_by_choice(field.widget).values()
        for name in names
    }
