"""The application and what is decided on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import Force, User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.models import Case
from casework.cases.models.states import OWNED
from casework.core.errors import Refused, worded
from casework.enforcement.authorities import permissions, rules
from casework.enforcement.authorities.actions.shared import (
    locked,
    require_review,
    require_state,
    tell,
)
from casework.enforcement.authorities.models import Alert, Authority, AuthorityState, Kind

S = AuthorityState


@transaction.atomic
def log_application(*, case: Case, by: User, urn: str, scope_label: str, urgent: bool) -> Authority:
    """An application has gone to the central record; here is kept its number and nothing of what
    it says. Raises NotVisible, Refused."""
    permissions.check_can_log(by, case)
    # Locked, so that the case cannot end at the same moment.
    row: Case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    if row.state not in OWNED:
        raise Refused("An authority is logged on a case under assessment or under way.")
    urn = worded(urn, "Enter the URN of the central record.").upper()
    if Authority.objects.filter(urn=urn).exists():
        raise Refused("This URN is in the register already, or in that of another team.")
    scotland = row.force.nation == Force.Nation.SCOTLAND
    authority: Authority = Authority.objects.create(
        case=row,
        urn=urn,
        kind=Kind.RIPSA if scotland else Kind.RIPA,
        scope_label=worded(scope_label, "Enter a label for the scope."),
        urgent=urgent,
        logged_by=by,
    )
    record(obj=authority, verb="authority.logged", by=by, after={"state": S.APPLICATION_LOGGED})
    return authority


@transaction.atomic
def grant(
    *,
    authority: Authority,
    by: User,
    officer: User,
    granted_at: datetime,
    effective_at: datetime,
    review_on: date,
) -> Authority:
    """`officer` has granted it; `by` records that. Its expiry is worked out from `effective_at`.

    Both instants are aware. Raises NotVisible, NotAllowed, Refused.
    """
    row = locked(authority)
    permissions.check_can_record_decision(by, row)
    permissions.check_can_authorise(officer, row, urgent=row.urgent)
    require_state(row, "granted", S.APPLICATION_LOGGED)
    now = timezone.now()
    if granted_at > now:
        raise Refused("The time it was granted must be now or in the past.")
    if effective_at < granted_at:
        raise Refused("It takes effect when it is granted or later, never before.")
    _require_case_open(row)
    source = str(row.state)
    give = row.grant_urgent if row.urgent else row.grant_written
    give(by=by, officer=officer, granted_at=granted_at, effective_at=effective_at)
    limit = rules.period(effective_at, row.case.force.nation, urgent=row.urgent)
    if limit.due_at <= now:
        raise Refused("It would have expired already. Check when it took effect.")
    row.run_until(limit.due_at, limit.proof, review_on=review_on)
    require_review(row, review_on, now)
    after: dict[str, Any] = {"effective_at": effective_at, "expires_at": limit.due_at}
    kept(row, "authority.granted", by=by, before=source, officer=officer.pk, **after)
    tell(row, Alert.Kind.STARTED)
    return row


@transaction.atomic
def refuse(*, authority: Authority, by: User, officer: User, reason: str) -> Authority:
    """`officer` has refused it; `by` records that, with the reason."""
    row = locked(authority)
    permissions.check_can_record_decision(by, row)
    permissions.check_can_authorise(officer, row, urgent=row.urgent)
    require_state(row, "refused", S.APPLICATION_LOGGED)
    reason = worded(reason, "Say why it was refused.")
    source = str(row.state)
    row.refuse(by=by, officer=officer, at=timezone.now(), reason=reason)
    return kept(row, "authority.refused", by=by, before=source, reason=reason)


def _require_case_open(row: Authority) -> None:
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=row.case_id)
    if not case.is_open:
        raise Refused("The case has ended, so nothing is granted on it.")
