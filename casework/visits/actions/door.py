"""At the door, and what follows when nobody answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from casework import clocks
from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.cases.actions import hear_of_change, note_change
from casework.cases.gate import gate_status, require_open_gate
from casework.cases.models import Change
from casework.core.errors import Refused, worded
from casework.people.models import Contact
from casework.visits import permissions, rules
from casework.visits.actions.shared import locked, no_such_move
from casework.visits.models import Outcome, Visit, VisitAttempt, VisitState


class Told(TypedDict, total=False):
    """What the officers tell of one time at the door. Instants are aware.

    `at` is now and `place` the planned one unless told. `not_cleared_reason` says how it came
    that contact was made although it was not cleared.
    """

    outcome: Required[str]
    said: Required[str]
    worried: Required[bool]
    second_officer: Required[User]
    at: datetime | None
    left_at: datetime | None
    place: str
    custody_reference: str
    not_cleared_reason: str


@transaction.atomic
def log_attempt(*, visit: Visit, by: User, **told: Unpack[Told]) -> Visit:
    """Write down one time at the door; the outcome becomes the state of the visit.

    By either officer. A visit made while the checks held can still be logged after they ran out.
    Where contact was not cleared at that time it is refused, unless a reason is given: what
    happened is never kept off the record. Raises NotAllowed, Refused.
    """
    visit = locked(visit)
    permissions.check_can_log_attempt(by, visit)
    if visit.state not in (VisitState.APPROVED, VisitState.CHECKS_EXPIRED):
        raise no_such_move(visit, "logged")
    now = timezone.now()
    at = told.get("at") or now
    _check_when(visit, at, told.get("left_at"), now)
    # A time typed without seconds stands for its minute: they went once the visit was approved.
    at = max(at, visit.approved_at or at)
    _check_who(visit, by, told["second_officer"])
    _check_what(told["outcome"], told["said"], told.get("custody_reference", ""))
    reason = _reason_if_not_cleared(visit, at, told.get("not_cleared_reason", ""))
    _move_to_outcome(visit, _attempt(visit, told, at=at, not_cleared_reason=reason, by=by, now=now))
    return visit


@transaction.atomic
def say_whether_made(
    *, visit: Visit, by: User, made: bool, reason: str = "", **told: Unpack[Told]
) -> Visit:
    """Once the checks ran out: either the visit was made in time and is logged late, or it was
    not, for a reason, and is to be planned again. By either officer. Raises NotAllowed, Refused.
    """
    if made:
        return log_attempt(visit=visit, by=by, **told)
    visit = locked(visit)
    permissions.check_can_say_not_made(by, visit)
    if visit.state != VisitState.CHECKS_EXPIRED:
        raise no_such_move(visit, "called not made")
    reason = worded(reason, "Say why the visit was not made.")
    before = str(visit.state)
    visit.say_not_made(reason=reason)
    return kept(visit, "visit.not_made", by=by, before=before, reason=reason)


def _attempt(
    visit: Visit, told: Told, *, at: datetime, not_cleared_reason: str, by: User, now: datetime
) -> VisitAttempt:
    """The row of one attempt, with its number, round and part of the week."""
    left_at = told.get("left_at")
    return VisitAttempt.objects.create(
        visit=visit,
        number=visit.attempts.count() + 1,
        round=visit.round,
        at=at,
        left_at=max(left_at, at) if left_at else None,
        band=clocks.band(at),
        weekend=clocks.is_weekend(at),
        place=told.get("place", "").strip() or visit.place,
        outcome=told["outcome"],
        custody_reference=told.get("custody_reference", "").strip(),
        said=told["said"].strip(),
        not_cleared_reason=not_cleared_reason,
        worried=told["worried"],
        second_officer=told["second_officer"],
        logged_by=by,
        logged_at=now,
        checks_held_until=visit.checks_valid_until,
    )


def _move_to_outcome(visit: Visit, attempt: VisitAttempt) -> None:
    before = str(visit.state)
    visit.come_to(attempt.outcome)
    after: dict[str, Any] = {
        "attempt": attempt.number,
        "at": attempt.at,
        "worried": attempt.worried,
        "second_officer": attempt.second_officer_id,
        "contact_cleared": not attempt.not_cleared_reason,
        "written_late": attempt.written_late,
    }
    if attempt.outcome == Outcome.NOT_AT_ADDRESS and _doubt_address(visit, attempt.at):
        after["address_doubtful"] = True
    kept(visit, "visit.attempted", by=attempt.logged_by, before=before, **after)
    if attempt.outcome == Outcome.NOT_AT_ADDRESS:
        # Flags and briefings for the address hear of it now, not when they are found.
        note = "Home visit: they are not at the address."
        hear_of_change(case=visit.case, by=attempt.logged_by, kind=Change.Kind.ADDRESS, note=note)


def _check_when(visit: Visit, at: datetime, left_at: datetime | None, now: datetime) -> None:
    if against := rules.why_not_made_at(visit, at, now):
        raise Refused(against)
    if left_at is not None and not at <= left_at <= now:
        raise Refused("The time you left must be after you arrived, and not in the future.")


def _reason_if_not_cleared(visit: Visit, at: datetime, reason: str) -> str:
    """The reason where contact was not cleared at `at`, "" where it was.

    Raises Refused where it was not and no reason is given.
    """
    if gate_status(visit.case, at=at).open:
        return ""
    if not reason.strip():
        require_open_gate(visit.case, at=at)
    return reason.strip()


def _check_who(visit: Visit, by: User, second_officer: User) -> None:
    if second_officer == by:
        raise Refused("Name the officer who was with you. Nobody visits alone.")
    may_visit = permissions.visiting_officers(visit.case)
    planned = second_officer.pk in (visit.lead_officer_id, visit.second_officer_id)
    if not planned and not may_visit.filter(pk=second_officer.pk).exists():
        raise Refused("The second officer must be an officer or a supervisor of this team.")
    if second_officer.pk == visit.approved_by_id:
        raise Refused("Whoever approved the visit does not make it.")


def _check_what(outcome: str, words: str, custody_reference: str) -> None:
    if outcome not in Outcome.values:
        raise Refused("Select what happened at the door.")
    worded(words, "Enter what you saw, heard and said.")
    if outcome == Outcome.ARREST_MADE:
        worded(custody_reference, "Enter the custody reference of the arrest.")


def _doubt_address(visit: Visit, at: datetime) -> bool:
    """Mark the visited address doubtful since that local date, unless it is already."""
    day = at.astimezone(clocks.LONDON).date()
    if visit.contact is None:
        return False
    own = Contact.objects.filter(pk=visit.contact.pk, doubtful_since=None)
    return bool(own.update(doubtful_since=day))


@transaction.atomic
def plan_again(*, visit: Visit) -> Visit:
    """After no reply the visit is to be planned again, by itself while attempts are left.

    Raises Refused when the round's attempts are used up: then a supervisor decides.
    """
    visit = locked(visit)
    if visit.state != VisitState.NO_REPLY or visit.no_reply_ended_at is not None:
        raise no_such_move(visit, "planned again")
    if rules.attempts_used_up(visit):
        raise Refused("Nobody answered at any attempt. A supervisor decides what follows.")
    before = str(visit.state)
    visit.plan_again()
    return kept(visit, "visit.planned_again", by=None, before=before)


@transaction.atomic
def review_no_reply(*, visit: Visit, by: User, decision: str, reason: str) -> Visit:
    """A supervisor decides after the last attempt: a new round (AGAIN), or the end (END).

    At the end the visit stays at no reply and waits for its record. Raises NotAllowed, Refused.
    """
    visit = locked(visit)
    permissions.check_can_review(by, visit)
    if visit.state != VisitState.NO_REPLY or visit.no_reply_ended_at is not None:
        raise no_such_move(visit, "reviewed")
    if not rules.attempts_used_up(visit):
        raise Refused("There are attempts left. This is decided when they are used up.")
    reason = worded(reason, "Say why you decide this.")
    before: dict[str, Any] = {"state": visit.state, "round": visit.round}
    if decision == "AGAIN":
        visit.round += 1
        visit.plan_again()
    elif decision == "END":
        visit.no_reply_ended_by, visit.no_reply_ended_at = by, timezone.now()
    else:
        raise Refused("Decide whether to try again or to end the visit.")
    visit.save()
    after = {"state": visit.state, "round": visit.round, "decision": decision}
    record(
        obj=visit, verb="visit.no_reply_reviewed", by=by, before=before, after=after, reason=reason
    )
    return visit


@transaction.atomic
def record_located(*, visit: Visit, by: User, found: bool, note: str) -> Visit:
    """Keep what was found out about where somebody lives who was not at the address.

    The address itself comes with the force's next export, never by hand; where somebody has
    found them, the case notes the change. Raises NotAllowed, Refused.
    """
    visit = locked(visit)
    permissions.check_can_plan_visit(by, visit.case)
    if not visit.attempts.filter(outcome=Outcome.NOT_AT_ADDRESS).exists():
        raise Refused("Nobody was found to have moved at this visit.")
    note = worded(note, "Say what you did and what you found.")
    record(
        obj=visit,
        verb="visit.located",
        by=by,
        before={"state": visit.state},
        after={"state": visit.state, "found": found},
        reason=note,
    )
    if found:
        note_change(case=visit.case, by=by, kind=Change.Kind.ADDRESS, note=note)
    return visit
