"""Bail: its conditions, the checks whether they are kept, a breach, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.actions import hear_of_change
from casework.cases.models import ChangeKind
from casework.core.errors import Refused, worded
from casework.enforcement.warrants import permissions, rules
from casework.enforcement.warrants.actions.shared import (
    Arrest,
    in_the_past,
    keep_arrest,
    locked,
    no_such_move,
    not_before,
)
from casework.enforcement.warrants.models import (
    TRIGGERS,
    BailAuthority,
    BailCheck,
    BailCondition,
    BailEnd,
    BailKind,
    CheckResult,
    Warrant,
    WarrantState,
)
from casework.ui.times import short_date


@transaction.atomic
def set_conditions(
    *,
    warrant: Warrant,
    by: User,
    bail_kind: str,
    bail_authority: str,
    bail_from: date,
    bail_until: date,
    conditions: Sequence[str],
    check_every_days: int,
    check_method: str,
    trigger: str = "",
) -> Warrant:
    """Enter the bail: by whose authority, until when, each condition, how it is checked.

    Police bail may run no longer than its authority allows. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_work_desk(by, warrant.case)
    if warrant.state != WarrantState.RECEIVED or not warrant.is_bail:
        raise no_such_move(warrant, "entered")
    _keep_beginning(warrant, bail_kind, trigger, bail_from)
    texts = [text.strip() for text in conditions if text.strip()]
    if not texts:
        raise Refused("Enter at least one condition.")
    if check_every_days < 1:
        raise Refused("Say how often the conditions are checked.")
    before = str(warrant.state)
    warrant.check_every_days = check_every_days
    warrant.check_method = worded(check_method, "Say how the conditions are checked.")
    _keep_end(warrant, bail_authority, bail_until)
    warrant.begin_checks(until=bail_until)
    after: dict[str, Any] = {"authority": bail_authority, "conditions": len(texts)}
    kept(warrant, "bail.entered", by=by, before=before, until=bail_until, **after)
    BailCondition.objects.bulk_create(
        BailCondition(warrant=warrant, number=number, text=text, added_by=by)
        for number, text in enumerate(texts, 1)
    )
    return warrant


def _keep_beginning(warrant: Warrant, kind: str, trigger: str, since: date) -> None:
    """Put kind and first day onto the row. Raises Refused for what is unknown or still to come."""
    if kind not in BailKind.values or (trigger and trigger not in TRIGGERS):
        raise Refused("Select what kind of bail it is.")
    if since > timezone.localdate():
        raise Refused("The day bail began must be today or in the past.")
    warrant.bail_kind, warrant.trigger, warrant.bail_from = kind, trigger, since


def _keep_end(warrant: Warrant, authority: str, until: date) -> None:
    """Put authority and last day onto the row. Raises Refused beyond what the law allows."""
    if authority not in BailAuthority.values:
        raise Refused("Select who granted the bail.")
    start = warrant.bail_from or timezone.localdate()
    latest = None
    if warrant.bail_kind == BailKind.PRE_CHARGE:
        latest = rules.latest_bail_day(authority, start)
    elif authority != BailAuthority.COURT and authority != BailAuthority.CUSTODY_OFFICER:
        raise Refused("After charge bail is granted by a custody officer or a court.")
    if until <= start or until < timezone.localdate():
        raise Refused("The last day of bail must be after it began, and not in the past.")
    if latest is not None and until > latest:
        who = BailAuthority(authority).label.lower()
        raise Refused(
            f"Bail granted by this authority ({who}) ends on {short_date(latest)} at the latest."
        )
    warrant.bail_authority, warrant.bail_until = authority, until


