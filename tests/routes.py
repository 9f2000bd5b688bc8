"""Every address of the site, read from the running URL map. There is no list of pages to keep."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


@dataclass(frozen=True, kw_only=True)
class Route:
    """One address: its name with namespaces, its pattern, the names of its arguments, its view."""

    name: str
    pattern: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def methods(self) -> frozenset[str] | None:
        """The methods its decorators let through; None where they say nothing."""
        return methods_of(self.view)

    def takes(self, method: str) -> bool:
        return self.methods is None or method in self.methods

    @property
    def is_open(self) -> bool:
        """Whether people who are not signed in may come here."""
        return not getattr(self.view, "login_required", True)

    def url(self, **arguments: Any) -> str:
        return reverse(self.name, kwargs=arguments)


def routes() -> list[Route]:
    """Every route of the site, in the order of the URL map."""
    return list(_walk(get_resolver(), namespaces=(), pattern="/", arguments=()))


def _walk(
    resolver: URLResolver, *, namespaces: tuple[str, ...], pattern: str, arguments: tuple[str, ...]
) -> Iterator[Route]:
    for each in resolver.url_patterns:
        here = pattern + str(each.pattern)
        names = (*arguments, *_arguments(each))
        if isinstance(each, URLPattern):
            yield Route(
                name=":".join((*namespaces, each.name or each.lookup_str)),
                pattern=here,
                arguments=names,
                view=each.callback,
            )
        else:
            inside = (*namespaces, each.namespace) if each.namespace else namespaces
            yield from _walk(each, namespaces=inside, pattern=here, arguments=names)


def _arguments(each: URLPattern | URLResolver) -> tuple[str, ...]:
    converters = getattr(each.pattern, "converters", None)
    return tuple(converters if converters else each.pattern.regex.groupindex)


def methods_of(view: Callable[..., Any]) -> frozenset[str] | None:
    """What `require_POST`, `require_safe` and their like let through, however deeply wrapped."""
    layer: Any = view
    while layer is not None:
        code = getattr(layer, "__code__", None)
        if code and "request_method_list" in code.co_freevars:
            return frozenset(inspect.getclosurevars(layer).nonlocals["request_method_list"])
        layer = getattr(layer, "__wrapped__", None)
    return None
