"""Whether to seek an order, and what goes to the court; a notice is given by a rank above."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.gate import require_open_gate
from casework.cases.models import Case
from casework.cases.models.states import UNDER_WAY
from casework.core.errors import Refused, worded
from casework.enforcement.orders import permissions, rules
from casework.enforcement.orders.actions.shared import locked, no_such_move, require_state
from casework.enforcement.orders.models import Order, OrderState, Regime, VictimView
from casework.enforcement.orders.models.names import NOTICES
from casework.enforcement.orders.regimes import Route, law, needs_notice
from casework.people.models import Person

S = OrderState
NOT_BY_RECEIPT = "This order is made by others. Record it when it comes."


def check_order_may_be_started(case: Case) -> None:
    """Raise Refused where no order may be considered on this case: it must be under way."""
    if case.state not in UNDER_WAY:
        raise Refused("An order can be considered once a manager has adopted the case.")


@transaction.atomic
def start_order(*, case: Case, by: User) -> Order:
    """Open an empty order on a case that is under way. Raises NotAllowed, Refused."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    permissions.check_can_work(by, case)
    check_order_may_be_started(case)
    order: Order = Order.objects.create(case=case)
    record(obj=order, verb="order.started", by=by, after={"state": order.state})
    return order


@transaction.atomic
def consider_order(
    *,
    order: Order,
    by: User,
    regime: str,
    protected: Person | str,
    reason: str,
    victim_view: str = "",
    victim_view_note: str = "",
    article_8: str = "",
) -> Order:
    """Say which order, for whom and why; `regime` may be a notice, which its order follows.

    The law's limits are looked at here already: live in this force, an adult, somebody of 16 or
    over to protect. Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    require_state(order, "considered", S.CONSIDERED)
    _choose(order, regime)
    for each in filter(None, (order.notice, order.regime)):
        _check_law(order, each, protected)
    _name_protected(order, protected)
    order.reason = worded(reason, "Say why an order is considered.")
    if law(order.regime).route == Route.APPLICATION:
        _weigh(order, victim_view=victim_view, note=victim_view_note, article_8=article_8)
    order.considered_by, order.considered_at = by, timezone.now()
    return kept(
        order,
        "order.considered",
        by=by,
        before=S.CONSIDERED,
        regime=order.regime,
        notice=order.notice,
    )


def _choose(order: Order, regime: str) -> None:
    """Put the order onto the row, and the notice that comes first where one was chosen."""
    if regime not in Regime.values or needs_notice(regime):
        raise Refused("Select which order is considered.")
    order.notice = regime if regime in NOTICES else ""
    order.regime = NOTICES.get(Regime(regime), Regime(regime))


def _name_protected(order: Order, protected: Person | str) -> None:
    """Whom it is to protect: a person on record, or who they are in words."""
    if isinstance(protected, Person):
        order.protected_person = protected
        return
    order.protected_person = None
    order.protected_words = worded(protected, "Say whom the order is to protect.")


def _weigh(order: Order, *, victim_view: str, note: str, article_8: str) -> None:
    """What is weighed before a court is asked: their view, and the private life of both."""
    if victim_view not in VictimView.values:
        raise Refused("Say what the protected person thinks of it, or why they were not asked.")
    order.article_8 = worded(article_8, "Say why it is proportionate to private life.")
    order.victim_view, order.victim_view_note = victim_view, note.strip()


def _check_law(order: Order, regime: str, protected: Person | str) -> None:
    rules.check_live(regime, order.case.force)
    rules.check_subject(order.case, regime)
    rules.check_protected(protected if isinstance(protected, Person) else None, regime)


@transaction.atomic
def decide_order(*, order: Order, by: User, decision: str, reason: str) -> Order:
    """A supervisor agrees that it is prepared (PREPARE), or that it is not pursued (DROP).

    Raises NotAllowed for whoever proposed it, Refused without a reason.
    """
    order = locked(order)
    permissions.check_can_agree(by, order)
    require_state(order, "decided", S.CONSIDERED)
    if order.considered_at is None:
        raise Refused("Say first which order is considered, and why.")
    if law(order.regime).route == Route.RECEIVED:
        raise Refused(NOT_BY_RECEIPT)
    reason = worded(reason, "Say why you decide this.")
    if decision == "PREPARE":
        order.pursue(by=by, at=timezone.now(), reason=reason)
    elif decision == "DROP":
        order.drop(at=timezone.now(), reason=reason)
        order.agreed_by, order.agreed_at = by, order.ended_at
    else:
        raise Refused("Decide whether to prepare the order or not to pursue it.")
    return kept(order, "order.decided", by=by, before=S.CONSIDERED, reason=reason)


@transaction.atomic
def prepare_order(
    *,
    order: Order,
    by: User,
    grounds: str,
    terms_sought: str,
    child_welfare: str = "",
    representations: str = "",
    service_accommodation: bool = False,
) -> Order:
    """What goes to the court and, of a notice, to the person: grounds and what is asked for.

    Before a notice the welfare of children and what the person says are considered too (Crime
    and Security Act 2010 s.24; Domestic Abuse Act 2021 s.24). Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    require_state(order, "prepared", S.PREPARING)
    order.grounds = worded(grounds, "Enter the grounds: what happened and why an order is needed.")
    order.terms_sought = worded(terms_sought, "Enter what the order should ask of them.")
    order.child_welfare, order.representations = child_welfare.strip(), representations.strip()
    if _gives_notice(order):
        worded(order.child_welfare, "Say what is known about the welfare of any child.")
        worded(order.representations, "Say what they had to say, or why they were not asked.")
    order.service_accommodation = service_accommodation
    order.prepared_by, order.prepared_at, order.returned = by, timezone.now(), ""
    if order.notice_served_at is None:
        order.notice_authorised_by = order.notice_authorised_at = None
    return kept(order, "order.prepared", by=by, before=order.state)


