"""What must hold of protective orders."""

from __future__ import annotations

from collections.abc import Iterator

from casework.cases.gate import was_cleared
from casework.core.invariants import must_hold
from casework.enforcement.orders.models import Service, ServiceMethod


@must_hold("I8", "We served no order while contact was not cleared, or the reason is there")
def service_was_cleared() -> Iterator[str]:
    ours = Service.objects.filter(
        outcome=Service.Outcome.SERVED, method=ServiceMethod.PERSONAL, not_cleared_reason=""
    )
    for service in ours.select_related("order__case").order_by("pk").iterator():
        if not was_cleared(service.order.case, typed=service.at, written_at=service.written_at):
            yield f"service {service.pk} of order {service.order_id}"
