"""What must hold of protective orders."""

from __future__ import annotations

from collections.abc import Iterator

from casework.cases.gate import gate_status
from casework.core.invariants import must_hold
from casework.enforcement.orders.models import Service


@must_hold("I8", "No order was served while contact was not cleared, or the reason is there")
def service_was_cleared() -> Iterator[str]:
    silent = Service.objects.filter(outcome=Service.Outcome.SERVED, not_cleared_reason="")
    for service in silent.select_related("order__case").order_by("pk").iterator():
        if not gate_status(service.order.case, at=service.at).open:
            yield f"service {service.pk} of order {service.order_id}"
