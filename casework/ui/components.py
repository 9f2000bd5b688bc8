"""Renders one component of templates/components/ from its options.

The options carry the names the design systems document (`text`, `html`, `classes`, `items`,
`attributes` and so on), so their published fixtures can be fed in as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.template import Context, engines
from django.template.base import Template
from django.utils.safestring import SafeString

from casework.ui import fields
from casework.ui.markup import Options

Facts = dict[str, object]


def error_message(options: Options) -> Facts:
    """The words only a screen reader says before the message: "Error" unless taken away."""
    return {"hidden_text": options.values_given.get("visuallyHiddenText", "Error")}


def summary_list(options: Options) -> Facts:
    """The rows that are there, and whether any of them has a link to change it."""
    rows = [row for row in options["rows"] if row]
    any_actions = any(
        isinstance(row["actions"], Options) and row["actions"]["items"] for row in rows
    )
    return {"rows": rows, "any_actions": any_actions}


def panel(options: Options) -> Facts:
    """Whether it stops the reader rather than confirms something."""
    return {"interruption": "govuk-panel--interruption" in options["classes"]}


def pagination(options: Options) -> Facts:
    """Whether it stands as two lines, previous and next, without page numbers between."""
    return {"block_level": not options["items"] and bool(options["next"] or options["previous"])}


def service_navigation(options: Options) -> Facts:
    """The links that are there, the menu button's word, and whether it is a landmark itself."""
    items = [item for item in options["navigation"] if item]
    button = options["menuButtonText"] or "Menu"
    slots = options["slots"] or Options({})
    end = slots["end"]
    end_says_something = bool(end["html"] if isinstance(end, Options) else end)
    return {
        "items": items,
        "button": button,
        "label": options["navigationLabel"] or button,
        "list_id": options["navigationId"] or "navigation",
        "collapses": options["collapseNavigationOnMobile"]
        if "collapseNavigationOnMobile" in options
        else len(items) > 1,
        "landmark": bool(options["serviceName"] or slots["start"] or end_says_something),
    }


PREPARE: dict[str, Callable[[Options], Facts]] = {
    "character-count": fields.character_count,
    "checkboxes": fields.checkboxes,
    "date-input": fields.date_input,
    "error-message": error_message,
    "file-upload": fields.file_upload,
    "input": fields.text_input,
    "pagination": pagination,
    "panel": panel,
    "password-input": fields.password_input,
    "radios": fields.radios,
    "select": fields.select,
    "service-navigation": service_navigation,
    "summary-list": summary_list,
    "textarea": fields.textarea,
}


@cache
def _template(name: str) -> Template:
    django_engine: Any = engines["django"]
    found: Template = django_engine.engine.get_template(f"components/{name}.html")
    return found


def render(name: str, options: Mapping[str, Any] | Options) -> SafeString:
    """The markup of the component `name` with these options."""
    if not isinstance(options, Options):
        options = Options(options)
    context: Facts = {"options": options}
    if name in PREPARE:
        context |= PREPARE[name](options)
    return _template(name).render(Context(context))
