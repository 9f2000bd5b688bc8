"""What every component's markup is made of: options, content, attributes, translated words.

`text` is escaped; `html` is trusted only when it is already a SafeString.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString


class Options:
    """Options as a template reads them: what is missing or None is the empty string.

    A plain dict will not do: `options.items` without that key would call the dict's method.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values_given = dict(values)

    def __getitem__(self, name: str) -> Any:
        value = self.values_given.get(name)
        return "" if value is None else wrapped(value)

    def __contains__(self, name: str) -> bool:
        return name in self.values_given

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_given)

    def __len__(self) -> int:
        return len(self.values_given)

    def __bool__(self) -> bool:
        return True

    def but(self, **changes: Any) -> Options:
        """The same options with these changed."""
        return Options(self.values_given | changes)


def wrapped(value: Any) -> Any:
    """Mappings become Options, lists and tuples lists of the same, anything else stays."""
    if isinstance(value, Mapping):
        return Options(value)
    if isinstance(value, list | tuple):
        return [wrapped(each) for each in value]
    return value


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
        return SafeString("")
    values = given.values_given if isinstance(given, Options) else given
    return SafeString("".join(_attribute(name, value) for name, value in values.items()))


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


def messages(options: Options, *keys: str) -> dict[str, str]:
    """`data-i18n.<key>` attributes for the words given instead of the scripts' own.

    A key `no-file-chosen` is read from the option `noFileChosenText`: one message, or one for
    each plural form.
    """
    found: dict[str, str] = {}
    for key in keys:
        first, *others = key.split("-")
        given = options[first + "".join(each.capitalize() for each in others) + "Text"]
        if isinstance(given, Options):
            found |= {f"data-i18n.{key}.{form}": given[form] for form in given}
        elif given:
            found[f"data-i18n.{key}"] = given
    return found


def link(href: str, text: str) -> dict[str, Any]:
    """A cell or value that is a link; `text` is escaped."""
    return {"html": format_html('<a class="govuk-link" href="{}">{}</a>', href, text)}
