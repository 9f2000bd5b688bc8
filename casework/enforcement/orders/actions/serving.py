"""Serving the notice and the order, and what the person owes the police from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.enforcement.orders import permissions, rules
from casework.enforcement.orders.actions.breaching import keep_breach
from casework.enforcement.orders.actions.shared import (
    check_contact_cleared,
    check_past,
    locked,
    require_state,
    tell_change,
)
from casework.enforcement.orders.models import (
    Breach,
    Order,
    OrderState,
    Service,
    ServiceMethod,
)
from casework.enforcement.orders.models.names import TO_SERVE
from casework.ui.times import local_time

S = OrderState
SERVED = Service.Outcome.SERVED
NOT_PERSONAL = "It was not served in person. Ask a lawyer before anybody is arrested for a breach."


class Told(TypedDict, total=False):
    """What is told of one try to serve. `at` is aware, now unless told. `not_cleared_reason` says
    how it came that they were served although contact was not cleared."""

    outcome: Required[str]
    place: Required[str]
    at: datetime | None
    identity_check: str
    note: str
    not_cleared_reason: str


class OfNotice(Told, total=False):
    """What the law asks of personal service of a notice besides."""

    explained: bool
    address_for_notice: str
    commanding_officer: str


@transaction.atomic
def serve_notice(*, order: Order, by: User, **told: Unpack[OfNotice]) -> Order:
    """A constable hands over the notice in person, or did not find them.

    Served, it binds at once and the time to the hearing runs: 48 hours by the clock, standing
    still on days the law disregards. Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_serve(by, order)
    require_state(order, "served", S.PREPARING)
    if order.notice_authorised_at is None or not order.notice:
        raise Refused("The notice has not been given yet. It is served once it is authorised.")
    at, before = told.get("at") or timezone.now(), str(order.state)
    check_past(at, since=order.notice_authorised_at, before="The notice was authorised after that.")
    how = {"method": ServiceMethod.PERSONAL, "server": by.display_name, "of_notice": True}
    handed = _attempt(order, told, by=by, at=at, **how)
    if handed.outcome == SERVED:
        _check_handed_over(order, handed)
        deadline = rules.hearing_deadline(order.case, at)
        order.give_notice(by=by, at=at, hearing_by=deadline.due_at, proof=deadline.proof)
    handed.save()
    after = {"outcome": handed.outcome, "hearing_by": order.hearing_by}
    kept(order, "order.notice_served", by=by, before=before, **after)
    if handed.outcome == SERVED:
        tell_change(order, by=by, what="notice served")
    return order


def _attempt(order: Order, told: Told, *, by: User, at: datetime, **how: Any) -> Service:
    """The row of one attempt, not saved; `how` is its method, server and whether of the notice.

    Raises Refused where it does not say what came of it or where, and where we handed it over
    ourselves while contact was not cleared and nobody says why.
    """
    if told["outcome"] not in Service.Outcome.values:
        raise Refused("Select whether it was served.")
    facts: dict[str, Any] = {
        name: fact.strip() if isinstance(fact, str) else fact for name, fact in told.items()
    }
    why = facts.pop("not_cleared_reason", "")
    facts |= {"at": at, "place": worded(told["place"], "Enter where it was served or tried.")}
    if how["method"] == ServiceMethod.PERSONAL:
        facts["not_cleared_reason"] = check_contact_cleared(order, at, why)
    return Service(order=order, by=by, **facts, **how)


def _check_handed_over(order: Order, handed: Service) -> None:
    """What the law asks of personal service of a notice."""
    rules.check_live(order.notice, order.case.force, timezone.localdate(handed.at))
    rules.check_subject(order.case, order.notice, timezone.localdate(handed.at))
    worded(handed.identity_check, "Say how you made sure that it was them.")
    if not handed.explained:
        raise Refused("Read the grounds, the power of arrest and the hearing to them first.")
    worded(
        handed.address_for_notice,
        "Enter the address they gave for notice of the hearing, or that they gave none.",
    )
    if order.service_accommodation:
        worded(handed.commanding_officer, "Name the commanding officer who was told.")


