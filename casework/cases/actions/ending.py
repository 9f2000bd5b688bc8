"""Stepping down and up, closing, transferring, reopening."""

from __future__ import annotations

from datetime import timedelta
from typing import Unpack

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.actions.answers import Grounds, worded_grounds
from casework.cases.actions.opening import open_case, settle_flags
from casework.cases.actions.shared import (
    begin,
    begin_ending,
    check_can_own,
    lapse_open_proposal,
    listed_reason,
    locked,
    moved,
    noted,
)
from casework.cases.guards import last_report_on, new_flag
from casework.cases.models import Adoption, Case, RetentionGroup, StepDownProposal
from casework.cases.models.states import FOR_CLOSING
from casework.cases.numbers import (
    ASSESS_AFTER_RESUMING,
    ASSESS_AFTER_STEP_UP,
    MONITORING,
    RECENT_REPORT,
)
from casework.cases.table import CLEAR_TO_STEP_DOWN
from casework.core.errors import Refused, worded
from casework.ui.times import short_date


@transaction.atomic
def propose_step_down(*, case: Case, by: User, reason: str, victim_view: str) -> StepDownProposal:
    """The supervisor proposes to step down; a manager decides."""
    row = begin(case, "propose-step-down", by=by)
    proposal = StepDownProposal.objects.create(
        case=row,
        reason=worded(reason, "Say why the case can step down."),
        victim_view=worded(victim_view, "Say what the victim or their advocate thinks of it."),
        proposed_by=by,
    )
    after = {"proposal": proposal.pk}
    noted(row, "propose-step-down", by=by, after=after, reason=proposal.reason)
    return proposal


@transaction.atomic
def decide_step_down(*, case: Case, by: User, decision: str, reason: str) -> Case:
    """The manager agrees (AGREED), and monitoring begins, or refuses (REFUSED).

    Agreeing needs all that proposing needed, still so at this moment.
    """
    row = begin(case, "step-down", by=by)
    reason = worded(reason, "Say why.")
    Decision = StepDownProposal.Decision
    if decision not in (Decision.AGREED, Decision.REFUSED):
        raise Refused("Decide whether the case steps down.")
    now = timezone.now()
    proposal = StepDownProposal.objects.select_for_update(no_key=True).get(case=row, decision="")
    proposal.decision, proposal.decision_reason = decision, reason
    proposal.decided_by, proposal.decided_at = by, now
    proposal.save()
    after: dict[str, object] = {"proposal": proposal.pk, "decision": decision}
    if decision == Decision.REFUSED:
        record(obj=row, verb="step_down.refused", by=by, after=after, reason=reason)
        return row
    for guard in CLEAR_TO_STEP_DOWN:
        guard(row, now)
    source = str(row.state)
    limit = MONITORING.due(now, row.force.nation)
    until = timezone.localdate(limit.due_at)
    row.step_down(monitoring_until=until)
    after |= {"monitoring_until": until, "monitoring_proof": limit.proof}
    return moved(row, "step-down", by=by, source=source, reason=reason, after=after)


@transaction.atomic
def step_up(*, case: Case, by: User, reason: str) -> Case:
    """Something happened while stepping down: under way again, with a new assessment due."""
    row = begin(case, "step-up", by=by)
    reason = worded(reason, "Say what happened.")
    source = str(row.state)
    limit = ASSESS_AFTER_STEP_UP.due(timezone.now(), row.force.nation)
    row.step_up(assess_by=limit.due_at)
    after = {"assess_by": limit.due_at, "assess_by_proof": limit.proof}
    return moved(row, "step-up", by=by, source=source, reason=reason, after=after)


def recent_report(case: Case) -> str | None:
    """The sentence that closing stops at where there was a report only lately, else None."""
    last = last_report_on(case)
    if last is None or timezone.localdate() - last > timedelta(days=RECENT_REPORT.value):
        return None
    return f"The last report was on {short_date(last)}, in the last {RECENT_REPORT.value} days."


@transaction.atomic
def close_case(
    *,
    case: Case,
    by: User,
    reason_code: str,
    reason: str,
    retention_group: str,
    partners_told: bool,
    despite_recent_report: bool = False,
) -> Case:
    """The manager ends the case. A report only lately has to be passed over knowingly."""
    row = begin_ending(case, "close", by=by)
    code = listed_reason(reason_code, FOR_CLOSING)
    reason = worded(reason, "Say why the case can be closed.")
    if retention_group not in RetentionGroup.values:
        raise Refused("Select the retention group.")
    if not partners_told:
        raise Refused("Tell the partners who work with the person first.")
    recent = recent_report(row)
    if recent and not despite_recent_report:
        raise Refused(f"{recent} Confirm that the case is to be closed all the same.")
    source = str(row.state)
    row.close(retention_group=retention_group)
    details = {"retention_group": retention_group, "passed_over": recent or ""}
    moved(
        row,
        "close",
        by=by,
        source=source,
        reason=reason,
        reason_code=code,
        details=details,
        after=details,
    )
    settle_flags(row, by=by, reason=reason)
    return row


@transaction.atomic
def transfer_case(
    *, case: Case, by: User, receiving_force: str, accepted_by: str, minutes: str, reason: str
) -> Case:
    """Another force has taken the case over: who accepted it, and where the minutes are."""
    row = begin_ending(case, "transfer", by=by)
    reason = worded(reason, "Say why the case is transferred.")
    details = {
        "receiving_force": worded(receiving_force, "Name the force that takes the case."),
        "accepted_by": worded(accepted_by, "Name who accepted the case there."),
        "minutes": worded(minutes, "Say where the minutes of the handover are."),
    }
    source = str(row.state)
    row.transfer_out()
    lapse_open_proposal(row)
    moved(row, "transfer", by=by, source=source, reason=reason, details=details, after=details)
    settle_flags(row, by=by, reason=reason)
    return row


@transaction.atomic
def reopen_case(*, case: Case, by: User, owner: User, **grounds: Unpack[Grounds]) -> Case:
    """A new flag starts another episode, under way at once; the closed one stays as it is.

    Returns the new episode. Its risk has to be assessed in time, so adoption rests on the
    manager's reasons alone.
    """
    closed = begin(case, "reopen", by=by)
    flag = new_flag(closed)
    assert flag is not None  # the guard saw it under the same lock
    row = locked(open_case(flag=flag, by=by))
    check_can_own(owner, row)
    adoption = Adoption.objects.create(case=row, recorded_by=by, **worded_grounds(grounds))
    source = str(row.state)
    limit = ASSESS_AFTER_RESUMING.due(timezone.now(), row.force.nation)
    row.begin_again(owner=owner, assess_by=limit.due_at)
    after = {
        "adoption": adoption.pk,
        "owner": owner.pk,
        "earlier": closed.ref,
        "assess_by": limit.due_at,
        "assess_by_proof": limit.proof,
    }
    return moved(row, "reopen", by=by, source=source, reason=adoption.necessity, after=after)
