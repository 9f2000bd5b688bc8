"""Filters the components and pages are written with."""

from __future__ import annotations

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from casework.ui import markup, times
from casework.ui.fields import joined
from casework.ui.tags.library import register

register.filter("attributes", markup.attributes)
register.filter("content", markup.content)
register.filter("local_time", times.local_time)
register.filter("short_date", times.short_date)
register.filter("weekday_date", times.weekday_date)
register.filter("machine_time", times.machine_time)
register.filter("moment", times.moment)
register.simple_tag(times.local_time, name="local_time")
register.simple_tag(times.short_date, name="short_date")


@register.filter
def also(classes: str) -> str:
    """More class names after those already written: a space and the names, or nothing."""
    return f" {classes}" if classes else ""


@register.filter
def alert_variant(level: str) -> str:
    """The MoJ alert for the level of a Django message."""
    return level if level in ("success", "warning", "error") else "information"


@register.filter
def inverse(classes: str) -> str:
    """Class names of a button that lies on a dark panel."""
    return joined("govuk-button--inverse", classes)


@register.filter
def as_body(text: str) -> SafeString:
    """Plain text as paragraphs; a SafeString stands as it is."""
    if isinstance(text, SafeString) and "<" in text:
        return text
    # What is escaped already stays so: escaped twice, an apostrophe is shown as "&#x27;".
    kind = SafeString if isinstance(text, SafeString) else str
    parts = [kind(part) for part in str(text).split("\n\n") if part.strip()]
    return format_html_join("", '<p class="govuk-body">{}</p>', ((part,) for part in parts))
