"""What is asked of the court and what it did, and orders that others had made."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.models import ChangeKind
from casework.core.errors import Refused, worded
from casework.enforcement.orders import permissions, rules
from casework.enforcement.orders.actions.shared import (
    TermGiven,
    check_lasts,
    check_past,
    locked,
    new_version,
    require_state,
    tell_change,
    to_the_minute,
)
from casework.enforcement.orders.models import Hearing, Order, OrderState, Version
from casework.enforcement.orders.models.names import LIVE
from casework.enforcement.orders.regimes import Route, law, needs_notice
from casework.ui.times import local_time

S = OrderState
# What became of a live order, and the verb the log tells it with.
BECAME = {
    "NOTHING": "order.nothing",
    "VARIED": "order.varied",
    "RENEWED": "order.renewed",
    "DISCHARGED": "order.discharged",
    "HANDED_OVER": "order.handed_over",
}
CLASH = "Its terms may clash with bail or an order of a family court"


@transaction.atomic
def apply_to_court(
    *, order: Order, by: User, court: str, at: datetime | None = None, note: str = ""
) -> Order:
    """The application has gone to the court at `at` (aware), now unless told.

    Raises NotAllowed, Refused where the law asks for a notice first.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    require_state(order, "applied for", S.PREPARING, S.NOTICE_GIVEN)
    if order.prepared_at is None:
        raise Refused("Write the grounds of the application first.")
    if order.state == S.PREPARING:
        if order.notice and order.notice_lapsed_at is None:
            raise Refused("Serve the notice first.")
        if needs_notice(order.regime):
            raise Refused("This order needs a notice first.")
        rules.check_live(order.regime, order.case.force)
        rules.check_subject(order.case, order.regime)
    at, before = at or timezone.now(), str(order.state)
    since = order.prepared_at if order.notice_served_at is None else order.notice_served_at
    check_past(at, since=since)
    order.apply(at=at, court=worded(court, "Enter which court was asked."))
    return kept(order, "order.applied", by=by, before=before, reason=note.strip(), at=at)


@transaction.atomic
def list_hearing(
    *, order: Order, by: User, hearing_at: datetime, court: str, court_ref: str = ""
) -> Order:
    """The court has given a time; after a notice it must lie before the notice runs out.

    An adjourned hearing is the court's to set: a notice holds until it decides. Raises
    NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    require_state(order, "listed", S.APPLIED, S.ADJOURNED)
    before = str(order.state)
    if order.applied_at is not None and hearing_at < to_the_minute(order.applied_at):
        raise Refused("The hearing must come after the application.")
    until = order.hearing_by if before == S.APPLIED and order.notice_holds else None
    if until is not None and hearing_at > until:
        raise Refused(
            f"The notice runs out on {local_time(until)}. Ask the court for a hearing before that."
        )
    court = worded(court, "Enter which court hears it.")
    order.list_hearing(at=hearing_at, court=court, court_ref=court_ref.strip())
    _heard(order, by=by, outcome=Hearing.Outcome.LISTED)
    return kept(order, "order.listed", by=by, before=before, hearing_at=hearing_at)


def _heard(order: Order, *, by: User, outcome: str, note: str = "") -> None:
    Hearing.objects.create(
        order=order, at=order.hearing_at, court=order.court, outcome=outcome, note=note, by=by
    )


@transaction.atomic
def record_result(
    *,
    order: Order,
    by: User,
    outcome: str,
    note: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    terms: list[TermGiven] | None = None,
    full_text: str = "",
    vary_by: str = "",
    undertaking: bool = False,
    clash: str = "",
) -> Order:
    """What the court did: MADE with its terms, REFUSED, ADJOURNED or WITHDRAWN.

    An order made lasts from `starts_on` (the day of the hearing unless told) to `ends_on`, both
    included, or until further order. Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    require_state(order, "decided by the court", S.LISTED)
    if order.hearing_at is not None and order.hearing_at > timezone.now():
        raise Refused(f"The hearing is on {local_time(order.hearing_at)}. Record it after that.")
    if outcome not in Hearing.Outcome.values or outcome == Hearing.Outcome.LISTED:
        raise Refused("Select what the court did.")
    _heard(order, by=by, outcome=outcome, note=note.strip())
    if outcome == Hearing.Outcome.MADE:
        order.undertaking, order.vary_by = undertaking, vary_by.strip()
        made_at = order.hearing_at or timezone.now()
        _make(order, at=made_at, starts_on=starts_on, ends_on=ends_on)
        _first_terms(order, by=by, terms=terms, full_text=full_text, clash=clash)
        kept(order, "order.made", by=by, before=S.LISTED, ends_on=order.ends_on)
        tell_change(order, by=by, what="order made")
        return order
    return _not_made(order, by=by, outcome=outcome, note=note)


