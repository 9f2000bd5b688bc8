"""What must hold of visits."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from casework.cases.gate import AN_INSTANT, gate_status
from casework.core.invariants import must_hold
from casework.visits.models import Visit, VisitAttempt

# What officers find at the door may itself close the gate, from that very instant on.


@must_hold("I7", "Nobody approved a visit that they planned or went on")
def nobody_approved_their_own() -> Iterator[str]:
    own = Q(approved_by=F("planned_by"))
    own |= Q(approved_by=F("lead_officer")) | Q(approved_by=F("second_officer"))
    for visit in Visit.objects.filter(own).order_by("pk"):
        yield f"visit {visit.pk}"


@must_hold("I8", "Nobody was at a door while contact was not cleared, or the reason is there")
def visits_were_cleared() -> Iterator[str]:
    silent = VisitAttempt.objects.filter(not_cleared_reason="")
    for attempt in silent.select_related("visit__case").order_by("pk").iterator():
        if not gate_status(attempt.visit.case, at=attempt.at - AN_INSTANT).open:
            yield f"attempt {attempt.pk} of visit {attempt.visit_id}"
