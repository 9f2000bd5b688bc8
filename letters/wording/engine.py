"""The letters' own template engine: it sees `templates/letters/` and nothing of the site's pages.

Escaping cannot be turned off, an unknown name stops the letter, and no context processor adds a
user, a request or a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader_tags import ExtendsNode, IncludeNode

from letters.wording.placeholders import LetterIncomplete, in_words


class LetterEngine(Engine):
    """Django's engine with the tags of `letters.wording.tags` in place of its own."""

    default_builtins = ["letters.wording.tags"]


class _Unknown(str):
    """Stands where Django would print an unknown variable: it stops the letter instead."""

    __slots__ = ()

    def __contains__(self, _: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        raise LetterIncomplete(f"The layout asks for “{variable}”, which no letter has.")


class Strict(dict[str, Any]):
    """Values of which an unknown one, or an empty one that is not optional, stops the letter."""

    def __init__(self, values: Mapping[str, Any], *, optional: tuple[str, ...] = ()) -> None:
        super().__init__(values)
        self._optional = optional

    def __getitem__(self, name: str) -> Any:
        if name not in self:
            raise LetterIncomplete(f"No letter has “{in_words(name)}”.")
        value = super().__getitem__(name)
        if not value and name not in self._optional:
            raise LetterIncomplete(f"The letter cannot be made without its {in_words(name)}.")
        return value


@cache
def folder() -> Path:
    """Where the layouts are."""
    return Path(settings.ROOT) / "templates" / "letters"


@cache
def engine() -> LetterEngine:
    return LetterEngine(
        dirs=[str(folder())],
        app_dirs=False,
        autoescape=True,
        debug=False,
        loaders=[
            (
                "django.template.loaders.cached.Loader",
                [("django.template.loaders.filesystem.Loader", [folder()])],
            )
        ],
        string_if_invalid=_Unknown("%s"),
    )


def render(layout: str, values: Mapping[str, Any]) -> str:
    """The layout filled with `values`; every text in them is escaped.

    Raises LetterIncomplete for a layout that does not exist or asks for what is not there.
    """
    try:
        template = engine().get_template(layout)
    except TemplateDoesNotExist as error:
        raise LetterIncomplete("There is no layout for this document.") from error
    return str(template.render(Context(dict(values))))


def source(layout: str) -> str:
    """The text of a layout and of everything it is built on, for telling one version from another.

    Raises TemplateSyntaxError where a layout is chosen by a variable: its text would be unknown.
    """
    found: dict[str, str] = {}
    waiting = [layout]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        template = engine().get_template(name)
        found[name] = str(template.source)
        extends = template.nodelist.get_nodes_by_type(ExtendsNode)
        includes = template.nodelist.get_nodes_by_type(IncludeNode)
        parts: list[Any] = [getattr(node, "parent_name", None) for node in extends]
        parts += [getattr(node, "template", None) for node in includes]
        for part in parts:
            if not isinstance(part.var, str):
                raise TemplateSyntaxError(f"{name} names another layout by a variable.")
            waiting.append(part.var)
    return "\n".join(f"{name}\n{found[name]}" for name in sorted(found))
