"""Filling in any form with something at random, as its page would send it."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from casework.ui.forms import DateField

WORDS = ("Something was said.", "4", "", "A note about what was seen that day.")
DAYS = (0, 0, 1, -1, 7, 28, 90)


def fill(form: forms.BaseForm, chance: random.Random, *, usual: float = 0.5) -> dict[str, Any]:
    """What somebody may type into `form`: what it shows already, or anything that it offers.

    `usual` is how often a field is left as it is shown where it shows something.
    """
    typed: dict[str, Any] = {}
    for name, field in form.fields.items():
        shown = form[name].value()
        if shown not in (None, "", []) and chance.random() < usual:
            typed[name] = shown
            continue
        typed |= _entry(name, field, chance)
    return {name: value for name, value in typed.items() if value is not None}


def _entry(name: str, field: forms.Field, chance: random.Random) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=chance.choice(DAYS))
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        offered = _offered(field)
        return {name: offered if chance.random() < 0.7 else offered[:1]}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        offered = _offered(field)
        return {name: chance.choice(offered) if offered else None}
    if isinstance(field, forms.BooleanField):
        return {name: "on" if chance.random() < 0.8 else None}
    if isinstance(field, DateField):
        return {
            f"{name}_{place}": part for place, part in enumerate((day.day, day.month, day.year))
        }
    if isinstance(field, forms.DateTimeField):
        hours = chance.choice((0, 0, -1, 2, 26))
        at = timezone.localtime() + timedelta(hours=hours)
        return {name: at.strftime("%Y-%m-%dT%H:%M")}
    if isinstance(field, forms.DateField):
        return {name: day.isoformat()}
    if isinstance(field, forms.IntegerField):
        return {name: chance.choice((1, 2, 5))}
    return {name: chance.choice(WORDS)}


def _offered(field: Any) -> list[str]:
    """The values a choice offers, its groups opened; the empty one is left out."""
    found = []
    for value, label in field.choices:
        inner = label if isinstance(label, list | tuple) else [(value, label)]
        found += [str(each) for each, _ in inner if str(each)]
    return found