def _not_made(order: Order, *, by: User, outcome: str, note: str) -> Order:
    now = timezone.now()
    if outcome == Hearing.Outcome.ADJOURNED:
        order.adjourn()
        return kept(order, "order.adjourned", by=by, before=S.LISTED, reason=note)
    reason = worded(note, "Say why, as far as it is known.")
    if outcome == Hearing.Outcome.WITHDRAWN:
        order.withdraw(at=now)
        return kept(order, "order.withdrawn", by=by, before=S.LISTED, reason=reason)
    order.refuse(at=now)
    kept(order, "order.refused", by=by, before=S.LISTED, reason=reason)
    tell_change(order, by=by, what="order refused", kind=ChangeKind.ORDER_REFUSED)
    return order


def _make(
    order: Order,
    *,
    at: datetime,
    starts_on: date | None,
    ends_on: date | None,
    given_by: str = "",
) -> None:
    first = starts_on or timezone.localdate(at)
    check_lasts(order, first, ends_on, given_by=given_by)
    order.make(at=at, starts_on=first, ends_on=ends_on)
    # The row first: its terms point to it.
    order.save()


def _first_terms(
    order: Order,
    *,
    by: User,
    terms: list[TermGiven] | None,
    full_text: str,
    clash: str,
    given_by: str = "",
) -> None:
    assert order.starts_on is not None
    new_version(
        order,
        by=by,
        why=Version.Why.MADE,
        starts_on=order.starts_on,
        terms=terms or [],
        full_text=full_text,
        given_by=given_by,
    )
    if clash.strip():
        order.legal_question = f"{CLASH}: {clash.strip()}"


