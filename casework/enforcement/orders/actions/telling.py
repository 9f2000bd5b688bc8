"""Who is told: the national systems, so that any officer can act, and the protected person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.enforcement.orders import permissions
from casework.enforcement.orders.actions.shared import check_past, locked
from casework.enforcement.orders.models import Circulation, Order, OrderState, VictimUpdate

S = OrderState


@transaction.atomic
def circulate_order(
    *,
    order: Order,
    by: User,
    leds_reference: str,
    pnd_reference: str = "",
    at: datetime | None = None,
) -> Order:
    """LEDS (and PND) hold the notice or the terms as they are now. Raises NotAllowed, Refused."""
    order = locked(order)
    permissions.check_can_work(by, order.case)
    if not (order.is_live or order.notice_holds):
        raise Refused("This order holds nobody now, so there is nothing to circulate.")
    version = order.versions.first()
    _circulate(
        order,
        by=by,
        cancels=False,
        leds_reference=leds_reference,
        pnd_reference=pnd_reference,
        at=at,
        version=version.number if version else 0,
    )
    return kept(order, "order.circulated", by=by, before=order.state)


@transaction.atomic
def cancel_circulation(
    *,
    order: Order,
    by: User,
    leds_reference: str,
    pnd_reference: str = "",
    at: datetime | None = None,
) -> Order:
    """LEDS (and PND) no longer hold it: a stale entry means an unlawful arrest. Raises NotAllowed,
    Refused while it still binds somebody."""
    order = locked(order)
    permissions.check_can_work(by, order.case)
    if order.is_live or order.notice_holds:
        raise Refused("This order is in force, so it stays in the national systems.")
    if not is_circulated(order):
        raise Refused("Nothing of this order is circulated.")
    _circulate(
        order,
        by=by,
        cancels=True,
        leds_reference=leds_reference,
        pnd_reference=pnd_reference,
        at=at,
        version=0,
    )
    return kept(order, "order.circulation_cancelled", by=by, before=order.state)


def is_circulated(order: Order) -> bool:
    """Whether the national systems still hold something of it."""
    latest = order.circulations.first()
    return latest is not None and not latest.cancels


def _circulate(
    order: Order,
    *,
    by: User,
    cancels: bool,
    leds_reference: str,
    pnd_reference: str,
    at: datetime | None,
    version: int,
) -> None:
    at = at or timezone.now()
    check_past(at)
    Circulation.objects.create(
        order=order,
        cancels=cancels,
        leds_reference=worded(leds_reference, "Enter the reference of the entry in LEDS."),
        pnd_reference=pnd_reference.strip(),
        at=at,
        version=version,
        by=by,
    )


@transaction.atomic
def tell_victim(
    *,
    order: Order,
    by: User,
    told: bool,
    told_by: str,
    note: str,
    at: datetime | None = None,
    copy_sent: bool = False,
    safety_plan: str = "",
) -> Order:
    """The protected person knows what became of it, or why they could not be told.

    Where a court refused, or a notice or an order ended, the safety plan is made again. The
    words stay out of the log. Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    at = at or timezone.now()
    check_past(at)
    if safety_is_replanned(order):
        worded(safety_plan, "Say how their safety is planned now.")
    VictimUpdate.objects.create(
        order=order,
        about=str(order.state),
        told=told,
        told_by=worded(told_by, "Say who told them, or who tried."),
        told_at=at,
        copy_sent=copy_sent,
        safety_plan=safety_plan.strip(),
        note=worded(note, "Say how it went."),
        by=by,
    )
    return kept(order, "order.victim_told", by=by, before=order.state, told=told, copy=copy_sent)


def safety_is_replanned(order: Order) -> bool:
    """Whether what protected somebody is gone: refused, withdrawn, ended, or a notice lapsed."""
    gone = (S.REFUSED, S.WITHDRAWN, S.DISCHARGED, S.EXPIRED)
    lapsed = order.notice_lapsed_at is not None and order.made_at is None
    return order.state in gone or lapsed


@transaction.atomic
def answer_alarm(*, order: Order, by: User, note: str) -> Order:
    """Somebody says what is done so that a notice is heard before it dies. Raises NotAllowed,
    Refused without a word."""
    order = locked(order)
    permissions.check_can_supervise(by, order)
    note = worded(note, "Say what you have done to get a hearing in time.")
    return kept(order, "order.alarm_answered", by=by, before=order.state, reason=note)
