"""What the things that events name are called on a page: by reference, never by a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model

# Attributes that name a thing without personal data; a user's display name is a colleague's.
LABELS = ("ref", "reference", "display_name")
STORED = re.compile(r"[a-z_]+\.[a-z_]+:\S+")


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """Object name as stored -> "Person P-10482". One query for each kind of thing."""
    by_kind: dict[str, list[str]] = {}
    names = {}
    for ref in set(refs):
        kind, _, key = ref.partition(":")
        names[ref] = _plain(kind, key)
        by_kind.setdefault(kind, []).append(key)
    for kind, keys in by_kind.items():
        if (model := _model(kind)) is not None:
            numbers = [key for key in keys if key.isdecimal()]
            for obj in model._default_manager.filter(pk__in=numbers or keys):
                names[f"{kind}:{obj.pk}"] = _called(obj)
    return names


def refs_meant(typed: str) -> list[str]:
    """The stored names somebody means who types "P-10482", "IC-0417/26" or "people.person:482".

    Every kind whose queryset finds by reference (`by_ref`) is asked.
    """
    typed = typed.strip()
    if STORED.fullmatch(typed):
        return [typed]
    found = []
    for model in apps.get_models():
        by_ref = getattr(model._default_manager.all(), "by_ref", None)
        if by_ref is not None:
            found += [f"{model._meta.label_lower}:{obj.pk}" for obj in by_ref(typed)[:1]]
    return found


def _model(kind: str) -> type[Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _called(obj: Model) -> str:
    label = next((str(getattr(obj, name)) for name in LABELS if hasattr(obj, name)), str(obj.pk))
    return f"{_kind_word(type(obj))} {label}"


def _kind_word(model: type[Model]) -> str:
    word = str(model._meta.verbose_name)
    return word[:1].upper() + word[1:]


def _plain(kind: str, key: str) -> str:
    if kind == "page":
        return "Several, see the entry"
    model = _model(kind)
    return f"{_kind_word(model)} {key}" if model is not None else f"{kind} {key}"
