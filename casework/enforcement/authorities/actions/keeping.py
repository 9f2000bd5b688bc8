"""What the authorising officer does while an authority is live, and how it ends."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.core.errors import Conflict, Refused, worded
from casework.enforcement.authorities import permissions, rules
from casework.enforcement.authorities.actions.shared import (
    locked,
    require_review,
    require_running,
    tell,
)
from casework.enforcement.authorities.models import Alert, Authority, AuthorityState, Lapse
from casework.enforcement.authorities.models.states import PERHAPS_URGENT, PERHAPS_WRITTEN

S = AuthorityState


@transaction.atomic
def review(*, authority: Authority, by: User, review_on: date, reason: str) -> Authority:
    """It is still needed: say why, and when it is looked at next."""
    row = locked(authority)
    permissions.check_can_keep(by, row)
    now = timezone.now()
    require_running(row, "reviewed", now)
    reason = worded(reason, "Say why it is still needed.")
    require_review(row, review_on, now)
    source = str(row.state)
    row.review(at=now, review_on=review_on)
    after = {"review_on": review_on}
    return kept(row, "authority.reviewed", by=by, before=source, reason=reason, **after)


@transaction.atomic
def renew(*, authority: Authority, by: User, review_on: date, reason: str) -> Authority:
    """Another three months, from the end of the period that runs and while it runs."""
    row = locked(authority)
    permissions.check_can_extend(by, row)
    now = timezone.now()
    require_running(row, "renewed", now, *PERHAPS_WRITTEN)
    if row.urgent:
        raise Refused("An urgent authority is not renewed. Have it given in writing.")
    reason = worded(reason, "Say why it is still needed.")
    source, before = str(row.state), row.expires_at
    limit = rules.next_period(row, row.case.force.nation)
    row.renew(officer=by)
    row.run_until(limit.due_at, limit.proof, review_on=review_on)
    require_review(row, review_on, now)
    after = {"expired_at": before, "expires_at": limit.due_at, "review_on": review_on}
    return kept(row, "authority.renewed", by=by, before=source, reason=reason, **after)


@transaction.atomic
def convert(*, authority: Authority, by: User, review_on: date, reason: str) -> Authority:
    """An urgent authority is given in writing, from now, before its 72 hours are over."""
    row = locked(authority)
    permissions.check_can_extend(by, row)
    now = timezone.now()
    require_running(row, "given in writing", now, *PERHAPS_URGENT)
    _require_urgent(row, "It is in writing already.")
    reason = worded(reason, "Say why it is still needed.")
    source = str(row.state)
    limit = rules.period(now, row.case.force.nation, urgent=False)
    row.convert(officer=by)
    row.run_until(limit.due_at, limit.proof, review_on=review_on)
    require_review(row, review_on, now)
    after = {"expires_at": limit.due_at, "review_on": review_on}
    return kept(row, "authority.converted", by=by, before=source, reason=reason, **after)


@transaction.atomic
def end(*, authority: Authority, by: User, reason: str, told: str) -> Authority:
    """An urgent authority is over before its 72 hours are; those doing it were told."""
    row = locked(authority)
    permissions.check_can_keep(by, row)
    require_running(row, "ended", timezone.now(), *PERHAPS_URGENT)
    _require_urgent(row, "A written authority is cancelled, not ended.")
    return _stop(row, "authority.ended", by=by, reason=reason, told=told)


@transaction.atomic
def cancel(*, authority: Authority, by: User, reason: str, told: str) -> Authority:
    """The grounds have ceased: cancelled at once, and those doing it were told."""
    row = locked(authority)
    permissions.check_can_keep(by, row)
    require_running(row, "cancelled", timezone.now())
    return _stop(row, "authority.cancelled", by=by, reason=reason, told=told)


def _require_urgent(row: Authority, sentence: str) -> None:
    if not row.urgent:
        raise Refused(sentence)


def _stop(row: Authority, verb: str, *, by: User, reason: str, told: str) -> Authority:
    reason = worded(reason, "Say why it is over.")
    told = worded(told, "Say who was told to stop.")
    source, now = str(row.state), timezone.now()
    stop = row.end if verb == "authority.ended" else row.cancel
    stop(by=by, at=now, reason=reason, told=told)
    kept(row, verb, by=by, before=source, told=told, reason=reason)
    tell(row, Alert.Kind.STOPPED)
    return row


@transaction.atomic
def report_lapse(*, authority: Authority, by: User, report: str, told: str) -> Lapse:
    """The authorising officer reports on a lapse: that it stopped, what happened, who was told.

    From here on it is no longer in the way of contact. Raises NotAllowed, Refused, Conflict.
    """
    row = locked(authority)
    permissions.check_can_keep(by, row)
    lapse = Lapse.objects.select_for_update(no_key=True).filter(authority=row).first()
    if lapse is None:
        raise Refused("This authority has not lapsed.")
    if lapse.reported_by is not None:
        name = lapse.reported_by.display_name
        raise Conflict("This lapse is reported already.", by=name, at=lapse.reported_at)
    lapse.report = worded(report, "Say what happened and that it has stopped.")
    lapse.people_told = worded(told, "Say who was told.")
    now = timezone.now()
    lapse.reported_by, lapse.reported_at, row.cleared_at = by, now, now
    lapse.save()
    row.save()
    record(obj=row, verb="authority.lapse_reported", by=by, reason=lapse.report)
    tell(row, Alert.Kind.STOPPED)
    return lapse
