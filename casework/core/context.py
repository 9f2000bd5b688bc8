"""What the frame of every page needs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


def frame(request: HttpRequest) -> dict[str, object]:
    """Where the source is offered, whether this is made-up data, and the way to sign out."""
    return {
        "source_url": settings.SOURCE_URL,
        "demonstration": settings.DEMONSTRATION,
        "sign_out_href": _address("accounts:sign_out"),
    }


def _address(name: str) -> str:
    """The address of a named page, or "" in a copy without the room that has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
