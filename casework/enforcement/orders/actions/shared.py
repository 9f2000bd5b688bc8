"""What every action on an order does: lock, refuse in words, write down once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NotRequired, TypedDict

from django.utils import timezone

from casework.accounts.models import User
from casework.cases.actions import hear_of_change
from casework.cases.gate import require_open_gate, was_cleared
from casework.cases.models import ChangeKind
from casework.core.errors import CaseworkError, Conflict, Refused, worded
from casework.enforcement.orders import rules
from casework.enforcement.orders.models import Order, OrderState, Regime, Term, TermKind, Version
from casework.incidents.queries import homes_of_victims
from casework.people.addresses import could_be_same, normal_address
from casework.people.models import Person


class TermGiven(TypedDict):
    """One condition as it is handed in; what its kind does not need is left out."""

    kind: str
    person: NotRequired[Person | None]
    place: NotRequired[str]
    radius_metres: NotRequired[int | None]
    from_time: NotRequired[Any]
    to_time: NotRequired[Any]
    until: NotRequired[date | None]
    words: NotRequired[str]
    on_face: NotRequired[bool]


def locked(order: Order) -> Order:
    """The order as it is now, its row locked until the transaction ends."""
    row: Order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    return row


def no_such_move(order: Order, what: str) -> CaseworkError:
    """Why the order cannot be `what` (a participle) now: somebody was first, or it is too early."""
    if what == "decided" and order.agreed_by and order.agreed_at:
        by, at = order.agreed_by.display_name, order.agreed_at
        return Conflict("Whether to seek this order has already been decided.", by=by, at=at)
    if what == "served" and order.notice_served_by and order.state == OrderState.NOTICE_GIVEN:
        by, at = order.notice_served_by.display_name, order.notice_served_at
        return Conflict("This notice has already been served.", by=by, at=at)
    state = OrderState(order.state).label.lower()
    return Refused(f"This order is at “{state}”, so it cannot be {what} now.")


def require_state(order: Order, what: str, *states: str) -> None:
    """Raise unless the order is in one of `states`."""
    if order.state not in states:
        raise no_such_move(order, what)


def to_the_minute(at: datetime) -> datetime:
    """A time as somebody types it, without seconds."""
    return at.replace(second=0, microsecond=0)


def check_past(at: datetime, *, since: datetime | None = None, before: str = "") -> None:
    """Raise Refused for a time in the future, or before `since`."""
    if at > timezone.now():
        raise Refused("The time must be now or in the past.")
    if since is not None and at < to_the_minute(since):
        raise Refused(before or "That is before it could have happened. Check the time.")


def check_lasts(order: Order, starts_on: date, ends_on: date | None, *, given_by: str) -> None:
    """Raise Refused where the law of the force's nation does not allow so short or so long."""
    rules.check_period(
        order.regime,
        nation=order.case.force.nation,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by=given_by,
    )


def check_contact_cleared(order: Order, at: datetime, reason: str) -> str:
    """The reason to keep where contact was not cleared at `at`; raises Refused without one.

    What happened is never kept off the record, so who went all the same can say why.
    """
    if was_cleared(order.case, typed=at, written_at=timezone.now()):
        return ""
    if not reason.strip():
        require_open_gate(order.case, at=at)
    return reason.strip()


def tell_change(order: Order, *, by: User | None, what: str, kind: str = ChangeKind.BAIL) -> None:
    """The person's case hears of it. The note names the order, never what anybody said."""
    regime = Regime(order.notice if "notice" in what and order.notice else order.regime)
    hear_of_change(case=order.case, by=by, kind=kind, note=f"{regime.label}: {what}.")


def new_version(
    order: Order,
    *,
    by: User,
    why: str,
    starts_on: date,
    terms: list[TermGiven],
    full_text: str,
    given_by: str = "",
) -> Version:
    """Keep the terms as they are from `starts_on` on. Raises Refused for one that is not whole."""
    if not terms:
        raise Refused("Enter at least one condition of the order.")
    rows = [_term(order, given) for given in terms]
    version = Version.objects.create(
        order=order,
        number=order.versions.count() + 1,
        why=why,
        starts_on=starts_on,
        ends_on=order.ends_on,
        given_by=given_by if order.regime == Regime.PRE_CHARGE_BAIL else "",
        full_text=worded(full_text, "Enter the terms as the order states them."),
        by=by,
    )
    for row in rows:
        row.version = version
    Term.objects.bulk_create(rows)
    return version


def _term(order: Order, given: TermGiven) -> Term:
    facts = {name: fact for name, fact in given.items() if name != "on_face"}
    row = Term(**facts)
    if row.kind == TermKind.TAG:
        _check_tag(order, row.until)
    if row.kind == TermKind.EXCLUSION:
        row.place = worded(row.place, "Enter the place they must stay away from.")
        row.protected_place = may_be_a_home(order, row.place)
        if row.protected_place and not given.get("on_face"):
            raise Refused(
                "Someone to protect may live at that place. Name the area instead, unless the "
                "order itself prints the address."
            )
    return row


def _check_tag(order: Order, until: date | None) -> None:
    if until is None or order.starts_on is None:
        raise Refused("Enter until when the tag is worn.")
    nation = order.case.force.nation
    if until > rules.last_day_of(rules.TAG_LONGEST, order.starts_on, nation):
        months = rules.TAG_LONGEST.amount_in(nation)
        raise Refused(f"A tag is worn for {months} months at most.")


def may_be_a_home(order: Order, place: str) -> bool:
    """Whether somebody to protect may live at a place. Compared here and never shown."""
    normal = normal_address(place, "")
    return any(could_be_same(normal, home) for home in homes_of_victims(order.case.person))
