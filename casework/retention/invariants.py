"""What must hold of retention records."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from casework.cases.models.states import ENDED
from casework.core.invariants import must_hold
from casework.retention.models import Retention


@must_hold("I10", "No clear period of a retention record began before its case ended")
def clear_periods_begin_after_the_end() -> Iterator[str]:
    early = Q(clear_from__lt=F("case__ended_at")) | ~Q(case__state__in=ENDED)
    for key in Retention.objects.filter(early).order_by("pk").values_list("pk", flat=True):
        yield f"retention record {key}"