@transaction.atomic
def serve_order(
    *,
    order: Order,
    by: User,
    method: str = ServiceMethod.PERSONAL,
    server: str = "",
    **told: Unpack[Told],
) -> Order:
    """Proof of service of the order as it now stands; or that it could not be served.

    From the first service the time to notify the police runs, where the law asks for that.
    Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_serve(by, order)
    require_state(order, "served", *TO_SERVE)
    if method not in ServiceMethod.values:
        raise Refused("Select how it was served.")
    at, before = told.get("at") or timezone.now(), str(order.state)
    check_past(at, since=order.made_at, before="The order was made after that. Check the time.")
    how = {"method": method, "server": server.strip() or by.display_name, "of_notice": False}
    attempt = _attempt(order, told, by=by, at=at, **how)
    attempt.save()
    if attempt.outcome == SERVED:
        if method == ServiceMethod.PERSONAL:
            worded(attempt.identity_check, "Say how you made sure that it was them.")
        _serve(order, at, method)
    after = {"outcome": attempt.outcome, "method": method, "notification_by": order.notification_by}
    kept(order, "order.served", by=by, before=before, **after)
    if attempt.outcome == SERVED:
        tell_change(order, by=by, what="order served")
    return order


def _serve(order: Order, at: datetime, method: str) -> None:
    owed = rules.owed_after_service(order, timezone.now())
    if owed != S.SERVED and order.notification_by is None:
        deadline = rules.notification_deadline(order.case, at)
        order.notification_by, order.notification_proof = deadline.due_at, deadline.proof
    if method == ServiceMethod.BY_OTHERS:
        order.legal_question = order.legal_question or NOT_PERSONAL
    order.serve(at=at, how=method, then=owed)


@transaction.atomic
def record_notified(*, order: Order, by: User, at: datetime | None = None, note: str = "") -> Order:
    """They came and gave their name and address, at `at` (aware), now unless told.

    Where that was after the time the law gives, the breach stays one. Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    if order.notification_by is None or order.notified_at is not None or not order.is_live:
        raise Refused("No notification is owed on this order now.")
    at, before = at or timezone.now(), str(order.state)
    check_past(at, since=order.first_served_at, before="The order was served after that.")
    if at > order.notification_by:
        _miss(order)
    if order.state in (S.NOTIFICATION_DUE, S.OVERDUE):
        order.notify(at=at)
    else:
        order.notified_at = at
    after = {"at": at, "in_time": at <= order.notification_by}
    return kept(order, "order.notified", by=by, before=before, reason=note.strip(), **after)


@transaction.atomic
def miss_notification(*, order: Order) -> Order:
    """The time to notify has passed (a timer's doing): it is overdue, and that is a breach.

    An order not held up by it is left. May be called twice.
    """
    order = locked(order)
    owed = order.notification_by
    if owed is None or order.notified_at is not None or not order.is_live:
        return order
    if owed > timezone.now() or _missed(order):
        return order
    before = str(order.state)
    _miss(order)
    return kept(order, "order.notification_missed", by=None, before=before)


def _missed(order: Order) -> bool:
    return order.breaches.filter(kind=Breach.Kind.NOTIFICATION).exists()


def _miss(order: Order) -> None:
    """Overdue, with the breach that it is, once."""
    if order.notification_by is None or _missed(order):
        return
    if order.state == S.NOTIFICATION_DUE:
        order.miss_notification()
    order.save()
    keep_breach(
        order,
        by=None,
        kind=Breach.Kind.NOTIFICATION,
        happened_at=order.notification_by,
        what=f"They had not notified the police by {local_time(order.notification_by)}.",
    )


@transaction.atomic
def lapse_notice(*, order: Order) -> Order:
    """No hearing was listed before the notice ran out (a timer's doing): it binds nobody now.

    An order whose notice was heard in time, or was never served, is left. May be called twice.
    """
    order = locked(order)
    now = timezone.now()
    if order.state not in (S.NOTICE_GIVEN, S.APPLIED) or not order.notice_holds:
        return order
    if order.hearing_by is None or order.hearing_by > now:
        return order
    before = str(order.state)
    order.let_notice_lapse(at=order.hearing_by)
    kept(order, "order.notice_lapsed", by=None, before=before)
    tell_change(order, by=None, what="notice lapsed unheard")
    return order
