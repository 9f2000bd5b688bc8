"""Renders one component of templates/components/ from its options.

The options carry the names the design systems document (`text`, `html`, `classes`, `items`,
`attributes` and so on), so their published fixtures can be fed in as they are. `text` is
escaped; `html` is trusted only when it is already a SafeString.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.template import Context, engines
from django.template.base import Template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Prepare = Callable[["Options"], dict[str, object]]
_prepared: dict[str, Prepare] = {}


class Options:
    """Options as a template reads them: what is missing or None is the empty string.

    A plain dict will not do: `options.items` without that key would call the dict's method.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values_given = dict(values)

    def __getitem__(self, name: str) -> Any:
        value = self.values_given.get(name)
        return "" if value is None else wrapped(value)

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return len(self.values_given)


def wrapped(value: Any) -> Any:
    """Mappings become Options, lists and tuples lists of the same, anything else stays."""
    if isinstance(value, Mapping):
        return Options(value)
    if isinstance(value, list | tuple):
        return [wrapped(each) for each in value]
    return value


def prepares(name: str) -> Callable[[Prepare], Prepare]:
    """Register a function that works out, from the options, what the template needs besides."""

    def register(function: Prepare) -> Prepare:
        _prepared[name] = function
        return function

    return register


@cache
def _template(name: str) -> Template:
    django_engine: Any = engines["django"]
    return django_engine.engine.get_template(f"components/{name}.html")


def render(name: str, options: Mapping[str, Any] | Options) -> SafeString:
    """The markup of the component `name` with these options."""
    if not isinstance(options, Options):
        options = Options(options)
    context: dict[str, object] = {"options": options}
    if name in _prepared:
        context |= _prepared[name](options)
    return _template(name).render(Context(context))


def content(options: Options | str, prefix: str = "") -> SafeString:
    """What the component says: its `html` when given, else its `text`, escaped unless safe."""
    if not isinstance(options, Options):
        return conditional_escape(options)
    html_name, text_name = (f"{prefix}Html", f"{prefix}Text") if prefix else ("html", "text")
    return conditional_escape(options[html_name] or options[text_name])


def attributes(given: Options | Mapping[str, Any] | str) -> SafeString:
    """Extra attributes as markup with a leading space each.

    A plain value is written as it is, None as an empty value. `{"value": …, "optional": True}`
    is left out when None or False and written without a value when True.
    """
    if isinstance(given, SafeString):
        return given
    if not isinstance(given, Options | Mapping):
        return mark_safe("")
    values = given.values_given if isinstance(given, Options) else given
    return mark_safe("".join(_attribute(name, value) for name, value in values.items()))


def _attribute(name: str, item: Any) -> str:
    optional = False
    if isinstance(item, Mapping):
        item, optional = item.get("value"), item.get("optional", False) is True
    if optional and (item is None or item is False):
        return ""
    if optional and item is True:
        return f" {conditional_escape(name)}"
    if isinstance(item, bool):
        item = "true" if item else "false"
    return f' {conditional_escape(name)}="{conditional_escape("" if item is None else item)}"'


def messages(key: str, given: Any) -> dict[str, str]:
    """`data-i18n.<key>` attributes for one message, or one for each plural form."""
    if isinstance(given, Options):
        return {f"data-i18n.{key}.{form}": text for form, text in given.values_given.items()}
    return {f"data-i18n.{key}": given} if given else {}
