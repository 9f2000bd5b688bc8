"""The doctor's look at the calendar: no deadline may be counted over days nobody has checked."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from casework.clocks import horizon_warning
from casework.core.doctor import register


@register("The calendar of bank holidays reaches a year ahead")
def calendar_reaches_far_enough() -> Iterator[str]:
    if warning := horizon_warning(timezone.localdate()):
        yield warning
