"""Breaches: reported by anyone, recorded and graded within a day, then what came of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.actions import hear_of_change
from casework.cases.models import ChangeKind
from casework.core.errors import Refused, worded
from casework.enforcement.orders import permissions, rules
from casework.enforcement.orders.actions.shared import check_past, locked
from casework.enforcement.orders.models import Breach, BreachState, Order, Regime
from casework.enforcement.orders.models.names import BREACH_ENDED

B = BreachState
ARREST_MADE, ARREST_ORDERED, NO_ARREST = "MADE", "ORDERED", "NONE"


@transaction.atomic
def report_breach(*, order: Order, by: User, happened_at: datetime, what: str) -> Breach:
    """Anyone who sees the case says that a term was broken at `happened_at` (aware).

    It is recorded as a crime and the arrest is graded within 24 hours, and the risk is assessed
    again. Raises NotAllowed, Refused where nothing bound the person then.
    """
    order = locked(order)
    permissions.check_can_report_breach(by, order)
    check_past(happened_at)
    if not rules.covers(order, happened_at):
        raise Refused("No notice or order was in force at that time. Check when it happened.")
    what = worded(what, "Say what happened, and which term it broke.")
    kind = Breach.Kind.TERM
    return keep_breach(order, by=by, kind=kind, happened_at=happened_at, what=what)


def keep_breach(
    order: Order, *, by: User | None, kind: str, happened_at: datetime, what: str
) -> Breach:
    """The breach with its 24 hours, its event, and the case's new assessment."""
    now = timezone.now()
    deadline = rules.breach_deadline(order.case, now)
    of_notice = order.made_at is None or happened_at < order.made_at
    breach: Breach = Breach.objects.create(
        order=order,
        kind=kind,
        of_notice=of_notice and rules.in_notice(order, happened_at),
        happened_at=happened_at,
        what=what,
        reported_by=by,
        reported_at=now,
        due_at=deadline.due_at,
        due_proof=deadline.proof,
        turn=_next_turn(order),
    )
    after = {"state": breach.state, "kind": kind, "due_at": breach.due_at}
    record(obj=breach, verb="breach.reported", by=by, after=after)
    regime = Regime(order.notice if breach.of_notice else order.regime)
    note = f"{regime.label}: breach {breach.pk} reported."
    hear_of_change(case=order.case, by=by, kind=ChangeKind.BREACH, note=note)
    return breach


def _next_turn(order: Order) -> int:
    latest: int | None = Breach.objects.filter(order=order).aggregate(top=Max("turn"))["top"]
    return (latest or 0) + 1


def _begin(order: Order, breach: Breach, by: User, *states: str) -> Breach:
    """The breach under the lock of its order. Raises Refused where it is past this."""
    order = locked(order)
    permissions.check_can_work(by, order.case)
    row: Breach = Breach.objects.select_for_update(of=("self",), no_key=True).get(pk=breach.pk)
    if row.order_id != order.pk:
        raise Refused("That breach is of another order.")
    if row.state not in states:
        raise Refused(f"This breach is at “{B(row.state).label.lower()}” already.")
    row.turn = _next_turn(order)
    return row


@transaction.atomic
def record_breach(
    *,
    order: Order,
    by: User,
    breach: Breach,
    crime_ref: str,
    arrest: str,
    grade: str = Breach.Grade.A,
    grade_reason: str = "",
    arrested_at: datetime | None = None,
    custody_ref: str = "",
    no_arrest_reason: str = "",
    legal_advice: str = "",
) -> Breach:
    """The breach has its crime record and the arrest its grade: A, or lower with a reason.

    `arrest` is MADE with its time and custody reference, ORDERED, or NONE with the reason why a
    sergeant should decide so. Raises NotAllowed, Refused.
    """
    row = _begin(order, breach, by, B.REPORTED)
    if row.recorded_at is not None:
        raise Refused("This breach has its crime record already.")
    row.crime_ref = worded(crime_ref, "Enter the crime or occurrence reference.")
    if grade not in Breach.Grade.values:
        raise Refused("Select how urgent the arrest is.")
    row.grade, row.grade_reason = grade, grade_reason.strip()
    if grade != Breach.Grade.A:
        worded(grade_reason, "Say why the arrest is graded below A.")
    row.recorded_by, row.recorded_at = by, timezone.now()
    _arrest(row, arrest, arrested_at, custody_ref, no_arrest_reason, legal_advice)
    after = {"grade": grade, "crime_ref": row.crime_ref, "arrest": arrest}
    return kept(row, "breach.recorded", by=by, before=B.REPORTED, **after)