@transaction.atomic
def receive_order(
    *,
    order: Order,
    by: User,
    court: str,
    received_on: date,
    made_on: date,
    full_text: str,
    terms: list[TermGiven],
    starts_on: date | None = None,
    ends_on: date | None = None,
    given_by: str = "",
    court_ref: str = "",
    vary_by: str = "",
    undertaking: bool = False,
    clash: str = "",
) -> Order:
    """An order others had made: by a family or a criminal court, or bail from custody.

    `made_on` and `received_on` are local dates; of the first only the day is known, so that
    instant is its noon, or now where that is still to come. Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    require_state(order, "recorded as received", S.CONSIDERED)
    if order.considered_at is None or law(order.regime).route != Route.RECEIVED:
        raise Refused("This order is applied for. It is made by the court's decision.")
    if made_on > received_on or received_on > timezone.localdate():
        raise Refused("It is made first and received after that, neither in the future.")
    order.received_on, order.undertaking, order.vary_by = received_on, undertaking, vary_by.strip()
    order.court = worded(court, "Enter which court or station it comes from.")
    order.court_ref = court_ref.strip()
    noon = timezone.make_aware(datetime.combine(made_on, datetime.min.time().replace(hour=12)))
    made_at = min(noon, timezone.now())
    first = starts_on or made_on
    _make(order, at=made_at, starts_on=first, ends_on=ends_on, given_by=given_by)
    _first_terms(order, by=by, terms=terms, full_text=full_text, clash=clash, given_by=given_by)
    kept(order, "order.received", by=by, before=S.CONSIDERED, received_on=received_on)
    tell_change(order, by=by, what="order received")
    return order


@transaction.atomic
def keep_watch(
    *,
    order: Order,
    by: User,
    what: str,
    note: str,
    on: date | None = None,
    ends_on: date | None = None,
    given_by: str = "",
    terms: list[TermGiven] | None = None,
    full_text: str = "",
    handed_to: str = "",
) -> Order:
    """What became of a live order: NOTHING, VARIED, RENEWED, DISCHARGED or HANDED_OVER.

    The court's new terms hold from `on`, today unless told; the old ones stay with their dates.
    Raises NotAllowed, Refused.
    """
    if what not in BECAME:
        raise Refused("Select what became of the order.")
    order = locked(order)
    permissions.check_can_work(by, order.case)
    require_state(order, "changed", *LIVE)
    note = worded(note, "Say what the court did, or what you found.")
    before, day = str(order.state), _day_within(order, on or timezone.localdate())
    if what in (Version.Why.VARIED, Version.Why.RENEWED):
        _change(order, what=what, day=day, ends_on=ends_on, given_by=given_by)
        new_version(
            order,
            by=by,
            why=what,
            starts_on=day,
            terms=terms or [],
            full_text=full_text,
            given_by=given_by,
        )
    elif what == "DISCHARGED":
        order.discharge(at=timezone.now())
    elif what == "HANDED_OVER":
        permissions.check_can_supervise(by, order)
        order.handed_to = worded(handed_to, "Say who keeps watch over it now.")
    kept(order, BECAME[what], by=by, before=before, reason=note, ends_on=order.ends_on)
    if what in ("VARIED", "RENEWED", "DISCHARGED"):
        tell_change(order, by=by, what=f"order {what.lower()}")
    return order


def _day_within(order: Order, day: date) -> date:
    """The local day, where the order had begun by then and it has come. Raises Refused."""
    if day > timezone.localdate() or (order.starts_on is not None and day < order.starts_on):
        raise Refused("The day must not lie in the future, nor before the order began.")
    return day


def _change(order: Order, *, what: str, day: date, ends_on: date | None, given_by: str) -> None:
    if what == Version.Why.RENEWED and not law(order.regime).extendable:
        raise Refused("This order cannot be made longer. Consider another order.")
    rules.check_may_be_longer(order, ends_on)
    starts_on = order.starts_on or day
    check_lasts(order, starts_on, ends_on, given_by=given_by)
    if what == Version.Why.RENEWED:
        order.renew(ends_on=ends_on)
    else:
        order.vary(ends_on=ends_on)
    order.save()


@transaction.atomic
def decide_renewal(*, order: Order, by: User, decision: str, note: str, days: int) -> Order:
    """Before its end: go to court for more time (RENEW), or let it end (LET_END).

    `days` is the rung of the ladder that asked. Raises NotAllowed, Refused.
    """
    order = locked(order)
    permissions.check_can_work(by, order.case)
    require_state(order, "renewed", *LIVE)
    if decision not in ("RENEW", "LET_END"):
        raise Refused("Decide whether to seek more time or to let it end.")
    if decision == "RENEW" and not law(order.regime).extendable:
        raise Refused("This order cannot be made longer. Let it end and consider another order.")
    order.renewal, order.warned_at_days = decision, days
    note = worded(note, "Say why, and what keeps those at risk safe once it ends.")
    before = str(order.state)
    return kept(order, "order.end_considered", by=by, before=before, reason=note, decision=decision)


@transaction.atomic
def expire_order(*, order: Order) -> Order:
    """Its last day has passed (a timer's doing); an order that goes on is left. May be called
    twice."""
    order = locked(order)
    ends = rules.end_of(order)
    if order.state not in LIVE or ends is None or ends > timezone.now():
        return order
    before = str(order.state)
    order.expire(at=ends)
    kept(order, "order.expired", by=None, before=before)
    tell_change(order, by=None, what="order expired")
    return order
