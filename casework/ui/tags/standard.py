"""Tags for components of the two design systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casework.ui import markup, scripts
from casework.ui.components import render
from casework.ui.paging import numbered
from casework.ui.tags.library import register


@register.simple_tag
def component(name: str, options: Any = None, **changes: Any) -> SafeString:
    """Any component by name, with options as the design systems name them."""
    given = options if isinstance(options, markup.Options) else markup.Options(options or {})
    return render(name, given.but(**changes))


@register.simple_tag
def body_class_script() -> SafeString:
    """The one inline script, as the content security policy knows it."""
    return SafeString(scripts.BODY_CLASS_SCRIPT)


@register.simple_tag
def tag(text: str, colour: str = "") -> SafeString:
    """A status: one or two words, never a link. No colour gives the default (blue)."""
    return render("tag", {"text": text, "classes": f"govuk-tag--{colour}" if colour else ""})


@register.simple_tag
def button(text: str, href: str = "", type: str = "submit", **options: Any) -> SafeString:
    """A button, or a link that looks like one; `variant` is secondary, warning or inverse.

    `name` and `value` are sent with the form. Two presses in a second send it once.
    """
    variant = options.pop("variant", "")
    given = {"text": text, "classes": f"govuk-button--{variant}" if variant else "", **options}
    if href:
        return render("button", given | {"href": href})
    return render("button", given | {"type": type, "preventDoubleClick": True})


@register.simple_tag
def back_link(href: str, text: str = "Back") -> SafeString:
    """Back to where the reader came from, in a landmark: it stands before the main part."""
    link = render("back-link", {"href": href, "text": text})
    return format_html('<nav aria-label="Back">{}</nav>', link)


@register.simple_tag
def breadcrumbs(items: Iterable[tuple[str, str]]) -> SafeString:
    """The way here: (text, href) pairs, the last one without an href."""
    steps = [{"text": text, "href": href} for text, href in items]
    return render("breadcrumbs", {"items": steps, "collapseOnMobile": True})


@register.simple_tag
def summary_list(rows: Iterable[Mapping[str, Any]], title: str = "") -> SafeString:
    """Facts as key and value; a row may carry `href` and `action` ("Change").

    With a title the list becomes a card.
    """
    given: dict[str, Any] = {"rows": [_summary_row(row) for row in rows]}
    if title:
        given["card"] = {"title": {"text": title}}
    return render("summary-list", given)


def _summary_row(row: Mapping[str, Any]) -> dict[str, Any]:
    built: dict[str, Any] = {"key": {"text": row["key"]}, "value": {"text": row["value"]}}
    if row.get("href"):
        action = {
            "href": row["href"],
            "text": row.get("action") or "Change",
            "visuallyHiddenText": str(row["key"]).lower(),
        }
        built["actions"] = {"items": [action]}
    return built


@register.simple_tag
def table(
    caption: str = "", head: Sequence[Any] = (), rows: Iterable[Sequence[Any]] = (), **options: Any
) -> SafeString:
    """A table in its own scroll box. Cells are texts, or dicts with `text` and `format` "numeric".

    The first cell of each row is its heading. `hide_caption` keeps the caption for screen
    readers only.
    """
    hidden = "govuk-visually-hidden" if options.get("hide_caption") else "govuk-table__caption--m"
    return render(
        "table-scroll",
        {
            "caption": caption,
            "table": {
                "caption": caption,
                "captionClasses": hidden,
                "firstCellIsHeader": True,
                "head": [_cell(cell) for cell in head],
                "rows": [[_cell(cell) for cell in row] for row in rows],
            },
        },
    )


def _cell(cell: Any) -> Mapping[str, Any]:
    if isinstance(cell, Mapping):
        return cell
    return {"text": "" if cell is None else str(cell) if not isinstance(cell, str) else cell}


@register.simple_tag
def details(summary: str, text: str) -> SafeString:
    """More for those who ask for it."""
    return render("details", {"summaryText": summary, "text": text})


@register.simple_block_tag
def disclose(content: SafeString, summary: str) -> SafeString:
    """`{% disclose "Show the steps" %}…{% enddisclose %}`: details around a part of a page."""
    return render("details", {"summaryText": summary, "text": content})


@register.simple_tag
def alert(text: str, variant: str = "information", heading: str = "") -> SafeString:
    """MoJ alert; `variant` is information, success, warning or error."""
    return render("alert", {"text": text, "variant": variant, "heading": heading})


@register.simple_tag
def warning_text(text: str) -> SafeString:
    """One sentence that must not be missed."""
    return render("warning-text", {"text": text})


@register.simple_tag
def inset(text: str) -> SafeString:
    """A paragraph set apart."""
    return render("inset-text", {"text": text})


@register.simple_tag
def panel_interruption(
    title: str,
    text: str,
    points: Sequence[str] = (),
    button: str = "",
    **options: Any,
) -> SafeString:
    """Stop and check: one heading, why, at most three points, one way on, one way back.

    The button sends the surrounding form; with `button_href` it is a link. `back_href` and
    `back_text` lead back. `name` and `value` go with the button.
    """
    actions: list[dict[str, Any]] = []
    if button:
        sent = {"name": options.get("name"), "value": options.get("value")}
        actions.append(
            {
                "text": button,
                "type": "button" if options.get("button_href") else "submit",
                "href": options.get("button_href"),
                "attributes": {key: value for key, value in sent.items() if value},
            }
        )
    if options.get("back_href"):
        actions.append({"text": options.get("back_text", "Go back"), "href": options["back_href"]})
    body = render("stop-body", {"text": text, "points": list(points)[:3]})
    return render(
        "panel",
        {
            "titleText": title,
            "text": body,
            "classes": "govuk-panel--interruption app-stop",
            "actions": {"items": actions} if actions else None,
        },
    )


@register.simple_tag
def sub_navigation(items: Iterable[tuple[str, str, bool]], label: str = "Sections") -> SafeString:
    """The parts of a page: (text, href, current) for each."""
    links = [{"text": text, "href": href, "active": current} for text, href, current in items]
    return render("sub-navigation", {"items": links, "label": label})


@register.simple_tag
def timeline(entries: Iterable[Mapping[str, Any]], heading_level: int = 3) -> SafeString:
    """What happened, newest first: dicts with `title`, `at` (instant or day), `byline`, `text`.

    Also taken: `kind` (a word), `danger` (True draws it in the danger colour), `href`.
    """
    return render("timeline", {"entries": list(entries), "level": heading_level})


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Page, noun: str = "results") -> SafeString:
    """Links between the pages of a list and "Showing 1 to 25 of 61 results".

    The other parts of the query string are kept.
    """
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request is not None else None
    return render("paging", numbered(page, query, noun))