def _gives_notice(order: Order) -> bool:
    return bool(order.notice) and order.notice_lapsed_at is None


@transaction.atomic
def authorise_notice(*, order: Order, by: User, decision: str, reason: str = "") -> Order:
    """The rank the law asks for gives the notice (AUTHORISE), wants it changed (SEND_BACK) or
    refuses it (REFUSE), after which it is not pursued.

    Needs grounds, an adult, a regime that is live and contact that is cleared. Raises NotAllowed,
    Refused.
    """
    order = locked(order)
    _check_notice_waits(order)
    permissions.check_can_authorise_notice(by, order)
    before, now = str(order.state), timezone.now()
    if decision == "AUTHORISE":
        if order.prepared_at is None:
            raise Refused("The grounds are not written yet.")
        _check_law(order, order.notice, order.protected_person or order.protected_words)
        require_open_gate(order.case, at=now)
        order.notice_authorised_by, order.notice_authorised_at = by, now
        return kept(order, "order.notice_authorised", by=by, before=before, reason=reason)
    if decision == "SEND_BACK":
        order.returned = worded(reason, "Say what must change.")
        return kept(order, "order.notice_sent_back", by=by, before=before, reason=reason)
    if decision == "REFUSE":
        reason = worded(reason, "Say why the notice is refused.")
        order.drop(at=now, reason=reason)
        return kept(order, "order.notice_refused", by=by, before=before, reason=reason)
    raise Refused("Decide whether to give the notice, to send it back or to refuse it.")


def _check_notice_waits(order: Order) -> None:
    if not order.notice:
        raise Refused("This order is applied for without a notice.")
    require_state(order, "authorised", S.PREPARING)
    if order.notice_authorised_at is not None:
        raise no_such_move(order, "authorised")


@transaction.atomic
def decide_after_lapse(*, order: Order, by: User, decision: str, reason: str) -> Order:
    """A supervisor decides once a notice died unheard: apply without one (APPLY), or end (END).

    A DVPO cannot be had without a notice. Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_supervise(by, order)
    require_state(order, "decided", S.PREPARING)
    if order.notice_lapsed_at is None:
        raise Refused("The notice has not lapsed. It is still to be given.")
    reason = worded(reason, "Say why you decide this.")
    before = str(order.state)
    if decision == "END":
        order.drop(at=timezone.now(), reason=reason)
    elif decision != "APPLY":
        raise Refused("Decide whether to apply without a notice or to end it.")
    elif needs_notice(order.regime):
        raise Refused("This order needs a notice first. End it, and start again if it is needed.")
    return kept(order, "order.decided_after_lapse", by=by, before=before, reason=reason)


@transaction.atomic
def withdraw_order(*, order: Order, by: User, reason: str) -> Order:
    """Stop it, for a reason, before anything took effect.

    Raises Refused once a notice was served or the order was made: then it ends with its outcome.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    reason = worded(reason, "Say why the order is not pursued.")
    before, now = str(order.state), timezone.now()
    if order.notice_holds:
        raise Refused("The notice has been served. It ends with what the court decides.")
    if order.state in (S.CONSIDERED, S.PREPARING):
        order.drop(at=now, reason=reason)
    elif order.state in (S.APPLIED, S.LISTED, S.ADJOURNED):
        order.withdraw(at=now)
    else:
        raise Refused("The court has decided. The order ends with what becomes of it.")
    return kept(order, "order.withdrawn", by=by, before=before, reason=reason)
