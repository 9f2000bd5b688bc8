"""Service: the advocate first, the letter handed out, every attempt, and the proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from casework.accounts.models import User
from casework.audit.actions import record
from casework.cases.gate import require_open_gate
from casework.core.errors import Refused
from letters.correspondence import permissions, rules
from letters.correspondence.actions.shared import (
    check_advocate_told,
    check_authority_stands,
    check_still_true,
    locked,
    no_such_move,
    worded,
)
from letters.correspondence.models import (
    BY_OTHERS,
    Letter,
    LetterState,
    Method,
    ServiceAttempt,
)
from letters.correspondence.text import check_names_nobody

Outcome = ServiceAttempt.Outcome


@transaction.atomic
def record_advocate_told(
    *, letter: Letter, by: User, note: str, at: datetime | None = None
) -> Letter:
    """Write down that an advocate heard of the letter before it is served, and what was said.

    `at` is aware, now unless told. The letter does not move. Raises NotAllowed, Refused.
    """
    letter = locked(letter)
    permissions.check_can_serve(by, letter)
    if letter.state not in (LetterState.AUTHORISED, LetterState.ISSUED_FOR_SERVICE):
        raise no_such_move(letter, "taken to the advocate")
    note = worded(note, "Write down what the advocate said.")
    before = {"advocate_told_at": letter.advocate_told_at}
    _keep_advocate(letter, by=by, note=note, at=at)
    letter.save()
    after = {"advocate_told_at": letter.advocate_told_at}
    record(obj=letter, verb="letter.advocate_told", by=by, before=before, after=after, reason=note)
    return letter


def _keep_advocate(letter: Letter, *, by: User, note: str, at: datetime | None) -> None:
    """That an advocate was told, where a note says so. The caller saves and records it."""
    now = timezone.now()
    if at is not None and at > now:
        raise Refused("The time you spoke to the advocate must be now or in the past.")
    if note.strip():
        letter.advocate_told_by, letter.advocate_told_at = by, at or now
        letter.advocate_note = note.strip()


@transaction.atomic
def issue_letter(
    *,
    letter: Letter,
    by: User,
    method: str,
    place: str = "",
    checks: Sequence[str] = (),
    advocate_note: str = "",
    advocate_at: datetime | None = None,
) -> Letter:
    """Hand the made letter over for service, in a permitted way, while the gate stands.

    `place` is where it is to be handed over, the printed address unless told; `checks` names
    what was confirmed just before, kept in the event; the note and the time of the advocate are
    given where that came to be needed only now. Raises NotAllowed, Refused, Conflict.
    """
    letter = locked(letter)
    permissions.check_can_serve(by, letter)
    if letter.state != LetterState.AUTHORISED:
        raise no_such_move(letter, "issued")
    before, now = {"state": letter.state}, timezone.now()
    _keep_advocate(letter, by=by, note=advocate_note, at=advocate_at)
    _check_may_be_issued(letter, now)
    place = _check_way(letter, method, place)
    letter.issue(by=by, at=now, how=method, where=place)
    letter.save()
    after = {"state": letter.state, "method": method, "checks": sorted(checks)}
    after["advocate_told_at"] = letter.advocate_told_at
    record(obj=letter, verb="letter.issued", by=by, before=before, after=after)
    return letter


def _check_may_be_issued(letter: Letter, now: datetime) -> None:
    if letter.document_id is None:
        raise Refused("The letter is still being made. Look again in a few minutes.")
    check_authority_stands(letter, now)
    require_open_gate(letter.case, at=now)
    check_advocate_told(letter)
    # A report that came in since may have taken a line away, or brought somebody to protect.
    check_still_true(letter)
    check_names_nobody(letter)


def _check_way(letter: Letter, method: str, place: str) -> str:
    """The place, once the method is one that this letter may be served by."""
    if method not in Method.values:
        raise Refused("Select how the letter is to be served.")
    if why_not := rules.why_not_by(letter, method):
        raise Refused(why_not)
    if method == Method.RECORDED_POST:
        return letter.service_address
    return worded(place or letter.service_address, "Say where the letter is to be handed over.")


class Proof(TypedDict, total=False):
    """What an attempt may say, in words: how they were known, whether they signed, and the rest."""

    identity_check: str
    signature: str
    bwv_reference: str
    delivery_reference: str
    said: str
    note: str


@transaction.atomic
def record_service(
    *,
    letter: Letter,
    by: User,
    outcome: str,
    at: datetime,
    method: str = "",
    place: str = "",
    server: User | None = None,
    second_officer: User | None = None,
    advocate_note: str = "",
    advocate_at: datetime | None = None,
    **proof: Unpack[Proof],
) -> Letter:
    """Write down one attempt to hand the letter over; served, it is fixed for ever.

    `at` is the aware instant it happened; method, place and server are those of the issue and
    `by` unless told. Served takes proof: an identity check and a signature (or the refusal of
    one), or the reference of whoever delivered it; the advocate's note and time are given where
    that came to be needed only since the issue. The last attempt of a round that fails, or
    one that was not safe, waits for a supervisor. Raises NotAllowed, Refused, Conflict.
    """
    letter = locked(letter)
    permissions.check_can_serve(by, letter)
    if letter.state != LetterState.ISSUED_FOR_SERVICE:
        raise no_such_move(letter, "served")
    now, before = timezone.now(), {"state": letter.state}
    _keep_advocate(letter, by=by, note=advocate_note, at=advocate_at)
    words: dict[str, Any] = {name: str(text).strip() for name, text in proof.items()}
    attempt = ServiceAttempt(
        letter=letter,
        number=letter.service_attempts.count() + 1,
        round=letter.service_round,
        outcome=outcome,
        method=method or letter.service_method,
        place=place.strip() or letter.service_place,
        at=at,
        server=server or by,
        second_officer=second_officer,
        logged_at=now,
        **words,
    )
    _check_attempt(attempt, now)
    attempt.save(force_insert=True)
    verb = _moved_by(letter, attempt)
    letter.save()
    record(obj=letter, verb=verb, by=by, before=before, after=_facts(letter, attempt))
    return letter


def _facts(letter: Letter, attempt: ServiceAttempt) -> dict[str, Any]:
    return {
        "state": letter.state,
        "attempt": attempt.number,
        "outcome": attempt.outcome,
        "method": attempt.method,
        "at": attempt.at,
        "server": attempt.server.pk,
        "advocate_told_at": letter.advocate_told_at,
    }


def _moved_by(letter: Letter, attempt: ServiceAttempt) -> str:
    """Move the letter as the attempt asks, and say by which verb."""
    if attempt.outcome == Outcome.SERVED:
        letter.serve(at=attempt.at)
        return "letter.served"
    if rules.service_is_used_up(letter):
        letter.fail_service()
        return "letter.service_failed"
    return "letter.not_served"


def _check_attempt(attempt: ServiceAttempt, now: datetime) -> None:
    letter = attempt.letter
    if attempt.outcome not in Outcome.values:
        raise Refused("Select what happened.")
    if attempt.at > now:
        raise Refused("The time must be now or in the past.")
    if letter.issued_at is None or attempt.at < letter.issued_at:
        raise Refused("The letter was issued after that time. Check when it happened.")
    if attempt.method not in Method.values:
        raise Refused("Select how it was tried.")
    _check_officers(attempt)
    if attempt.outcome != Outcome.SERVED:
        # What was tried in vain is written down as it was, whatever has become of the way since.
        worded(attempt.note, "Say what happened.")
        return
    _check_way(letter, attempt.method, attempt.place)
    check_authority_stands(letter, attempt.at)
    require_open_gate(letter.case, at=attempt.at)
    check_advocate_told(letter)
    _check_proof(attempt)


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
        where = _check_way(letter, how, place or letter.service_place)
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
