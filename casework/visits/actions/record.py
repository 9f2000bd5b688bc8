"""The record of a visit: submitted by the lead officer, read by a sergeant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.actions import note_change
from casework.cases.models import Change
from casework.core.errors import Refused
from casework.visits import permissions, rules
from casework.visits.actions.shared import locked, no_such_move, worded
from casework.visits.models import Outcome, RiskAnswer, Visit, VisitRecord, VisitState
from casework.visits.models.visit import ORIGINS_OF_A_RECORD

# Who was there and what was said are facts only of a visit where somebody was.
SEEN = (Outcome.COMPLETED, Outcome.REFUSED_ENTRY, Outcome.ARREST_MADE)


@transaction.atomic
def submit_record(
    *,
    visit: Visit,
    by: User,
    facts: str,
    announced: bool,
    risk_trigger: bool,
    present: str = "",
    risk_trigger_note: str = "",
    **more: str,
) -> Visit:
    """The record of what was found, fact and opinion apart; a returned one as a new version.

    `more` are the other fields of VisitRecord, all text. Raises NotAllowed, Refused.
    """
    visit = locked(visit)
    permissions.check_can_submit_record(by, visit)
    _check_may_be_recorded(visit)
    worded(facts, "Enter the facts: what you saw, heard and did.")
    if visit.came_to in SEEN:
        worded(present, "Enter who was there.")
    if risk_trigger:
        worded(risk_trigger_note, "Say what changes the risk.")
    texts = {"facts": facts, "present": present, "risk_trigger_note": risk_trigger_note} | more
    written = _next_version(visit, texts, announced=announced, risk_trigger=risk_trigger, by=by)
    before = {"state": visit.state}
    visit.submit_record()
    visit.save()
    after: dict[str, Any] = {"state": visit.state, "version": written.version}
    after |= {"late": written.late, "risk_trigger": risk_trigger}
    record(obj=visit, verb="visit.record_submitted", by=by, before=before, after=after)
    return visit


def _check_may_be_recorded(visit: Visit) -> None:
    if visit.state not in (*ORIGINS_OF_A_RECORD, VisitState.RETURNED):
        raise no_such_move(visit, "recorded")
    if visit.state == VisitState.NO_REPLY and visit.no_reply_ended_at is None:
        raise Refused("Nobody has answered yet. There are attempts to make before the record.")


def _next_version(
    visit: Visit, texts: Mapping[str, str], *, announced: bool, risk_trigger: bool, by: User
) -> VisitRecord:
    """The record as a new version; when it was due stays what it was for the first."""
    latest = visit.records.first()
    return VisitRecord.objects.create(
        visit=visit,
        version=(latest.version if latest else 0) + 1,
        announced=announced,
        risk_trigger=risk_trigger,
        submitted_by=by,
        submitted_at=timezone.now(),
        due_at=latest.due_at if latest else rules.record_due(visit).due_at,
        **{name: text.strip() for name, text in texts.items()},
    )


@transaction.atomic
def review_record(
    *, visit: Visit, by: User, decision: str, reason: str = "", risk_answer: str = ""
) -> Visit:
    """A sergeant closes the visit (CLOSE) or returns its record (RETURN) with a reason.

    Closing answers whether the visit changes the risk; where it does, the case is to be assessed
    again. Raises NotAllowed, Refused.
    """
    visit = locked(visit)
    permissions.check_can_review(by, visit)
    if visit.state != VisitState.RECORD_SUBMITTED:
        raise no_such_move(visit, "reviewed")
    before, now = {"state": visit.state}, timezone.now()
    if decision == "RETURN":
        reason = worded(reason, "Say what is missing from the record.")
        visit.return_record(by=by, at=now, reason=reason)
        verb = "visit.record_returned"
    elif decision == "CLOSE":
        if risk_answer not in RiskAnswer.values:
            raise Refused("Answer whether the visit changes the risk.")
        visit.close(by=by, at=now, risk_answer=risk_answer)
        verb = "visit.closed"
    else:
        raise Refused("Decide whether to close the visit or to return the record.")
    visit.save()
    after = {"state": visit.state, "risk_answer": visit.risk_answer}
    record(obj=visit, verb=verb, by=by, before=before, after=after, reason=reason)
    if decision == "CLOSE" and risk_answer == RiskAnswer.REASSESS:
        _ask_for_assessment(visit, by, reason)
    return visit


def _ask_for_assessment(visit: Visit, by: User, reason: str) -> None:
    """The case gets a change of circumstances, which asks for a new assessment in time."""
    latest = visit.records.first()
    said = latest.risk_trigger_note if latest else ""
    note = "\n".join(filter(None, ("Found at a home visit.", said, reason.strip())))
    note_change(case=visit.case, by=by, kind=Change.Kind.OTHER, note=note)
