"""Tags for forms."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm
from django.utils.safestring import SafeString

from casework.ui.components import render
from casework.ui.errors import summary_of
from casework.ui.tags.library import register


@register.simple_tag
def error_summary(form: BaseForm | None) -> SafeString:
    """What is wrong with the form, at the top of the page, each linked to its field."""
    errors = summary_of(form) if form is not None else []
    if not errors:
        return SafeString("")
    return render("error-summary", {"titleText": "There is a problem", "errorList": errors})


@register.simple_tag(takes_context=True)
def form_page(
    context: template.Context, form: BaseForm, button: str = "", **options: Any
) -> SafeString:
    """Error summary and fields; with `button` also the form around them, ready to send.

    Options of the form: `action`, `back_href`, `back_text`, `variant` of the button, `draft`
    (the address that keeps drafts), `method`.
    """
    given = {
        "summary": error_summary(form),
        "fields": form.render(),
        "button": button,
        "multipart": form.is_multipart(),
        "csrf_token": str(context.get("csrf_token", "")),
        **options,
    }
    return render("form-page", given)