@transaction.atomic
def check_bail(
    *,
    warrant: Warrant,
    by: User,
    result: str,
    found: str,
    method: str = "",
    condition: BailCondition | None = None,
    at: datetime | None = None,
) -> Warrant:
    """One check: kept, could not tell, or breached and which condition.

    A breach makes the case hear of it. `at` is aware, now unless told; `method` is the agreed
    one unless told. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_search(by, warrant)
    if warrant.state != WarrantState.CHECKING:
        raise no_such_move(warrant, "checked")
    broken = _broken(warrant, result, condition)
    at = in_the_past(at, "The time of the check must be now or in the past.")
    _check_still_runs(warrant, at)
    before = {"state": warrant.state}
    check = BailCheck.objects.create(
        warrant=warrant,
        number=warrant.bail_checks.count() + 1,
        at=at,
        method=method.strip() or warrant.check_method,
        result=result,
        condition=broken,
        found=worded(found, "Say what you saw and heard."),
        logged_by=by,
        logged_at=timezone.now(),
    )
    if broken:
        warrant.find_breach()
        warrant.save()
    after = {"state": warrant.state, "check": check.number, "result": result, "at": at}
    record(obj=warrant, verb="bail.checked", by=by, before=before, after=after)
    if broken:
        note = f"Check {check.number} found a condition of bail broken."
        hear_of_change(case=warrant.case, by=by, kind=ChangeKind.BREACH, note=note)
    return warrant


def _broken(warrant: Warrant, result: str, condition: BailCondition | None) -> BailCondition | None:
    """The condition a check found broken, None where it found none. Raises Refused where it does
    not say so, or names no condition of this bail."""
    if result not in CheckResult.values:
        raise Refused("Select whether the conditions are kept.")
    if result != CheckResult.BREACHED:
        return None
    if condition is None or condition.warrant_id != warrant.pk:
        raise Refused("Select which condition was broken.")
    return condition


def _check_still_runs(warrant: Warrant, at: datetime) -> None:
    if at > rules.bail_ends_at(warrant):
        raise Refused(
            f"Bail ran out on {short_date(warrant.bail_until)}: nothing is left to check, and "
            "nobody is arrested for a breach. A supervisor says what followed."
        )


@transaction.atomic
def answer_breach(
    *,
    warrant: Warrant,
    by: User,
    arrested: bool,
    reason: str = "",
    at: datetime | None = None,
    **arrest: str,
) -> Warrant:
    """An officer has arrested for the breach, or proposes with a reason that nobody is.

    `at` is aware, now unless told; `arrest` are the facts (`shared.Arrest`). The power is named
    in `presenters.power_of_arrest`. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_search(by, warrant)
    if warrant.state != WarrantState.BREACHED:
        raise no_such_move(warrant, "acted on")
    before = str(warrant.state)
    if arrested:
        at = in_the_past(at, "The time of the arrest must be now or in the past.")
        last = warrant.bail_checks.order_by("number").last()
        not_before(at, last.at if last else None, "The breach was found after that time.")
        facts: Arrest = {**arrest}  # type: ignore[typeddict-item]
        keep_arrest(warrant, facts, at=at)
        warrant.execute(by=by, at=at)
        verb = "bail.arrested"
    else:
        warrant.no_arrest_reason = worded(reason, "Say why nobody is arrested.")
        warrant.no_arrest_by = by
        verb = "bail.no_arrest_proposed"
    return kept(warrant, verb, by=by, before=before, reason=reason.strip())


@transaction.atomic
def agree_no_arrest(*, warrant: Warrant, by: User, agreed: bool, reason: str) -> Warrant:
    """A supervisor agrees that nobody is arrested, or sends it back to be acted on.

    Never whoever proposed it. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_agree_no_arrest(by, warrant)
    if warrant.state != WarrantState.BREACHED or not warrant.no_arrest_reason:
        raise no_such_move(warrant, "decided")
    reason = worded(reason, "Say why you decide this.")
    before = str(warrant.state)
    warrant.no_arrest_reason, warrant.no_arrest_by = "", None
    if agreed:
        warrant.check_on()
    return kept(
        warrant, "bail.no_arrest_decided", by=by, before=before, reason=reason, agreed=agreed
    )


@transaction.atomic
def decide_bail_end(
    *,
    warrant: Warrant,
    by: User,
    decision: str,
    reason: str,
    bail_authority: str = "",
    bail_until: date | None = None,
    way: str = "",
) -> Warrant:
    """Before its last day: bail is extended (EXTENDED) by who may, or has ended (ENDED).

    The case hears of either: bail that ends takes its conditions and its powers of arrest with
    it. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_supervise(by, warrant)
    if warrant.state not in (WarrantState.CHECKING, WarrantState.BREACHED):
        raise no_such_move(warrant, "ended")
    reason = worded(reason, "Say why.")
    before = {"state": warrant.state, "until": warrant.bail_until}
    if decision == "EXTENDED":
        _extend(warrant, bail_authority, bail_until)
        verb, kind, note = "bail.extended", ChangeKind.BAIL, "Bail was extended."
    elif decision == "ENDED":
        _end(warrant, way, by=by)
        without = way == BailEnd.WITHOUT_BAIL
        kind = ChangeKind.RELEASED if without else ChangeKind.BAIL
        verb, note = "bail.ended", f"Bail ended: {BailEnd(way).label.lower()}."
    else:
        raise Refused("Select whether bail was extended or has ended.")
    warrant.save()
    after = {"state": warrant.state, "until": warrant.bail_until, "way": warrant.bail_end}
    record(obj=warrant, verb=verb, by=by, before=before, after=after, reason=reason)
    hear_of_change(case=warrant.case, by=by, kind=kind, note=note)
    return warrant


def _extend(warrant: Warrant, authority: str, until: date | None) -> None:
    if until is None or until <= (warrant.bail_until or until):
        raise Refused("Enter the new last day of bail, after the present one.")
    _keep_end(warrant, authority, until)


def _end(warrant: Warrant, way: str, *, by: User) -> None:
    if way not in BailEnd.values:
        raise Refused("Select how bail ended.")
    warrant.no_arrest_reason, warrant.no_arrest_by = "", None
    warrant.end_bail(by=by, at=timezone.now(), way=way)
