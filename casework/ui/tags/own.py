"""Tags for components of our own: lists of work, due dates, markers, stages, bars.

Rows are plain dicts made by presenters, so that a page shows words and never computes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString

from casework.ui.bars import bars
from casework.ui.components import render
from casework.ui.tags.library import register

DUE_STATES = ("overdue", "today", "soon", "later")


@register.simple_tag
def due(words: str, state: str = "later", when: date | datetime | None = None) -> SafeString:
    """A due date: "2 days overdue" with its date under it.

    `state` colours the edge: overdue, today, soon or later. The words carry the meaning.
    """
    if state not in DUE_STATES:
        raise ValueError(f"{state} is no state of a due date; one of {', '.join(DUE_STATES)}")
    return render("due", {"words": words, "state": state, "when": when})


@register.simple_tag
def marks(items: Iterable[Any], label: str = "Markers") -> SafeString:
    """Markers: texts in the danger colour, or dicts with `text` and `note` True for grey ones."""
    given = [item if isinstance(item, Mapping) else {"text": item} for item in items]
    return render("marks", {"items": given, "label": label}) if given else SafeString("")


@register.simple_tag
def worklist(
    items: Iterable[Mapping[str, Any]], labelledby: str = "", level: int = 3
) -> SafeString:
    """Things to do. Each row: `title`, `href`, `who`, `note`, `flag`, `marks`,
    `due` {words, state, when} and `tag` {text, colour}; all but the title may be left out.

    `labelledby` is the id of the heading above the list.
    """
    rows = [dict(item, marks=list(item.get("marks") or ())) for item in items]
    timed = any(row.get("due") for row in rows)
    return render(
        "worklist", {"items": rows, "labelledby": labelledby, "level": level, "timed": timed}
    )


@register.simple_tag
def stage_track(steps: Sequence[Mapping[str, Any]], label: str = "Stages") -> SafeString:
    """Where something is on its way. Each step: `name`, `state` (done, current, todo), `note`.

    On a phone one sentence says the same: "Stage 4 of 6: Under way".
    """
    numbered = [dict(step, number=number) for number, step in enumerate(steps, 1)]
    current = next((step for step in numbered if step.get("state") == "current"), None)
    facts = {"steps": numbered, "current": current, "total": len(numbered), "label": label}
    return render("stage-track", facts)


@register.simple_tag
def next_panel(item: Mapping[str, Any] | None) -> SafeString:
    """The one thing to do next, large: `title`, `href`, `button`, `text`, `marks`, `due`."""
    if not item:
        return SafeString("")
    return render("next-panel", dict(item, marks=list(item.get("marks") or ())))


@register.simple_tag
def before_you_knock(
    items: Sequence[str], heading: str = "Before you knock", more: str = "", **options: Any
) -> SafeString:
    """What is dangerous, first on the page. `more` stands folded under `more_summary`."""
    if not items and not more:
        return SafeString("")
    return render(
        "before-you-knock", {"points": list(items), "heading": heading, "more": more, **options}
    )


@register.simple_tag
def checks_list(items: Iterable[Mapping[str, Any]]) -> SafeString:
    """What was checked. Each: `text`, `note`, `state` (passed, warning, failed).

    `made` is for a check whose answer is in its words: it was made, and may be good or bad.
    """
    return render("checks", {"items": list(items)})


@register.simple_tag
def page_picture(src: str, number: int = 1, total: int = 1, noun: str = "document") -> SafeString:
    """A page of a document as a picture; its words must also stand on the page as text."""
    return render("page-picture", {"src": src, "number": number, "total": total, "noun": noun})


@register.simple_tag
def stats(items: Iterable[Mapping[str, Any]], label: str = "Counts") -> SafeString:
    """Counts that lead to their lists. Each: `number`, `text`, `href`, `hot` True in red."""
    return render("stats", {"items": list(items), "label": label})


@register.simple_tag
def bar_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    heading: str = "",
    **options: Any,
) -> SafeString:
    """A bar chart that is a table: the figure stands beside its bar.

    `title` states the finding, `columns` name the figures (one to four), `heading` the things
    compared. Each row: `label`, `href`, `values` (None is withheld: "fewer than 5"). Options:
    `measure` under the title, `note` below, `limit` draws a line, `grouped` puts the bars of a
    row under each other instead of end to end.
    """
    return render("bar-table", bars(title, columns, rows, heading=heading, **options))
