"""What is outstanding is looked at: carried on, passed on, or ended on evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.core.errors import Refused, worded
from casework.enforcement.warrants import permissions, rules
from casework.enforcement.warrants.actions.opening import keep_grade
from casework.enforcement.warrants.actions.shared import locked, no_such_move
from casework.enforcement.warrants.models import (
    Decision,
    ForceAnswer,
    ForceRequest,
    Review,
    ReviewLevel,
    Warrant,
    WarrantState,
)


@transaction.atomic
def note_overdue(*, warrant: Warrant, by: User | None = None) -> Warrant:
    """The target date has passed (a timer's doing): a manager looks. May be called twice.

    One that nobody has been given yet stays where it is: what is missing there is not a review.
    """
    warrant = locked(warrant)
    searched = warrant.state in (WarrantState.ALLOCATED, WarrantState.ATTEMPTED)
    if not searched or not rules.is_overdue(warrant, timezone.now()):
        return warrant
    before = str(warrant.state)
    warrant.fall_overdue()
    return kept(warrant, "warrant.overdue", by=by, before=before, target_at=warrant.target_at)


class Planned(TypedDict, total=False):
    """What goes with a decision: carrying on has a plan of tracing and the next date, another
    force is named, another grade given, an end has its `evidence`."""

    evidence: str
    grade: str
    force: str
    contact_point: str
    trace_plan: str
    media_appeal: bool
    ports_alert: bool
    authorised_checks: str
    next_on: date | None


@transaction.atomic
def review_warrant(
    *, warrant: Warrant, by: User, decision: str, reason: str, **planned: Unpack[Planned]
) -> Warrant:
    """A supervisor, from the target date on a manager or a superintendent, decides what follows.

    Carrying on after the target needs a plan of tracing and the next date, within the period of
    review. `evidence` is the court's reference, or what shows that somebody died or is no longer
    wanted. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_review(by, warrant)
    if warrant.is_bail or not warrant.is_open:
        raise no_such_move(warrant, "reviewed")
    if decision not in Decision.values:
        raise Refused("Select what happens now.")
    level = permissions.level_of(by, warrant.case) or ReviewLevel.SERGEANT
    reason = worded(reason, "Say why you decide this.")
    before: dict[str, Any] = {"state": warrant.state, "grade": warrant.grade}
    if decision == Decision.REGRADE:
        _regrade(warrant, by, planned.get("grade", ""), reason)
    elif decision in _ENDS:
        _ENDS[Decision(decision)](warrant, by, planned.get("evidence", ""))
    _keep_review(warrant, planned, by=by, level=level, decision=decision, reason=reason)
    if decision == Decision.ASK_FORCE:
        spoc = planned.get("contact_point", "")
        _ask(warrant, by=by, force=planned.get("force", ""), contact_point=spoc)
    if warrant.state == WarrantState.REVIEW:
        warrant.look_on()
    warrant.save()
    after = {"state": warrant.state, "decision": decision, "level": level, "grade": warrant.grade}
    record(obj=warrant, verb="warrant.reviewed", by=by, before=before, after=after, reason=reason)
    return warrant


@transaction.atomic
def review_as_superintendent(*, warrant: Warrant, by: User, **decided: Any) -> Warrant:
    """As `review_warrant`, at twice the target: by a superintendent and nobody below."""
    permissions.check_is_superintendent(by, warrant)
    return review_warrant(warrant=warrant, by=by, **decided)


def _check_plan(warrant: Warrant, trace_plan: str, next_on: date | None) -> None:
    worded(trace_plan, "Say how they are to be traced.")
    today, days = timezone.localdate(), rules.review_every(warrant)
    if next_on is None or not today < next_on <= rules.latest_review(warrant):
        raise Refused(f"Enter when it is reviewed next: after today and within {days} days.")


def _keep_review(
    warrant: Warrant, planned: Planned, *, level: str, decision: str, **facts: Any
) -> None:
    """The row of this review; one that lets the search go on after the target has a plan."""
    goes_on, next_on = decision == Decision.CARRY_ON, planned.get("next_on")
    trace_plan = planned.get("trace_plan", "").strip()
    if goes_on and level != ReviewLevel.SERGEANT:
        _check_plan(warrant, trace_plan, next_on)
    Review.objects.create(
        warrant=warrant,
        number=warrant.reviews.count() + 1,
        at=timezone.now(),
        level=level,
        decision=decision,
        next_on=next_on if goes_on else None,
        trace_plan=trace_plan,
        media_appeal=planned.get("media_appeal", False),
        ports_alert=planned.get("ports_alert", False),
        authorised_checks=planned.get("authorised_checks", "").strip(),
        **facts,
    )


def _regrade(warrant: Warrant, by: User, grade: str, reason: str) -> None:
    permissions.check_can_grade(by, warrant)
    if not warrant.grade:
        raise Refused("It has no grade yet. It is graded first.")
    if grade == warrant.grade:
        raise Refused("It has this grade already. Select another one.")
    keep_grade(warrant, grade, reason)


def _ask(warrant: Warrant, *, by: User, force: str, contact_point: str) -> None:
    """Another force is asked. We stay the owner until somebody there accepts."""
    if warrant.force_requests.filter(answer=None).exists():
        raise Refused("Another force has been asked and has not answered yet.")
    ForceRequest.objects.create(
        warrant=warrant,
        number=warrant.force_requests.count() + 1,
        force=worded(force, "Enter which force is asked."),
        contact_point=worded(contact_point, "Name whom you asked there (the SPOC)."),
        asked_by=by,
        asked_at=timezone.now(),
    )


def _end_by_court(warrant: Warrant, by: User, evidence: str) -> None:
    reference = worded(evidence, "Enter the reference of the court.")
    warrant.withdraw_by_court(by=by, at=timezone.now(), evidence=reference)


def _end_by_death(warrant: Warrant, by: User, evidence: str) -> None:
    permissions.check_can_end(by, warrant)
    seen = worded(evidence, "Say what evidence you have seen.")
    warrant.end_by_death(by=by, at=timezone.now(), evidence=seen)


def _end_not_wanted(warrant: Warrant, by: User, evidence: str) -> None:
    permissions.check_can_end(by, warrant)
    seen = worded(evidence, "Say what evidence you have seen.")
    warrant.end_not_wanted(by=by, at=timezone.now(), evidence=seen)


_ENDS: dict[Decision, Callable[[Warrant, User, str], None]] = {
    Decision.COURT: _end_by_court,
    Decision.DEATH: _end_by_death,
    Decision.NOT_WANTED: _end_not_wanted,
}


@transaction.atomic
def answer_force(
    *, warrant: Warrant, by: User, answer: str, note: str, answered_by: str = ""
) -> Warrant:
    """What the other force says: ACCEPTED by somebody named there, REFUSED, or SILENT.

    Accepted, it is theirs from now on; else it stays ours and the search goes on. Where they are
    silent the same request is made again, with its own 72 hours. Raises NotAllowed, Refused.
    """
    warrant = locked(warrant)
    permissions.check_can_supervise(by, warrant)
    request = warrant.force_requests.filter(answer=None).order_by("number").last()
    if not warrant.is_open or request is None:
        raise no_such_move(warrant, "passed on")
    if answer not in ("ACCEPTED", "REFUSED", "SILENT"):
        raise Refused("Select what the other force says.")
    note = worded(note, "Say what was said, and how.")
    before = str(warrant.state)
    accepted = answer == "ACCEPTED"
    if accepted:
        named = worded(answered_by, "Enter who accepted it there.")
        evidence = f"{request.force}: accepted by {named}"
        warrant.pass_on(by=by, at=timezone.now(), evidence=evidence)
    ForceAnswer.objects.create(
        request=request,
        accepted=accepted,
        answered_by=answered_by.strip(),
        note=note,
        logged_by=by,
        logged_at=timezone.now(),
    )
    if answer == "SILENT":
        _ask(warrant, by=by, force=request.force, contact_point=request.contact_point)
    return kept(
        warrant,
        "warrant.force_answered",
        by=by,
        before=before,
        answer=answer,
        request=request.number,
    )
