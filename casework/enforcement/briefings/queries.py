"""Which briefings a reader is shown. Reads only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from casework.core.errors import NotVisible
from casework.enforcement.briefings.models import Briefing

MOST = 50


def find_briefing(pk: int, user: Any) -> Briefing:
    """The briefing, if the user may see it; NotVisible otherwise."""
    found = Briefing.objects.visible_to(user).filter(pk=pk)
    briefing: Briefing | None = found.select_related("case__person", "case__force").first()
    if briefing is None:
        raise NotVisible("There is no such briefing.")
    return briefing


def sent_to(user: Any) -> QuerySet[Briefing]:
    """What the reader's teams are briefed with; recalled ones first, then the newest."""
    sent: QuerySet[Briefing] = Briefing.objects.sent_to(user).select_related("case__person")
    return sent.order_by("-recalled_at", "-published_at", "pk")
