"""The protective notice or order (domain: section 2i).

A notice binds at once and dies unless a court hears it in time; an order lives for months or
years, so this flow keeps watch over it until it ends, while breaches run beside it.
"""

from __future__ import annotations

from typing import Any

from viewflow.workflow import nodes

from casework.accounts.models import User
from casework.cases.hearing import hears
from casework.cases.models import Case, Change, ChangeKind
from casework.enforcement.orders import actions as orders
from casework.enforcement.orders.models.names import LIVE
from casework.enforcement.orders.queries import AT
from workflows.flow import InterventionFlow, starts_with, this
from workflows.interventions.order.breaches import Breaches
from workflows.interventions.order.living import Living
from workflows.interventions.order.reading import order_of
from workflows.interventions.order.sought import Sought
from workflows.interventions.order.waiting import drop, open_tasks, wake
from workflows.models import Intervention


class ProtectiveOrderFlow(Sought, Living, Breaches, InterventionFlow):
    """Protective notice or order

    A court bars the person from those they harm; until it has decided, a notice may.
    """

    kind = "order"
    heading = Intervention.Heading.DISRUPT
    keeps = "order"
    hint = "A notice, a protective order or bail: sought or received, served and watched over"
    alone = False

    start = starts_with(this.opened)

    # Beside everything else it waits for a breach, whoever reports one.
    opened = (
        nodes.Split().Annotation(title="Started").Next(this.consider).Next(this.wait_for_breach)
    )

    @staticmethod
    def check_can_start(case: Case) -> None:
        orders.check_order_may_be_started(case)

    @classmethod
    def begin(cls, intervention: Intervention, *, case: Case, by: User) -> None:
        intervention.order = orders.start_order(case=case, by=by)

    @classmethod
    def withdraw(cls, intervention: Intervention, *, by: User, reason: str) -> None:
        """Stop it; refused once a notice was served or the order was made."""
        orders.withdraw_order(order=order_of(intervention), by=by, reason=reason)

    def let_notice_lapse(self, activation: Any) -> None:
        """The notice binds nobody now, so it is not put on LEDS any more."""
        orders.lapse_notice(order=order_of(activation.process))
        drop(activation.process, "circulate")

    def miss_notification(self, activation: Any) -> None:
        orders.miss_notification(order=order_of(activation.process))

    def expire(self, activation: Any) -> None:
        orders.expire_order(order=order_of(activation.process))

    def stop_asking(self, activation: Any) -> None:
        """What only a live order asks for is asked no more."""
        drop(activation.process, "serve_order", "notify", "circulate")

    def stop_waiting(self, activation: Any) -> None:
        """No new breach comes from here; those that were reported go on to their own end.

        An order that another unit watches over from now on is still circulated.
        """
        drop(activation.process, "wait_for_breach", "serve_order", "notify")
        if order_of(activation.process).state not in LIVE:
            drop(activation.process, "circulate")


@hears
def breach_was_reported(change: Change) -> None:
    """Each breach that nobody works on yet gets its task, whoever reported it and wherever."""
    if change.kind != ChangeKind.BREACH:
        return
    for intervention in Intervention.objects.open().filter(
        case=change.case_id, kind=ProtectiveOrderFlow.kind
    ):
        at_work = len(open_tasks(intervention, *AT))
        for _ in range(order_of(intervention).breaches.open().count() - at_work):
            wake(intervention, "wait_for_breach")
