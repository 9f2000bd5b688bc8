"""Service: every attempt, its proof, and what a supervisor makes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.audit.keeping import kept
from casework.core.errors import NotAllowed, Refused, worded
from letters.correspondence import permissions, rules
from letters.correspondence.actions.answering import hear_how_taken
from letters.correspondence.actions.issuing import keep_advocate
from letters.correspondence.actions.shared import (
    check_advocate_told,
    check_authority_stands,
    check_still_true,
    check_way,
    locked,
    no_such_move,
)
from letters.correspondence.models import (
    BY_OTHERS,
    Letter,
    LetterState,
    Method,
    ServiceAttempt,
)

Outcome = ServiceAttempt.Outcome


class Told(TypedDict, total=False):
    """What is told of one attempt. Method, place and server are those of the issue, and whoever
    writes it down, unless told; `at` is the aware instant it happened."""

    outcome: Required[str]
    at: Required[datetime]
    method: str
    place: str
    server: User | None
    second_officer: User | None
    # How they were known, whether they signed; or the reference of whoever delivered it.
    identity_check: str
    signature: str
    delivery_reference: str
    bwv_reference: str
    said: str
    note: str
    not_cleared_reason: str
    # How they took it.
    hostile: bool
    says_victim: bool


@transaction.atomic
def record_service(
    *,
    letter: Letter,
    by: User,
    advocate_note: str = "",
    advocate_at: datetime | None = None,
    no_authority_reason: str = "",
    **told: Unpack[Told],
) -> Letter:
    """Write down one attempt to hand the letter over; served, it is fixed for ever.

    Served takes proof: an identity check and a signature (or the refusal of one), or the
    reference of whoever delivered it; the advocate's note and time where that came to be needed
    only since the issue. Where contact was not cleared at `at`, or not by this way, it is
    refused unless `not_cleared_reason` says how it came to be served all the same, and where the
    authority was over by then unless `no_authority_reason` does: what happened is never kept off
    the record, and a supervisor hears of it. The last attempt of a round that fails, or one that
    was not safe, waits for one too. Raises NotAllowed, Refused, Conflict.
    """
    letter = locked(letter)
    permissions.check_can_serve(by, letter)
    if letter.state != LetterState.ISSUED_FOR_SERVICE:
        raise no_such_move(letter, "served")
    keep_advocate(letter, by=by, note=advocate_note, at=advocate_at)
    return _keep(letter, by=by, told=told, no_authority_reason=no_authority_reason)


@transaction.atomic
def say_whether_served(
    *,
    letter: Letter,
    by: User,
    served: bool,
    reason: str = "",
    advocate_note: str = "",
    advocate_at: datetime | None = None,
    no_authority_reason: str = "",
    **told: Unpack[Told],
) -> Letter:
    """The authority is over and nothing was written down: was the letter handed over?

    If so it is kept as `record_service` keeps it, served under its authority or, with the reason,
    without; if not, `reason` says why, and it stays lapsed. Raises NotAllowed, Refused, Conflict.
    """
    letter = locked(letter)
    permissions.check_can_serve(by, letter)
    if letter.state != LetterState.LAPSED or letter.issued_at is None:
        raise no_such_move(letter, "said to be served")
    if served:
        keep_advocate(letter, by=by, note=advocate_note, at=advocate_at)
        told["outcome"] = Outcome.SERVED
        return _keep(letter, by=by, told=told, no_authority_reason=no_authority_reason)
    state, reason = {"state": letter.state}, worded(reason, "Say why it was not served.")
    record(obj=letter, verb="letter.never_served", by=by, before=state, after=state, reason=reason)
    return letter


def _keep(letter: Letter, *, by: User, told: Told, no_authority_reason: str) -> Letter:
    before = str(letter.state)
    attempt = _attempt(letter, by, told)
    without = _check_attempt(attempt, no_authority_reason.strip())
    attempt.save(force_insert=True)
    verb = _moved_by(letter, attempt, without)
    why = " ".join(filter(None, [attempt.not_cleared_reason, without]))
    kept(letter, verb, by=by, before=before, reason=why, **_facts(letter, attempt))
    hear_how_taken(letter, by=by, hostile=attempt.hostile, says_victim=attempt.says_victim)
    return letter


def _attempt(letter: Letter, by: User, told: Told) -> ServiceAttempt:
    """The row of one attempt, with its number and round; not saved, not checked."""
    given: dict[str, Any] = {
        name: each.strip() if isinstance(each, str) else each for name, each in told.items()
    }
    given["method"] = given.get("method") or letter.service_method
    given["place"] = given.get("place") or letter.service_place
    given["server"] = given.get("server") or by
    return ServiceAttempt(
        letter=letter,
        number=letter.service_attempts.count() + 1,
        round=letter.service_round,
        logged_at=timezone.now(),
        **given,
    )


def _facts(letter: Letter, attempt: ServiceAttempt) -> dict[str, Any]:
    return {
        "attempt": attempt.number,
        "outcome": attempt.outcome,
        "method": attempt.method,
        "at": attempt.at,
        "server": attempt.server.pk,
        "advocate_told_at": letter.advocate_told_at,
        "contact_cleared": not attempt.not_cleared_reason,
        "authority_stood": not letter.no_authority_reason,
    }


def _moved_by(letter: Letter, attempt: ServiceAttempt, no_authority_reason: str) -> str:
    """Move the letter as the attempt asks, and say by which verb."""
    if attempt.outcome == Outcome.SERVED:
        letter.serve(at=attempt.at, no_authority_reason=no_authority_reason)
        if no_authority_reason:
            return "letter.served_without_authority"
        return "letter.served_uncleared" if attempt.not_cleared_reason else "letter.served"
    if rules.service_is_used_up(letter):
        letter.fail_service()
        return "letter.service_failed"
    return "letter.not_served"


def _check_attempt(attempt: ServiceAttempt, no_authority_reason: str) -> str:
    """Raise Refused for what cannot be; the reason why it was served without authority, "" where
    the authority stood or nothing was served."""
    letter = attempt.letter
    if attempt.outcome not in Outcome.values:
        raise Refused("Select what happened.")
    if attempt.at > attempt.logged_at:
        raise Refused("The time must be now or in the past.")
    if letter.issued_at is None or attempt.at < letter.issued_at:
        raise Refused("The letter was issued after that time. Check when it happened.")
    if attempt.method not in Method.values:
        raise Refused("Select how it was tried.")
    _check_officers(attempt)
    _check_cleared(attempt)
    if attempt.outcome != Outcome.SERVED:
        # What was tried in vain is written down as it was, whatever has become of the way since.
        worded(attempt.note, "Say what happened.")
        return ""
    over = rules.authority_was_over(letter, attempt.at)
    if over and not no_authority_reason:
        raise Refused(f"{over} {rules.SAY_HOW_IT_CAME}")
    check_advocate_told(letter)
    _check_proof(attempt)
    return no_authority_reason if over else ""


def _check_cleared(attempt: ServiceAttempt) -> None:
    """Whether it could be served so; where not, Refused unless a reason is given.

    No reason is kept where contact was cleared. An attempt in vain needs none: nobody was met.
    """
    why_not = rules.why_not_cleared(attempt.letter, attempt.method, attempt.at)
    if why_not is None:
        attempt.not_cleared_reason = ""
    elif attempt.outcome == Outcome.SERVED and not attempt.not_cleared_reason:
        raise Refused(f"{why_not} {rules.SAY_HOW_IT_CAME}")


def _check_officers(attempt: ServiceAttempt) -> None:
    may_serve = permissions.serving_officers(attempt.letter.case)
    named = {attempt.server.pk} | ({attempt.second_officer.pk} if attempt.second_officer else set())
    if attempt.second_officer == attempt.server:
        raise Refused("The second officer must be somebody else than the one who served it.")
    if may_serve.filter(pk__in=named).count() != len(named):
        raise Refused("Letters are served by officers and supervisors of this force.")


def _check_proof(attempt: ServiceAttempt) -> None:
    if attempt.method in BY_OTHERS:
        worded(attempt.delivery_reference, "Enter the reference of the delivery or the solicitor.")
        return
    worded(attempt.identity_check, "Say how you made sure who they were.")
    worded(attempt.signature, "Say whether they signed for it.")


@transaction.atomic
def decide_failed_service(
    *, letter: Letter, by: User, decision: str, reason: str, method: str = "", place: str = ""
) -> Letter:
    """A supervisor agrees another way to serve it (AGAIN) or withdraws it (WITHDRAW).

    Method and place stay what they were unless told. Raises NotAllowed, Refused.
    """
    letter = locked(letter)
    permissions.check_can_lead(by, letter)
    if letter.state != LetterState.SERVICE_FAILED:
        raise no_such_move(letter, "planned again")
    reason = worded(reason, "Say why you decide this.")
    before, now = {"state": letter.state, "round": letter.service_round}, timezone.now()
    if decision == "AGAIN":
        check_authority_stands(letter, now)
        check_still_true(letter)
        how = method or letter.service_method
        where = check_way(letter, how, place or letter.service_place)
        letter.plan_service_again(how=how, where=where)
        verb = "letter.service_planned_again"
    elif decision == "WITHDRAW":
        letter.withdraw(at=now)
        verb = "letter.withdrawn"
    else:
        raise Refused("Decide whether to try another way or to withdraw the letter.")
    letter.save()
    after = {"state": letter.state, "round": letter.service_round}
    record(obj=letter, verb=verb, by=by, before=before, after=after, reason=reason)
    return letter


@transaction.atomic
def review_service(*, letter: Letter, by: User, note: str) -> Letter:
    """A supervisor has read how the letter came to be served while contact was not cleared, or
    after its authority was over.

    The letter is fixed, so nothing of it moves; `note` is what they made of it and what they
    did. Raises NotAllowed, also for whoever served it, and Refused.
    """
    letter = locked(letter)
    permissions.check_can_lead(by, letter)
    attempt = rules.served_irregularly(letter)
    if attempt is None:
        raise Refused("Contact was cleared and the authority stood when this letter was served.")
    if by in (attempt.server, attempt.second_officer):
        raise NotAllowed("You served this letter, so somebody else has to look at how.")
    note = worded(note, "Say what you found and what you did.")
    state = {"state": letter.state, "attempt": attempt.number}
    record(
        obj=letter, verb="letter.service_reviewed", by=by, before=state, after=state, reason=note
    )
    return letter
