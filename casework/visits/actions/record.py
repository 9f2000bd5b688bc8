"""The record of a visit: submitted by the lead officer, read by a sergeant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.keeping import kept
from casework.cases.actions import note_change
from casework.cases.models import Change
from casework.core.errors import Refused, worded
from casework.visits import permissions, rules
from casework.visits.actions.following import propose_marker
from casework.visits.actions.shared import locked, no_such_move
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
    marker_kind: str = "",
    marker_note: str = "",
    **more: str,
) -> Visit:
    """The record of what was found, fact and opinion apart; a returned one as a new version.

    `marker_kind` and its ground propose a warning about the person, "" none. `more` are the
    other fields of VisitRecord, all text. Raises NotAllowed, Refused.
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
    proposed = propose_marker(visit, kind=marker_kind, note=marker_note, by=by)
    before = str(visit.state)
    visit.submit_record()
    after: dict[str, Any] = {"version": written.version, "late": written.late}
    after |= {"risk_trigger": risk_trigger, "marker": proposed.kind if proposed else ""}
    return kept(visit, "visit.record_submitted", by=by, before=before, **after)


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
    *,
    visit: Visit,
    by: User,
    decision: str,
    reason: str = "",
    risk_answer: str = "",
    safeguarding_asked: bool = True,
) -> Visit:
    """A sergeant closes the visit (CLOSE) or returns its record (RETURN) with a reason.

    Closing answers whether the visit changes the risk; where it does, the case is to be assessed
    again. It waits for what was done where officers were worried, unless nobody was asked for it
    (`safeguarding_asked`: a visit begun before that was a step). Raises NotAllowed, Refused.
    """
    visit = locked(visit)
    permissions.check_can_review(by, visit)
    if visit.state != VisitState.RECORD_SUBMITTED:
        raise no_such_move(visit, "reviewed")
    before, now = str(visit.state), timezone.now()
    if decision == "RETURN":
        reason = worded(reason, "Say what is missing from the record.")
        visit.return_record(by=by, at=now, reason=reason)
        verb = "visit.record_returned"
    elif decision == "CLOSE":
        if risk_answer not in RiskAnswer.values:
            raise Refused("Answer whether the visit changes the risk.")
        _check_nothing_waits(visit, safeguarding_asked=safeguarding_asked)
        visit.close(by=by, at=now, risk_answer=risk_answer)
        verb = "visit.closed"
    else:
        raise Refused("Decide whether to close the visit or to return the record.")
    kept(visit, verb, by=by, before=before, reason=reason, risk_answer=visit.risk_answer)
    if decision == "CLOSE" and risk_answer == RiskAnswer.REASSESS:
        _ask_for_assessment(visit, by, reason)
    return visit


def _check_nothing_waits(visit: Visit, *, safeguarding_asked: bool) -> None:
    """Raise Refused where somebody was worried and nothing is written down, or a proposed warning
    waits."""
    if safeguarding_asked and rules.awaits_safeguarding(visit):
        raise Refused(
            "The officers were worried about somebody's safety. Have it written down first what "
            "was done: there is a task for it."
        )
    if visit.marker_proposals.filter(decision="").exists():
        raise Refused("Decide first whether the warning that was proposed is placed.")


def _ask_for_assessment(visit: Visit, by: User, reason: str) -> None:
    """The case gets a change of circumstances, which asks for a new assessment in time."""
    latest = visit.records.first()
    said = latest.risk_trigger_note if latest else ""
    note = "\n".join(filter(None, ("Found at a home visit.", said, reason.strip())))
    note_change(case=visit.case, by=by, kind=Change.Kind.OTHER, note=note)
