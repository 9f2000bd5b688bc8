"""What the frame of every page needs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """Where the source is offered, and whether this is made-up data."""
    return {"source_url": settings.SOURCE_URL, "demonstration": settings.DEMONSTRATION}