@transaction.atomic
def arrest_for_breach(
    *,
    order: Order,
    by: User,
    breach: Breach,
    arrest: str,
    arrested_at: datetime | None = None,
    custody_ref: str = "",
    no_arrest_reason: str = "",
    legal_advice: str = "",
) -> Breach:
    """They are arrested (MADE), or an officer asks a sergeant that nobody be (NONE)."""
    row = _begin(order, breach, by, B.REPORTED)
    if row.recorded_at is None:
        raise Refused("Record the breach as a crime first.")
    if arrest == ARREST_ORDERED:
        raise Refused("The arrest is ordered already. Record that it was made.")
    _arrest(row, arrest, arrested_at, custody_ref, no_arrest_reason, legal_advice)
    return kept(row, "breach.arrest", by=by, before=B.REPORTED, arrest=arrest)


def _arrest(
    row: Breach,
    arrest: str,
    arrested_at: datetime | None,
    custody_ref: str,
    reason: str,
    legal_advice: str,
) -> None:
    if arrest not in (ARREST_MADE, ARREST_ORDERED, NO_ARREST):
        raise Refused("Select what happens about the arrest.")
    row.no_arrest_asked = ""
    if arrest == NO_ARREST:
        row.no_arrest_asked = worded(reason, "Say why nobody should be arrested.")
        return
    _check_may_be_arrested(row, legal_advice)
    if arrest == ARREST_MADE:
        at = arrested_at or timezone.now()
        check_past(at, since=row.happened_at, before="The breach happened after that.")
        custody = worded(custody_ref, "Enter the custody reference of the arrest.")
        court = rules.court_by(row.order, of_notice=row.of_notice, arrested_at=at)
        row.arrest(at=at, custody_ref=custody, court_by=court)


def _check_may_be_arrested(row: Breach, legal_advice: str) -> None:
    order = row.order
    if order.undertaking and not row.of_notice:
        raise Refused("This is an undertaking. Nobody is arrested for breaking it.")
    if order.legal_question and not order.legal_advice and not row.of_notice:
        order.legal_advice = worded(
            legal_advice, f"{order.legal_question} Enter what the lawyer advised."
        )
        order.save()


@transaction.atomic
def decide_no_arrest(
    *, order: Order, by: User, breach: Breach, decision: str, reason: str
) -> Breach:
    """A sergeant agrees that nobody is arrested (AGREE), or wants the arrest (ARREST).

    Raises NotAllowed for whoever recorded the breach, Refused.
    """
    row = _begin(order, breach, by, B.REPORTED)
    permissions.check_can_decide_no_arrest(by, row)
    if not row.no_arrest_asked:
        raise Refused("Nobody asked that there be no arrest.")
    reason = worded(reason, "Say why you decide this.")
    if decision == "AGREE":
        row.do_not_arrest(by=by, reason=reason)
    elif decision == "ARREST":
        row.no_arrest_asked = ""
    else:
        raise Refused("Decide whether somebody is to be arrested.")
    return kept(row, "breach.no_arrest_decided", by=by, before=B.REPORTED, reason=reason)


@transaction.atomic
def end_breach(*, order: Order, by: User, breach: Breach, outcome: str, note: str) -> Breach:
    """What came of it: CHARGED, NFA or COURT_DEALT. Raises NotAllowed, Refused."""
    row = _begin(order, breach, by, B.ARRESTED, B.NOT_ARRESTED)
    if outcome not in BREACH_ENDED:
        raise Refused("Select what came of the breach.")
    before = str(row.state)
    row.end(outcome, by=by, at=timezone.now(), note=worded(note, "Say what came of it."))
    return kept(row, "breach.ended", by=by, before=before, reason=note.strip())
