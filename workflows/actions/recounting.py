"""The end of a record is counted again, and whatever waits for it waits for the new one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.accounts.models import User
from casework.core.queue import enqueue
from casework.enforcement.orders import actions as orders
from casework.enforcement.orders.models import Order
from workflows.models import Intervention


@transaction.atomic
def count_notice_again(
    *, order: Order, by: User, reason: str, seen: datetime | None = None
) -> Order:
    """The time of a protection notice with the bank holidays of today; alerts and the end of the
    notice follow it in a job of their own. Raises as `orders.count_hearing_again`."""
    row = orders.count_hearing_again(order=order, by=by, reason=reason, seen=seen)
    running = Intervention.objects.open().filter(order=row)
    for pk in running.values_list("pk", flat=True):
        enqueue("workflows.jobs.time_again", intervention=pk)
    return row
