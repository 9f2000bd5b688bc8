"""What is asked of the orders: which breaches wait for what, which other orders bind the person."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from casework.accounts.models import Force
from casework.enforcement.orders import rules
from casework.enforcement.orders.models import Breach, BreachState, Order, Regime, RegimeSwitch

B = BreachState
# What a breach waits for, by the name of its step.
AT: dict[str, Q] = {
    "breach": Q(state=B.REPORTED, recorded_at=None),
    "arrest": Q(state=B.REPORTED, recorded_at__isnull=False, no_arrest_asked=""),
    "no_arrest": Q(state=B.REPORTED, recorded_at__isnull=False) & ~Q(no_arrest_asked=""),
    "breach_outcome": Q(state__in=[B.ARRESTED, B.NOT_ARRESTED]),
}


def breaches_at(order: Order, step: str) -> QuerySet[Breach]:
    """The breaches of an order that wait for this step, the oldest report first."""
    return order.breaches.filter(AT[step]).order_by("reported_at", "pk")


def step_of(breach: Breach) -> str:
    """What a breach waits for, or "ended"."""
    if breach.state == B.REPORTED:
        if breach.recorded_at is None:
            return "breach"
        return "no_arrest" if breach.no_arrest_asked else "arrest"
    return "breach_outcome" if breach.state in (B.ARRESTED, B.NOT_ARRESTED) else "ended"


def other_live(order: Order) -> QuerySet[Order]:
    """Other orders that bind the same person now, whose terms may clash with these."""
    theirs: QuerySet[Order] = Order.objects.live().filter(case__person=order.case.person_id)
    found: QuerySet[Order] = theirs.exclude(pk=order.pk).order_by("made_at", "pk")
    return found


def switches(force: Force) -> QuerySet[RegimeSwitch]:
    """Every row of a force, the latest day first."""
    return force.regime_switches.select_related("entered_by", "confirmed_by")


def in_use(force: Force) -> list[tuple[Regime, bool]]:
    """Each notice and order, and whether the force has it today."""
    return [(regime, rules.is_live(regime, force)) for regime in Regime]
