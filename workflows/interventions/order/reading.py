"""What the flow of an order reads from the record before it goes on."""

from __future__ import annotations

from typing import Any

from casework.enforcement.orders import rules
from casework.enforcement.orders.actions.telling import is_circulated
from casework.enforcement.orders.models import Order, OrderState
from casework.enforcement.orders.models.names import LIVE, TO_SERVE
from casework.enforcement.orders.queries import step_of
from casework.enforcement.orders.regimes import Route, law
from workflows.interventions.order.waiting import open_tasks
from workflows.models import Intervention
from workflows.steps import now

S = OrderState


def order_of(intervention: Intervention) -> Order:
    """The order as it is now, not as it was when the process row was read."""
    return Order.objects.get(pk=intervention.order_id)


def order_state(intervention: Intervention) -> str:
    return str(order_of(intervention).state)


def how_it_comes(intervention: Intervention) -> str:
    """Whether the police go to court for it, or others make it."""
    received = law(order_of(intervention).regime).route == Route.RECEIVED
    return "received" if received else "sought"


def notice_first(intervention: Intervention) -> str:
    """Whether the person is given a notice before a court is asked."""
    order = order_of(intervention)
    return "yes" if order.notice and order.notice_lapsed_at is None else "no"


def notice_decided(intervention: Intervention) -> str:
    order = order_of(intervention)
    if order.state == S.PREPARING:
        return "given" if order.notice_authorised_at else "sent back"
    return "refused"


def hearing_in_time(intervention: Intervention) -> str:
    """Whether somebody still has to see to it that the notice is heard before it dies."""
    waits = order_of(intervention).state in (S.NOTICE_GIVEN, S.APPLIED)
    return "not listed" if waits else "listed or over"


def what_became_of_it(intervention: Intervention) -> str:
    """How a live order stands after somebody looked, or its clock ran."""
    order = order_of(intervention)
    if order.state in (S.DISCHARGED, S.EXPIRED):
        return "ended"
    if order.handed_to:
        return "handed over"
    return "changed" if order.state in (S.VARIED, S.RENEWED) else "goes on"


def what_is_due(intervention: Intervention) -> str:
    """Why the watch was interrupted: its end has come, or a warning of it."""
    ends = rules.end_of(order_of(intervention))
    return "its end" if ends is not None and ends <= now() else "a warning"


def outcome_of(intervention: Intervention) -> str:
    order = order_of(intervention)
    return "handed over" if order.state in LIVE else str(order.state)


def circulated(intervention: Intervention) -> str:
    return "yes" if is_circulated(order_of(intervention)) else "no"


def breach_waits_for(intervention: Intervention) -> str:
    """What the breach that was dealt with last waits for now."""
    latest = order_of(intervention).breaches.order_by("turn").last()
    return step_of(latest) if latest else "ended"


# --- which branches -------------------------------------------------------------------------------


def to_be_served(activation: Any) -> bool:
    """Whether the terms as they stand are to be served and nobody is at it yet."""
    order = order_of(activation.process)
    return order.state in TO_SERVE and not open_tasks(activation.process, "serve_order")


def notification_is_owed(activation: Any) -> bool:
    owed = order_of(activation.process).state in (S.NOTIFICATION_DUE, S.OVERDUE)
    return owed and not open_tasks(activation.process, "notify")


def to_be_circulated(activation: Any) -> bool:
    return not open_tasks(activation.process, "circulate")


def to_be_told(activation: Any) -> bool:
    """One open task to tell the protected person covers what came since."""
    return not open_tasks(activation.process, "tell_victim")


def notice_is_circulated(activation: Any) -> bool:
    return is_circulated(order_of(activation.process))
